"""Make, approve, release and return payment batches.

Three people, one each. Lines are written and checked as sets, never row by row.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg2.extras import DateRange

from core import audit
from core.actors import Actor
from core.constraints import explained
from core.ids import uuid7
from core.numbering import next_number
from core.permissions import check_place
from core.refusals import Refused, clean_reason, refuse_if
from funds import permissions, postings, rules
from funds.models import Allocation, Entry, Payment, PaymentBatch
from funds.postings import Purpose, Transfer
from households.models import Household, Member

MAX_NAMED = 10  # households named in a refusal; of more, only how many
# The payee is the head; when the head has died, the next person of the household.
INSERT_LINES = """
INSERT INTO funds_payment (
  id, region_code, batch_id, household_id, payee_id, payee_name, payee_id_mask,
  bank_name, account_sealed, account_mask, amount_fen, programme, covers, is_live, note)
SELECT given.id, h.region_code, %(batch)s, h.id, m.id, m.name, m.id_no_mask,
  h.bank_name, h.bank_account_sealed, h.bank_account_mask, given.amount_fen,
  %(programme)s, %(covers)s, true, ''
FROM unnest(%(ids)s::uuid[], %(households)s::uuid[], %(amounts)s::bigint[])
  AS given(id, household_id, amount_fen)
JOIN households_household h ON h.id = given.household_id
JOIN LATERAL (
  SELECT p.id, p.name, p.id_no_mask FROM households_member p
  WHERE p.household_id = h.id AND p.state IN %(counted)s
  ORDER BY (p.name = h.head_name) DESC, p.position, p.id LIMIT 1) m ON true
"""
HOLD_PEOPLE = """
SELECT count(*) FROM (
  SELECT 1 FROM funds_payment l
  JOIN households_household h ON h.id = l.household_id
  JOIN households_member m ON m.id = l.payee_id
  WHERE l.batch_id = %s FOR SHARE OF h, m) held
"""


@transaction.atomic
def make_batch(
    *,
    allocation_id: Any,
    programme: str,
    covers: tuple[dt.date, dt.date],
    amounts: Mapping[Any, int],
    by: Actor,
    on: dt.date,
) -> PaymentBatch:
    """Make a draft with one line a household.

    `covers` is half open; `amounts` gives fen by household, zero leaves one out.
    """
    allocations = Allocation.objects.with_left().select_related("document", "project")
    allocation = allocations.get(pk=allocation_id)
    check_place(permissions.MAKE_BATCH, allocation.region_code, by)
    amounts = {key: fen for key, fen in amounts.items() if fen}
    refuse_if(
        rules.not_makeable(
            allocation, covers, list(amounts.values()), allocation.left_fen
        )
    )
    refuse_if(_unpayable(allocation, amounts))
    batch = PaymentBatch(
        number=next_number(prefix="FK", region_code=allocation.region_code, on=on),
        project=allocation.project,
        allocation=allocation,
        region_code=allocation.region_code,
        programme=programme,
        covers=DateRange(*covers),
        made_by=by,
        total_fen=0,
        line_count=0,
    )
    _write(batch, amounts)
    _add_up(batch, len(amounts))
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
    refuse_if(rules.not_approvable(batch, by))
    allocation = Allocation.objects.with_left().get(pk=batch.allocation_id)
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
    refuse_if(rules.not_returnable(batch))
    return _return(batch, by, reason)


@transaction.atomic
def return_with_money(*, batch_id: Any, by: Actor, reason: str) -> PaymentBatch:
    """Return a released batch with the reversal of its entry; never called by a page."""
    return _return(_locked_batch(batch_id), by, reason)


def ineligible(batch: PaymentBatch) -> list[str]:
    """Sentences about lines whose household left the registry or whose payee is gone.

    Household and payee rows stay share-locked to the end of the transaction, so that
    nobody's death is entered between this check and the payment.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD_PEOPLE, [batch.pk])
    wrong = batch.payments.filter(
        ~Q(household__state__in=Household.ACTIVE)
        | ~Q(payee__state__in=Member.COUNTED)
        | ~Q(payee__household=F("household"))
    )
    ordered = wrong.select_related("household", "payee").order_by("region_code", "id")
    lines = list(ordered[:MAX_NAMED])
    total = wrong.count() if len(lines) == MAX_NAMED else len(lines)
    return rules.ineligible(lines, total)


def _unpayable(allocation: Allocation, amounts: Mapping[Any, int]) -> list[str]:
    """Households that the project does not name, that left, or that have no account."""
    named = {
        row.household_id: row.household
        for row in allocation.project.beneficiaries.with_households()
    }
    reasons: list[str] = []
    if any(key not in named for key in amounts):
        reasons.append(
            _("A household of the list is not one that the project benefits.")
        )
    reasons += [
        why for key in amounts if key in named and (why := rules.unpayable(named[key]))
    ]
    return rules.first_of(reasons, MAX_NAMED)


def _write(batch: PaymentBatch, amounts: Mapping[Any, int]) -> None:
    """Insert the batch and its lines; a second payment names the batch of the first."""
    given = {
        "batch": str(batch.pk),
        "programme": batch.programme,
        "covers": batch.covers,
        "counted": tuple(str(state) for state in Member.COUNTED),
        "ids": [str(uuid7()) for _key in amounts],
        "households": [str(key) for key in amounts],
        "amounts": list(amounts.values()),
    }
    try:
        with explained(), connection.cursor() as cursor:
            batch.save(force_insert=True)
            cursor.execute(INSERT_LINES, given)
    except Refused as refusal:
        raise Refused(*refusal.reasons, *_already_paid(batch, amounts)) from refusal


def _already_paid(batch: PaymentBatch, amounts: Mapping[Any, int]) -> list[str]:
    """The households that stand in another live batch, by name and batch number."""
    paid = Payment.objects.live().filter(
        household__in=list(amounts),
        programme=batch.programme,
        covers__overlap=batch.covers,
    )
    return [
        _("%(name)s: batch %(number)s")
        % {"name": line.household.head_name, "number": line.batch.number}
        for line in paid.select_related("household", "batch")[:MAX_NAMED]
    ]


def _add_up(batch: PaymentBatch, expected: int) -> None:
    """Write the totals of the lines; refused when a household got no line."""
    written = batch.payments.aggregate(total=Sum("amount_fen"), count=Count("id"))
    if written["count"] != expected:
        raise Refused(
            _(
                "A household of the list has nobody who could be paid; "
                "check its members."
            )
        )
    batch.total_fen, batch.line_count = written["total"], written["count"]
    batch.save(update_fields=["total_fen", "line_count"])


def _post_release(batch: PaymentBatch, by: Actor, on: dt.date, key: uuid.UUID) -> Entry:
    document = batch.allocation.document
    return postings.post_entry(
        key=key,
        kind=Entry.Kind.RELEASE,
        happened_on=on,
        document=document,
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
        PaymentBatch.objects.select_for_update(of=("self",))
        .select_related("allocation__document", "project", "made_by")
        .get(pk=batch_id)
    )
