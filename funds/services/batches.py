"""Make, approve, release and return payment batches: three people, one each."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from psycopg2.extras import DateRange

from core import audit
from core.actors import Actor
from core.constraints import explained
from core.ids import uuid7
from core.numbering import next_number
from core.permissions import check_place
from core.refusals import clean_reason, refuse_if
from funds import permissions, postings, rules
from funds.models import Allocation, Entry, PaymentBatch
from funds.postings import Purpose, Transfer
from funds.rules import Terms
from funds.services.payment_lines import (
    add_up,
    ineligible,
    insert_lines,
    unpayable_households,
)


@transaction.atomic
def make_batch(
    *,
    allocation_id: Any,
    terms: Terms,
    amounts: Mapping[Any, int],
    by: Actor,
    on: dt.date,
) -> PaymentBatch:
    """Make a draft with one line a household; refused with every reason at once.

    `amounts` gives fen by household, zero leaves one out.
    """
    allocations = Allocation.objects.with_left().select_related("document", "project")
    allocation = allocations.get(pk=allocation_id)
    check_place(permissions.MAKE_BATCH, allocation.region_code, by)
    # An empty box and zero mean the same: this household gets nothing now.
    amounts = {key: fen for key, fen in amounts.items() if fen}
    sums, left_fen = list(amounts.values()), allocation.left_fen
    refuse_if(
        [
            *rules.not_makeable(allocation, terms, sums, left_fen),
            *unpayable_households(allocation, amounts, terms),
        ]
    )
    batch = _empty_batch(allocation, terms, by, on)
    insert_lines(batch, amounts)
    add_up(batch, len(amounts))
    audit.record(
        by=by,
        verb="payment.make",
        target=batch,
        after={"lines": batch.line_count, "total_fen": batch.total_fen},
    )
    return batch


@transaction.atomic
def approve_batch(*, batch_id: Any, by: Actor) -> PaymentBatch:
    """Approve as a second person; who is paid what is frozen from here on."""
    batch = _locked_batch(batch_id)
    check_place(permissions.APPROVE_BATCH, batch.region_code, by)
    # Asked again at each step: between two steps the allocation may be reversed and a
    # household may leave the registry.
    refuse_if(rules.not_approvable(batch, by))
    allocation = Allocation.objects.with_left().get(pk=batch.allocation_id)
    # A courtesy with the sum in yuan; the ceiling itself is on the account, at the
    # release.
    # What is left is already without this batch, which waits for its money too.
    left_fen = allocation.left_fen + batch.total_fen
    refuse_if(rules.over_the_money(batch.total_fen, left_fen))
    refuse_if(ineligible(batch))
    batch.state = PaymentBatch.State.APPROVED
    batch.approved_by, batch.approved_at = by, timezone.now()
    with explained():
        batch.save(update_fields=["state", "approved_by", "approved_at"])
    audit.record(
        by=by,
        verb="payment.approve",
        target=batch,
        after={"total_fen": batch.total_fen},
    )
    return batch


@transaction.atomic
def release_batch(
    *, batch_id: Any, by: Actor, on: dt.date, key: uuid.UUID | None = None
) -> PaymentBatch:
    """Release as a third person: one entry pays the whole total.

    Every line is checked once more before it.
    """
    batch = _locked_batch(batch_id)
    check_place(permissions.RELEASE_BATCH, batch.region_code, by)
    refuse_if(rules.not_releasable(batch, by))
    refuse_if(ineligible(batch))
    # The entry before the state: a batch is `released` only with the entry that pays it
    # (`batch_state_has_its_people`).
    batch.entry = _post_release(batch, by, on, key or uuid7())
    batch.state = PaymentBatch.State.RELEASED
    batch.released_by, batch.released_at = by, timezone.now()
    with explained():
        batch.save(update_fields=["state", "released_by", "released_at", "entry"])
    audit.record(
        by=by,
        verb="payment.release",
        target=batch,
        after={"entry": str(batch.entry.pk)},
    )
    return batch


@transaction.atomic
def return_batch(*, batch_id: Any, by: Actor, reason: str) -> PaymentBatch:
    """Return an unpaid batch; its households may then be paid by another one.

    Whoever may make, approve or release batches here may return them.
    """
    batch = _locked_batch(batch_id)
    place = batch.region_code
    if not (
        by.can(permissions.APPROVE_BATCH, place)
        or by.can(permissions.RELEASE_BATCH, place)
    ):
        check_place(permissions.MAKE_BATCH, place, by)
    # What has been paid comes back by the reversal of its entry only, else its
    # households could be paid twice.
    refuse_if(rules.not_returnable(batch))
    return _return(batch, by, reason)


@transaction.atomic
def return_with_money(*, batch_id: Any, by: Actor, reason: str) -> PaymentBatch:
    """Return a released batch with the reversal of its entry; never called by a page."""
    return _return(_locked_batch(batch_id), by, reason)


def _empty_batch(
    allocation: Allocation, terms: Terms, by: Actor, on: dt.date
) -> PaymentBatch:
    return PaymentBatch(
        # The counter is locked to the end of the transaction: numbers have no gaps.
        number=next_number(prefix="FK", region_code=allocation.region_code, on=on),
        project=allocation.project,
        allocation=allocation,
        region_code=allocation.region_code,
        programme=terms.programme,
        covers=DateRange(*terms.covers),
        is_advance=terms.is_advance,
        made_by=by,
        # Filled in from the lines: see `payment_lines.add_up`.
        total_fen=0,
        line_count=0,
    )


def _post_release(batch: PaymentBatch, by: Actor, on: dt.date, key: uuid.UUID) -> Entry:
    document = batch.allocation.document
    return postings.post_entry(
        key=key,
        kind=Entry.Kind.RELEASE,
        happened_on=on,
        document=document,
        # One entry for the whole batch; `batch_total_is_sum_of_lines` ties the lines to
        # it.
        transfer=Transfer(
            postings.account_for(document, Purpose.PROJECT, batch.project),
            postings.account_for(document, Purpose.PAID, batch.project),
            batch.total_fen,
        ),
        made_by=batch.made_by,
        approved_by=by,
        note=batch.number,
    )


def _return(batch: PaymentBatch, by: Actor, reason: str) -> PaymentBatch:
    batch.return_reason = clean_reason(reason)
    batch.state = PaymentBatch.State.RETURNED
    batch.returned_by, batch.returned_at = by, timezone.now()
    batch.save(update_fields=["state", "returned_by", "returned_at", "return_reason"])
    audit.record(
        by=by,
        verb="payment.return",
        target=batch,
        after={"reason": batch.return_reason},
    )
    return batch


def _locked_batch(batch_id: Any) -> PaymentBatch:
    return (
        # Only the batch is locked here; lines and people are locked by `HOLD_PEOPLE`.
        PaymentBatch.objects.select_for_update(of=("self",))
        .select_related("allocation__document", "project", "made_by")
        .get(pk=batch_id)
    )
