"""Propose, confirm and withdraw allocations of a document to a project."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib.auth.models import AbstractBaseUser as User
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.forms.idempotency import made_before
from core.ids import uuid7
from core.refusals import Refused, refuse_if
from funds import postings, rules
from funds.models import (
    Allocation,
    Entry,
    FundDocument,
)
from funds.places import check_place
from funds.postings import Move, Purpose
from funds.refusing import explained
from projects.models import Project
from projects.services import mark_funded

ADD, ALLOCATE = "funds.add_funddocument", "funds.allocate_fund"


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
    if before := made_before(Allocation.objects.filter(proposed_by=by), key):
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
    available = postings.account(allocation.document, Purpose.AVAILABLE)
    account = postings.account(allocation.document, Purpose.PROJECT, project)
    entry = postings.post(
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


def _planned_fen(project: Project) -> int:
    """Confirmed and proposed allocations of a project that have not been taken back."""
    return (
        project.allocations.filter(voided_at=None).aggregate(total=Sum("amount_fen"))[
            "total"
        ]
        or 0
    )


def _locked_allocation(allocation_id: Any) -> Allocation:
    return (
        Allocation.objects.select_for_update(of=("self",))
        .select_related("document", "proposed_by")
        .get(pk=allocation_id)
    )


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Give the reason; it stays with the entry."))
