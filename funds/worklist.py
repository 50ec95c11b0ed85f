"""What of money awaits a person, and the figures of his own county."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core import codelists
from core.web.key_figures import KeyFigure
from core.web.worklist import WorkItem
from funds.models import Allocation, FundDocument, Payment, PaymentBatch, Reversal
from funds.trace import progress
from households.models import Household
from households.timeline import Entry, newest_days


def batches_awaiting(user: Any, today: dt.date, limit: int) -> Iterable[WorkItem]:
    """Batches this person may approve or release, and did not make or approve himself."""
    batches = (
        PaymentBatch.objects.visible_to(user, "funds.approve_payment")
        .awaiting_approval()
        .exclude(made_by=user)
    )
    yield from _batch_items(batches, _("Awaits approval"), limit)
    released = PaymentBatch.objects.visible_to(
        user, "funds.release_payment"
    ).awaiting_release()
    yield from _batch_items(
        released.exclude(made_by=user).exclude(approved_by=user),
        _("Awaits release"),
        limit,
    )


def money_awaiting_second_person(
    user: Any, today: dt.date, limit: int
) -> Iterable[WorkItem]:
    """Documents, allocations and reversals somebody else entered."""
    documents = FundDocument.objects.visible_to(
        user, "funds.add_funddocument"
    ).awaiting_confirmation()
    for document in documents.exclude(registered_by=user).order_by("registered_at")[
        :limit
    ]:
        yield _item(
            _("fund document"),
            document.number,
            _("Compare it with the paper and confirm it."),
            document,
        )
    allocations = Allocation.objects.visible_to(
        user, "funds.allocate_fund"
    ).awaiting_confirmation()
    waiting = allocations.exclude(proposed_by=user).select_related(
        "document", "project"
    )
    for allocation in waiting.order_by("proposed_at")[:limit]:
        yield _item(
            _("allocation"),
            allocation.project.name,
            _("Confirm or withdraw it."),
            allocation.document,
        )
    reversals = Reversal.objects.visible_to(
        user, "funds.allocate_fund"
    ).awaiting_confirmation()
    for reversal in (
        reversals.exclude(asked_by=user)
        .select_related("entry__document")
        .order_by("asked_at")[:limit]
    ):
        yield _item(
            _("entry to take back"),
            reversal.reason,
            _("Confirm it or leave it."),
            reversal.entry.document,
        )


def fund_tiles(user: Any, today: dt.date) -> Iterable[KeyFigure]:
    """What this year's documents brought, and how much of it reached households."""
    if not user.has_perm("funds.view_funddocument"):
        return
    figures = progress(FundDocument.objects.visible_to(user).of_year(today.year))
    share = figures["paid"] / figures["issued"] if figures["issued"] else 0
    yield KeyFigure(
        label=_("Funds issued this year"),
        value=f"{figures['issued'] / 1_000_000:,.2f}",
        unit=_("10,000 yuan"),
        url=f"{reverse('funds:document-list')}?year={today.year}",
        note=_("%(share)s paid") % {"share": f"{share:.1%}"},
        icon="coin",
        order=70,
    )


def _batch_items(batches: Any, reason: str, limit: int) -> Iterable[WorkItem]:
    for batch in batches.select_related("project").order_by("id")[:limit]:
        amount = _("%(amount)s yuan") % {"amount": f"{batch.total_fen / 100:,.2f}"}
        yield WorkItem(
            kind=_("payment batch"),
            title=f"{batch.number} {batch.project.name}",
            reason=f"{reason} · {amount}",
            url=batch.get_absolute_url(),
            region_code=batch.region_code,
            since=batch.approved_at or batch.made_at,
        )


def _item(kind: str, title: str, reason: str, document: FundDocument) -> WorkItem:
    return WorkItem(
        kind,
        title,
        reason,
        document.get_absolute_url(),
        document.region_code,
        None,
        None,
    )


def payments_to(
    household: Household, user: Any, before: dt.datetime | None, limit: int
) -> Iterable[Entry]:
    """What was paid to a household, on the day of its release."""
    if not user.can("funds.view_paymentbatch", household.region_code):
        return
    paid = (
        Payment.objects.paid()
        .filter(household=household)
        .select_related("batch__project", "batch__released_by")
    )
    for row in newest_days(
        paid.select_related("batch__entry"),
        before,
        limit,
        day="batch__entry__happened_on",
    ):
        batch, amount = (
            row.batch,
            _("%(amount)s yuan") % {"amount": f"{row.amount_fen / 100:,.2f}"},
        )
        yield Entry(
            batch.entry.happened_on,
            _("Paid: %(subsidy)s")
            % {"subsidy": codelists.label("subsidy", row.programme)},
            by=batch.released_by.name,
            text=f"{amount} · {batch.project.name}",
            icon="coin",
            tone="good",
            url=batch.get_absolute_url(),
        )
