"""Propose, confirm and withdraw allocations of a document to a project."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.actors import Actor
from core.constraints import explained
from core.forms.idempotency import SentOtherwise, remember, sent_before
from core.ids import uuid7
from core.permissions import check_place
from core.refusals import Refused, clean_reason, refuse_if
from core.web.formats import wan
from funds import permissions, postings, purposes, rules
from funds.models import Allocation, Entry, FundDocument
from funds.postings import Purpose, Transfer
from funds.querysets import AllocationQuerySet
from projects.models import Project
from projects.services import mark_funded


@transaction.atomic
def allocate(
    *,
    document_id: Any,
    project_id: Any,
    amount_fen: int,
    by: Actor,
    note: str = "",
    key: uuid.UUID | None = None,
    amend: bool = False,
) -> Allocation:
    """Propose money of a document for a project, once for a form's key.

    Nothing moves before another person confirms it. `amend` replaces the proposal that
    the same form has made from other content.
    """
    content = [document_id, project_id, amount_fen, note]
    # Before the checks: the form sent again must find its row, whatever has changed.
    own = Allocation.objects.filter(proposed_by=by)
    if earlier := sent_before(own, key, content, by):
        if earlier.is_same:
            return earlier.made
        _replace(earlier.made, by=by, amend=amend)
    allocation = _proposal(document_id, project_id, amount_fen, by, note)
    if key and not earlier:
        allocation.pk = key
    with explained():
        allocation.save(force_insert=True)
    remember(key, content, allocation, by)
    _note_proposal(allocation, by)
    return allocation


def _note_proposal(allocation: Allocation, by: Actor) -> None:
    audit.record(
        by=by,
        verb="fund.allocate",
        target=allocation,
        after={
            "document": allocation.document.number,
            "project": allocation.project.number,
            "amount_fen": allocation.amount_fen,
        },
    )


def _proposal(
    document_id: Any, project_id: Any, amount_fen: int, by: Actor, note: str
) -> Allocation:
    """The allocation as it would be proposed, not stored; refused where it cannot be."""
    # Both stay locked while budget and document are compared with what is planned, so
    # that two proposals at once do not exceed them together.
    project = Project.objects.select_for_update().get(pk=project_id)
    document = FundDocument.objects.select_for_update(no_key=True).get(pk=document_id)
    check_place(permissions.ALLOCATE, document.region_code, by)
    # A county's document must not pay a project of the neighbouring county.
    check_place(permissions.ALLOCATE, project.region_code, by)
    left = _left_of(document, project, Allocation.objects.all())
    refuse_if(rules.not_allocatable(document, project, amount_fen, left))
    return Allocation(
        document=document,
        project=project,
        region_code=project.region_code,
        amount_fen=amount_fen,
        note=note,
        proposed_by=by,
    )


@transaction.atomic
def confirm_allocation(
    *, allocation_id: Any, by: Actor, on: dt.date, key: uuid.UUID | None = None
) -> Entry:
    """Confirm an allocation as a second person: the money moves to the project.

    The account refuses what it does not hold, however many confirm at once.
    """
    # The project before its allocation, as `allocate` does: one order of locks.
    rows = Allocation.objects.values_list("project_id", flat=True)
    project = Project.objects.select_for_update().get(pk=rows.get(pk=allocation_id))
    allocation = _locked_allocation(allocation_id)
    check_place(permissions.ALLOCATE, allocation.document.region_code, by)
    # Asked again: budgets and code lists may have changed since it was proposed.
    others = Allocation.objects.exclude(pk=allocation.pk)
    left = _left_of(allocation.document, project, others)
    refuse_if(rules.not_confirmable(allocation, by, left))
    entry = _post_allocation(allocation, project, by, on, key or uuid7())
    allocation.confirmed_by, allocation.entry = by, entry
    with explained():
        allocation.save(update_fields=["confirmed_by", "entry"])
    # Only funded projects may start their work.
    mark_funded(project_id=project.pk, by=by)
    audit.record(
        by=by,
        verb="fund.confirm_allocation",
        target=allocation,
        after={"entry": str(entry.pk)},
    )
    return entry


@transaction.atomic
def drop_allocation(*, allocation_id: Any, by: Actor, reason: str) -> Allocation:
    """Withdraw a proposal nobody has confirmed."""
    allocation = _locked_allocation(allocation_id)
    check_place(permissions.ALLOCATE, allocation.document.region_code, by)
    if allocation.state != allocation.State.PENDING:
        raise Refused(
            _("The allocation has been confirmed; ask for the reversal of its entry.")
        )
    reason = clean_reason(reason)
    allocation.voided_at = timezone.now()
    allocation.save(update_fields=["voided_at"])
    audit.record(
        by=by, verb="fund.drop_allocation", target=allocation, after={"reason": reason}
    )
    return allocation


def _replace(earlier: Allocation, *, by: Actor, amend: bool) -> None:
    """Withdraw what the same form has proposed, once its person knows of it."""
    if earlier.state == earlier.State.VOIDED:
        return
    if not amend:
        words = _(
            "With this form you have already proposed %(amount)s × 10,000 yuan for "
            "%(project)s. Send it once more to replace that proposal by this one."
        )
        said = {"amount": wan(earlier.amount_fen, 4), "project": earlier.project.name}
        raise SentOtherwise(earlier, words % said)
    # The project before its allocation, as everywhere: one order of locks.
    Project.objects.select_for_update().get(pk=earlier.project_id)
    reason = _("Corrected by the one who proposed it.")
    drop_allocation(allocation_id=earlier.pk, by=by, reason=reason)


def _post_allocation(
    allocation: Allocation, project: Project, by: Actor, on: dt.date, key: uuid.UUID
) -> Entry:
    document = allocation.document
    return postings.post_entry(
        key=key,
        kind=Entry.Kind.ALLOCATE,
        happened_on=on,
        document=document,
        transfer=Transfer(
            postings.account_for(document, Purpose.AVAILABLE),
            postings.account_for(document, Purpose.PROJECT, project),
            allocation.amount_fen,
        ),
        made_by=allocation.proposed_by,
        approved_by=by,
        note=allocation.note,
    )


def _left_of(
    document: FundDocument, project: Project, others: AllocationQuerySet
) -> rules.Left:
    """What the other allocations leave of the budget for this money, and of the document."""
    # Proposals count too: otherwise ten of them would each fit.
    source, planned = purposes.source_of(document), others.not_voided()
    of_budget = planned.filter(project=project, source=source)
    return rules.Left(
        purposes.budget_fen(project, source) - of_budget.total_fen(),
        document.amount_fen - planned.filter(document=document).total_fen(),
    )


def _locked_allocation(allocation_id: Any) -> Allocation:
    return (
        Allocation.objects.select_for_update(of=("self",))
        .select_related("document", "project", "proposed_by")
        .get(pk=allocation_id)
    )
