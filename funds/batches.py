"""The verbs of payment: a batch is made, approved and released by three people, set by set, never row by row."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser as User
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg2.extras import DateRange

from core import audit
from core.ids import uuid7
from core.numbering import next_number
from core.refusals import Refused, refuse_if
from funds import ledger, rules
from funds.ledger import Move, Purpose
from funds.models import Allocation, Entry, Payment, PaymentBatch
from funds.places import check_place
from funds.refusing import SENTENCES, constraint_of, explained
from households.models import Household, Member

MAKE, APPROVE, RELEASE = (
    "funds.make_payment",
    "funds.approve_payment",
    "funds.release_payment",
)
SHOWN = 10
# The payee is the head; a head who has died gives way to the next person of the household.
INSERT_LINES = """
INSERT INTO funds_payment (id, region_code, batch_id, household_id, payee_id, payee_name, payee_id_mask, bank_name,
  account_sealed, account_mask, amount_fen, programme, covers, is_live, note)
SELECT given.id, h.region_code, %(batch)s, h.id, m.id, m.name, m.id_no_mask, h.bank_name,
  h.bank_account_sealed, h.bank_account_mask, given.amount_fen, %(programme)s, %(covers)s, true, ''
FROM unnest(%(ids)s::uuid[], %(households)s::uuid[], %(amounts)s::bigint[]) AS given(id, household_id, amount_fen)
JOIN households_household h ON h.id = given.household_id
JOIN LATERAL (
  SELECT p.id, p.name, p.id_no_mask FROM households_member p
  WHERE p.household_id = h.id AND p.state IN %(counted)s
  ORDER BY (p.name = h.head_name) DESC, p.position, p.id LIMIT 1) m ON true
"""
HOLD_PEOPLE = """
SELECT count(*) FROM (
  SELECT 1 FROM funds_payment l JOIN households_household h ON h.id = l.household_id
  JOIN households_member m ON m.id = l.payee_id WHERE l.batch_id = %s FOR SHARE OF h, m) held
"""


@transaction.atomic
def make_batch(
    *,
    allocation_id: Any,
    programme: str,
    covers: tuple[dt.date, dt.date],
    amounts: Mapping[Any, int],
    by: User,
    on: dt.date,
) -> PaymentBatch:
    """A draft with one line a household; `covers` is half open, `amounts` gives fen by household."""
    allocation = (
        Allocation.objects.with_left()
        .select_related("document", "project")
        .get(pk=allocation_id)
    )
    check_place(MAKE, allocation.region_code, by)
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
    written = batch.payments.aggregate(total=Sum("amount_fen"), count=Count("id"))
    if written["count"] != len(amounts):
        raise Refused(
            _(
                "A household of the list has nobody who could be paid; look at its members."
            )
        )
    batch.total_fen, batch.line_count = written["total"], written["count"]
    batch.save(update_fields=["total_fen", "line_count"])
    audit.record(
        by=by,
        verb="payment.make",
        target=batch,
        after={"lines": batch.line_count, "total_fen": batch.total_fen},
    )
    return batch


@transaction.atomic
def approve_batch(*, batch_id: Any, by: User) -> PaymentBatch:
    """A second person approves; who is paid what is frozen from here on."""
    batch = _locked(batch_id)
    check_place(APPROVE, batch.region_code, by)
    refuse_if(rules.not_approvable(batch, by))
    left_fen = (
        Allocation.objects.with_left()
        .values_list("left_fen", flat=True)
        .get(pk=batch.allocation_id)
    )
    refuse_if(
        rules.over_the_money(batch.total_fen, left_fen + batch.total_fen)
    )  # its own total is taken off already
    refuse_if(ineligible(batch))
    batch.state, batch.approved_by, batch.approved_at = (
        PaymentBatch.State.APPROVED,
        by,
        timezone.now(),
    )
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
    *, batch_id: Any, by: User, on: dt.date, key: uuid.UUID | None = None
) -> PaymentBatch:
    """A third person releases: one entry of the whole total, after every line has been looked at once more."""
    batch = _locked(batch_id)
    check_place(RELEASE, batch.region_code, by)
    refuse_if(rules.not_releasable(batch, by))
    refuse_if(ineligible(batch))
    document = batch.allocation.document
    entry = ledger.post(
        key=key or uuid7(),
        kind=Entry.Kind.RELEASE,
        happened_on=on,
        document=document,
        move=Move(
            ledger.account(document, Purpose.PROJECT, batch.project),
            ledger.account(document, Purpose.PAID, batch.project),
            batch.total_fen,
        ),
        made_by=batch.made_by,
        approved_by=by,
        note=batch.number,
    )
    batch.state, batch.released_by, batch.released_at = (
        PaymentBatch.State.RELEASED,
        by,
        timezone.now(),
    )
    batch.entry = entry
    with explained():
        batch.save(update_fields=["state", "released_by", "released_at", "entry"])
    audit.record(
        by=by, verb="payment.release", target=batch, after={"entry": str(entry.pk)}
    )
    return batch


@transaction.atomic
def return_batch(*, batch_id: Any, by: User, reason: str) -> PaymentBatch:
    """Send a batch back before it is paid; its households may then be paid by another one."""
    batch = _locked(batch_id)
    if not any(
        by.can(permission, batch.region_code) for permission in (MAKE, APPROVE, RELEASE)
    ):
        check_place(MAKE, batch.region_code, by)
    refuse_if(rules.not_returnable(batch))
    return _return(batch, by, reason)


@transaction.atomic
def return_with_money(*, batch_id: Any, by: User, reason: str) -> PaymentBatch:
    """What the reversal of its entry does to a released batch; called with the mirror, never by a page."""
    return _return(_locked(batch_id), by, reason)


def ineligible(batch: PaymentBatch) -> list[str]:
    """Lines whose household has left the registry or whose payee is no longer there, as sentences.

    Household and payee rows stay share-locked to the end of the transaction: nobody dies in between.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD_PEOPLE, [batch.pk])
    wrong = batch.payments.filter(
        ~Q(household__state__in=Household.ACTIVE)
        | ~Q(payee__state__in=Member.COUNTED)
        | ~Q(payee__household=F("household"))
    )
    lines = list(
        wrong.select_related("household", "payee").order_by("region_code", "id")[:SHOWN]
    )
    return rules.ineligible(lines, wrong.count() if len(lines) == SHOWN else len(lines))


