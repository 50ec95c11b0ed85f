"""Money that awaits a person: batches to approve or release, entries to confirm.

Nobody is shown what they entered themselves: another person must act on it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from core.actors import Actor
from core.web import worklist
from core.web.formats import yuan
from core.web.worklist import WorkItem
from funds import permissions
from funds.models import Allocation, FundDocument, PaymentBatch, Reversal


def register() -> None:
    """Add money to the worklist; called from `AppConfig.ready`."""
    worklist.register(batches_awaiting)
    worklist.register(documents_awaiting)
    worklist.register(allocations_awaiting)
    worklist.register(reversals_awaiting)


def batches_awaiting(user: Actor, today: dt.date, limit: int) -> Iterable[WorkItem]:
    """Batches this person may approve or release, and did not make or approve."""
    visible = PaymentBatch.objects.visible_to
    drafts = visible(user, permissions.APPROVE_BATCH).awaiting_approval()
    approved = visible(user, permissions.RELEASE_BATCH).awaiting_release()
    yield from _batch_items(drafts.exclude(made_by=user), _("Awaits approval"), limit)
    yield from _batch_items(
        approved.exclude(made_by=user).exclude(approved_by=user),
        _("Awaits release"),
        limit,
    )


def documents_awaiting(user: Actor, today: dt.date, limit: int) -> Iterable[WorkItem]:
    """Documents that somebody else registered."""
    documents = FundDocument.objects.visible_to(user, permissions.REGISTER_DOCUMENT)
    waiting = documents.awaiting_confirmation().exclude(registered_by=user)
    for document in waiting.order_by("registered_at")[:limit]:
        yield _item(
            _("fund document"),
            document.number,
            _("Compare it with the paper and confirm it."),
            document,
        )


def allocations_awaiting(user: Actor, today: dt.date, limit: int) -> Iterable[WorkItem]:
    """Allocations that somebody else proposed."""
    allocations = Allocation.objects.visible_to(user, permissions.ALLOCATE)
    waiting = allocations.awaiting_confirmation().exclude(proposed_by=user)
    rows = waiting.select_related("document", "project").order_by("proposed_at")
    for allocation in rows[:limit]:
        yield _item(
            _("allocation"),
            allocation.project.name,
            _("Confirm or withdraw it."),
            allocation.document,
        )


def reversals_awaiting(user: Actor, today: dt.date, limit: int) -> Iterable[WorkItem]:
    """Reversals that somebody else asked for."""
    reversals = Reversal.objects.visible_to(user, permissions.ALLOCATE)
    waiting = reversals.awaiting_confirmation().exclude(asked_by=user)
    rows = waiting.select_related("entry__document").order_by("asked_at")
    for reversal in rows[:limit]:
        yield _item(
            _("entry to reverse"),
            reversal.reason,
            _("Confirm it or leave it."),
            reversal.entry.document,
        )


def _batch_items(batches: Any, reason: str, limit: int) -> Iterable[WorkItem]:
    for batch in batches.select_related("project").order_by("id")[:limit]:
        amount = _("%(amount)s yuan") % {"amount": yuan(batch.total_fen)}
        yield WorkItem(
            kind=_("payment batch"),
            title=f"{batch.number} {batch.project.name}",
            reason=f"{reason} · {amount}",
            url=batch.get_absolute_url(),
            region_code=batch.region_code,
            # The longest wait first: the worklist sorts by it.
            since=batch.approved_at or batch.made_at,
        )


def _item(kind: str, title: str, reason: str, document: FundDocument) -> WorkItem:
    return WorkItem(
        kind=kind,
        title=title,
        reason=reason,
        url=document.get_absolute_url(),
        region_code=document.region_code,
    )
