"""The verbs of money that comes and is allocated: register, confirm, allocate, take back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser as User
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.forms.idempotency import find_existing
from core.ids import uuid7
from core.refusals import Refused, refuse_if
from funds import ledger, rules
from funds.batches import (
    approve_batch,
    make_batch,
    release_batch,
    return_batch,
    return_with_money,
)
from funds.ledger import Move, Purpose
from funds.models import Allocation, Entry, FundDocument, Reversal
from funds.places import check_place
from funds.refusing import explained
from projects.models import Project
from projects.services import mark_funded, unmark_funded

__all__ = [
    "allocate",
    "approve_batch",
    "confirm_allocation",
    "confirm_document",
    "confirm_reversal",
    "drop_allocation",
    "drop_document",
    "drop_reversal",
    "make_batch",
    "register_document",
    "release_batch",
    "return_batch",
    "reverse_entry",
]
ADD, ALLOCATE = "funds.add_funddocument", "funds.allocate_fund"
DOCUMENT_FIELDS = (
    "number",
    "title",
    "issued_on",
    "issuer",
    "level",
    "kind",
    "budget_line",
    "amount_fen",
    "is_advance",
    "tasks",
)


@transaction.atomic
def register_document(
    *, region_code: str, values: Mapping[str, Any], by: User
) -> FundDocument:
    """Write a fund document down; its money counts when another person has confirmed it."""
    check_place(ADD, region_code, by)
    known = {name: value for name, value in values.items() if name in DOCUMENT_FIELDS}
    document = FundDocument(region_code=region_code, registered_by=by, **known)
    with explained():
        document.save(force_insert=True)
    audit.record(
        by=by,
        verb="fund.register",
        target=document,
        after={"number": document.number, "amount_fen": document.amount_fen},
    )
    return document


@transaction.atomic
def confirm_document(
    *, document_id: Any, by: User, on: dt.date, key: uuid.UUID | None = None
) -> Entry:
    """A second person has compared the paper: its whole amount stands in the ledger."""
    document = _locked_document(document_id)
    check_place(ADD, document.region_code, by)
    refuse_if(rules.not_second_person(document.registered_by_id, by))
    if document.state != "pending":
        raise Refused(_("The document has already been confirmed or voided."))
    document.confirmed_by, document.confirmed_at = by, timezone.now()
    document.save(update_fields=["confirmed_by", "confirmed_at"])
    source = ledger.account(document, Purpose.SOURCE)
    available = ledger.account(document, Purpose.AVAILABLE)
    entry = ledger.post(
        key=key or uuid7(),
        kind=Entry.Kind.ISSUE,
        happened_on=on,
        document=document,
        move=Move(source, available, document.amount_fen),
        made_by=document.registered_by,
        approved_by=by,
    )
    audit.record(
        by=by, verb="fund.confirm", target=document, after={"entry": str(entry.pk)}
    )
    return entry


@transaction.atomic
def drop_document(*, document_id: Any, by: User, reason: str) -> FundDocument:
    """Void a document nobody has confirmed; its number may then be registered anew."""
    document = _locked_document(document_id)
    check_place(ADD, document.region_code, by)
    if document.state != "pending":
        raise Refused(
            _("The document has been confirmed; ask for its entry to be taken back.")
        )
    _need_reason(reason)
    document.voided_at = timezone.now()
    document.save(update_fields=["voided_at"])
    audit.record(by=by, verb="fund.drop", target=document, after={"reason": reason})
    return document


@transaction.atomic
def allocate(
    *,
    document_id: Any,
    project_id: Any,
    amount_fen: int,
    by: User,
    note: str = "",
    key: uuid.UUID | None = None,
) -> Allocation:
    """Propose money of a document for a project of the library, once for a key; another person confirms it."""
    if before := find_existing(Allocation.objects.filter(proposed_by=by), key):
        return before
    project = Project.objects.select_for_update().get(pk=project_id)
    document = FundDocument.objects.get(pk=document_id)
    check_place(ALLOCATE, document.region_code, by)
    check_place(ALLOCATE, project.region_code, by)
    refuse_if(
        rules.not_allocatable(document, project, amount_fen, _planned_fen(project))
    )
    allocation = Allocation(
        id=key or uuid7(),
        document=document,
        project=project,
        region_code=project.region_code,
        amount_fen=amount_fen,
        note=note,
        proposed_by=by,
    )
    with explained():
        allocation.save(force_insert=True)
    audit.record(
        by=by,
        verb="fund.allocate",
        target=allocation,
        after={
            "document": document.number,
            "project": project.number,
            "amount_fen": amount_fen,
        },
    )
    return allocation


@transaction.atomic
def confirm_allocation(
    *, allocation_id: Any, by: User, on: dt.date, key: uuid.UUID | None = None
) -> Entry:
    """A second person agrees: the money moves; what is not there cannot be moved, however many ask at once."""
    project_id = Allocation.objects.values_list("project_id", flat=True).get(
        pk=allocation_id
    )
    project = Project.objects.select_for_update().get(pk=project_id)
    allocation = _locked_allocation(allocation_id)
    check_place(ALLOCATE, allocation.document.region_code, by)
    refuse_if(rules.not_confirmable(allocation, by))
    available = ledger.account(allocation.document, Purpose.AVAILABLE)
    account = ledger.account(allocation.document, Purpose.PROJECT, project)
    entry = ledger.post(
        key=key or uuid7(),
        kind=Entry.Kind.ALLOCATE,
        happened_on=on,
        document=allocation.document,
        move=Move(available, account, allocation.amount_fen),
        made_by=allocation.proposed_by,
        approved_by=by,
        note=allocation.note,
    )
    allocation.confirmed_by, allocation.entry = by, entry
    with explained():
        allocation.save(update_fields=["confirmed_by", "entry"])
    mark_funded(project_id=project.pk, by=by)
    audit.record(
        by=by,
        verb="fund.confirm_allocation",
        target=allocation,
        after={"entry": str(entry.pk)},
    )
    return entry


@transaction.atomic
def drop_allocation(*, allocation_id: Any, by: User, reason: str) -> Allocation:
    """Withdraw a proposal nobody has confirmed."""
    allocation = _locked_allocation(allocation_id)
    check_place(ALLOCATE, allocation.document.region_code, by)
    if allocation.state != "pending":
        raise Refused(
            _("The allocation has been confirmed; ask for its entry to be taken back.")
        )
    _need_reason(reason)
    allocation.voided_at = timezone.now()
    allocation.save(update_fields=["voided_at"])
    audit.record(
        by=by, verb="fund.drop_allocation", target=allocation, after={"reason": reason}
    )
    return allocation


@transaction.atomic
def reverse_entry(*, entry_id: Any, by: User, reason: str) -> Reversal:
    """Ask that an entry be taken back; nothing moves until another person confirms."""
    entry = Entry.objects.get(pk=entry_id)
    check_place(ALLOCATE, entry.region_code, by)
    _need_reason(reason)
    if (
        entry.kind == Entry.Kind.REVERSE
        or Entry.objects.filter(reverses=entry).exists()
    ):
        raise Refused(_("This entry has already been taken back."))
    reversal = Reversal(
        entry=entry, region_code=entry.region_code, reason=reason.strip(), asked_by=by
    )
    with explained():
        reversal.save(force_insert=True)
    audit.record(by=by, verb="fund.reverse", target=entry, after={"reason": reason})
    return reversal


@transaction.atomic
def confirm_reversal(
    *, reversal_id: Any, by: User, on: dt.date, key: uuid.UUID | None = None
) -> Entry:
    """Write the mirror, and let the document, allocation or batch behind the entry go back with it."""
    reversal = (
        Reversal.objects.select_for_update(of=("self",))
        .select_related("entry", "asked_by")
        .get(pk=reversal_id)
    )
    check_place(ALLOCATE, reversal.region_code, by)
    refuse_if(rules.not_second_person(reversal.asked_by_id, by))
    if reversal.result_id or reversal.dropped_at:
        raise Refused(_("This has already been decided."))
    original = reversal.entry
    entry = ledger.mirror(
        key=key or uuid7(),
        entry=original,
        happened_on=on,
        made_by=reversal.asked_by,
        approved_by=by,
        note=reversal.reason,
    )
    reversal.result = entry
    reversal.save(update_fields=["result"])
    _undo(original, reversal, by)
    audit.record(
        by=by,
        verb="fund.confirm_reversal",
        target=original,
        after={"entry": str(entry.pk)},
    )
    return entry


@transaction.atomic
def drop_reversal(*, reversal_id: Any, by: User) -> Reversal:
    """Leave the entry as it is."""
    reversal = Reversal.objects.select_for_update().get(pk=reversal_id)
    check_place(ALLOCATE, reversal.region_code, by)
    if reversal.result_id or reversal.dropped_at:
        raise Refused(_("This has already been decided."))
    reversal.dropped_at = timezone.now()
    reversal.save(update_fields=["dropped_at"])
    audit.record(by=by, verb="fund.drop_reversal", target=reversal)
    return reversal


def _undo(original: Entry, reversal: Reversal, by: User) -> None:
    if original.kind == Entry.Kind.RELEASE:
        return_with_money(batch_id=original.batch.pk, by=by, reason=reversal.reason)
    elif original.kind == Entry.Kind.ALLOCATE:
        allocation = original.allocation
        allocation.voided_at = timezone.now()
        allocation.save(update_fields=["voided_at"])
        if (
            not Allocation.objects.filter(project_id=allocation.project_id)
            .standing()
            .exists()
        ):
            unmark_funded(project_id=allocation.project_id, by=by)
    else:
        FundDocument.objects.filter(pk=original.document_id).update(
            voided_at=timezone.now()
        )


def _planned_fen(project: Project) -> int:
    """Confirmed and proposed allocations of a project that have not been taken back."""
    return (
        project.allocations.filter(voided_at=None).aggregate(total=Sum("amount_fen"))[
            "total"
        ]
        or 0
    )


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Give the reason; it stays with the entry."))


def _locked_document(document_id: Any) -> FundDocument:
    return (
        FundDocument.objects.select_for_update(of=("self",))
        .select_related("registered_by")
        .get(pk=document_id)
    )


def _locked_allocation(allocation_id: Any) -> Allocation:
    return (
        Allocation.objects.select_for_update(of=("self",))
        .select_related("document", "proposed_by")
        .get(pk=allocation_id)
    )
