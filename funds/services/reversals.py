"""Ask for the reversal of an entry, confirm it or leave the entry as it is."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.actors import Actor
from core.constraints import explained, sentence_for
from core.ids import uuid7
from core.permissions import check_place
from core.refusals import Refused, clean_reason, refuse_if
from funds import permissions, postings, rules
from funds.models import Allocation, Entry, FundDocument, Reversal
from funds.services.batches import return_with_money
from projects.services import unmark_funded


@transaction.atomic
def reverse_entry(*, entry_id: Any, by: Actor, reason: str) -> Reversal:
    """Ask for the reversal of an entry; nothing moves until another person confirms."""
    entry = Entry.objects.get(pk=entry_id)
    check_place(permissions.ALLOCATE, entry.region_code, by)
    reason = clean_reason(reason)
    # The constraint stops the second reversal in any case; here it is said before
    # somebody else is asked to confirm it.
    if not Entry.objects.reversible().filter(pk=entry.pk).exists():
        raise Refused(sentence_for("entry_reversed_once"))
    reversal = Reversal(
        entry=entry, region_code=entry.region_code, reason=reason, asked_by=by
    )
    with explained():
        reversal.save(force_insert=True)
    audit.record(by=by, verb="fund.reverse", target=entry, after={"reason": reason})
    return reversal


@transaction.atomic
def confirm_reversal(
    *, reversal_id: Any, by: Actor, on: dt.date, key: uuid.UUID | None = None
) -> Entry:
    """Confirm a reversal as a second person: the mirror of the entry is written.

    The document, allocation or batch behind the entry is undone with it.
    """
    reversal = _locked_reversal(reversal_id)
    check_place(permissions.ALLOCATE, reversal.region_code, by)
    refuse_if(rules.not_second_person(reversal.asked_by_id, by))
    _check_undecided(reversal)
    original = reversal.entry
    # Refused when the money has gone further: what was paid must be reversed first.
    mirror = postings.post_mirror(
        key=key or uuid7(), reversal=reversal, happened_on=on, approved_by=by
    )
    reversal.result = mirror
    reversal.save(update_fields=["result"])
    _undo(original, reversal, by)
    audit.record(
        by=by,
        verb="fund.confirm_reversal",
        target=original,
        after={"entry": str(mirror.pk)},
    )
    return mirror


@transaction.atomic
def drop_reversal(*, reversal_id: Any, by: Actor) -> Reversal:
    """Leave the entry as it is."""
    reversal = _locked_reversal(reversal_id)
    check_place(permissions.ALLOCATE, reversal.region_code, by)
    _check_undecided(reversal)
    reversal.dropped_at = timezone.now()
    reversal.save(update_fields=["dropped_at"])
    audit.record(by=by, verb="fund.drop_reversal", target=reversal)
    return reversal


def _locked_reversal(reversal_id: Any) -> Reversal:
    return (
        Reversal.objects.select_for_update(of=("self",))
        .select_related("entry", "asked_by")
        .get(pk=reversal_id)
    )


def _check_undecided(reversal: Reversal) -> None:
    if reversal.result_id or reversal.dropped_at:
        raise Refused(_("This has already been decided."))


def _undo(original: Entry, reversal: Reversal, by: Actor) -> None:
    """Undo what the entry has done to its batch, allocation or document."""
    if original.kind == Entry.Kind.RELEASE:
        # The lines of the batch count no more, so that its households may be paid
        # again.
        return_with_money(batch_id=original.batch.pk, by=by, reason=reversal.reason)
    elif original.kind == Entry.Kind.ALLOCATE:
        _void_allocation(original.allocation, by)
    else:
        # No lock is needed: the mirror has just taken the money off its accounts, and
        # an entry on a voided document is refused.
        FundDocument.objects.filter(pk=original.document_id).update(
            voided_at=timezone.now()
        )


def _void_allocation(allocation: Allocation, by: Actor) -> None:
    allocation.voided_at = timezone.now()
    allocation.save(update_fields=["voided_at"])
    # Another allocation may still fund the project; and work that has started goes on.
    others = Allocation.objects.filter(project_id=allocation.project_id).standing()
    if not others.exists():
        unmark_funded(project_id=allocation.project_id, by=by)
