"""Ask for the reversal of an entry, confirm it or leave the entry as it is."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib.auth.models import AbstractBaseUser as User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.ids import uuid7
from core.refusals import Refused, refuse_if
from funds import postings, rules
from funds.models import (
    Allocation,
    Entry,
    FundDocument,
    Reversal,
)
from funds.places import check_place
from funds.refusing import explained
from funds.services.batches import return_with_money
from projects.services import unmark_funded

ADD, ALLOCATE = "funds.add_funddocument", "funds.allocate_fund"


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
    entry = postings.mirror(
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


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Give the reason; it stays with the entry."))