def _unpayable(allocation: Allocation, amounts: Mapping[Any, int]) -> list[str]:
    """Households that are not of the project, have left the registry, or have no account."""
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
    return rules.first_of(reasons, SHOWN)


def _write(batch: PaymentBatch, amounts: Mapping[Any, int]) -> None:
    """The batch and its lines, or a sentence for the constraint that stopped them."""
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
        with transaction.atomic(), connection.cursor() as cursor:
            batch.save(force_insert=True)
            cursor.execute(INSERT_LINES, given)
    except IntegrityError as error:
        sentence = SENTENCES.get(constraint_of(error))
        if sentence is None:
            raise
        raise Refused(sentence, *_already_paid(batch, amounts)) from error


def _already_paid(batch: PaymentBatch, amounts: Mapping[Any, int]) -> list[str]:
    """The households that stand in another live batch, by name and batch."""
    paid = Payment.objects.live().filter(
        household__in=list(amounts), programme=batch.programme
    )
    lines = paid.filter(covers__overlap=batch.covers).select_related(
        "household", "batch"
    )[:SHOWN]
    return [
        _("%(name)s: batch %(number)s")
        % {"name": line.household.head_name, "number": line.batch.number}
        for line in lines
    ]


def _return(batch: PaymentBatch, by: User, reason: str) -> PaymentBatch:
    if not reason.strip():
        raise Refused(_("Give the reason; it stays with the batch."))
    batch.state, batch.returned_by, batch.returned_at = (
        PaymentBatch.State.RETURNED,
        by,
        timezone.now(),
    )
    batch.return_reason = reason.strip()
    batch.save(update_fields=["state", "returned_by", "returned_at", "return_reason"])
    audit.record(
        by=by,
        verb="payment.return",
        target=batch,
        after={"reason": batch.return_reason},
    )
    return batch


def _locked(batch_id: Any) -> PaymentBatch:
    return (
        PaymentBatch.objects.select_for_update(of=("self",))
        .select_related("allocation__document", "project", "made_by")
        .get(pk=batch_id)
    )
