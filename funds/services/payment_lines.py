"""The lines of a payment batch: whom they may pay, insert them, check them again.

Set by set, never row by row: a batch pays thousands of households.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from core.constraints import explained
from core.ids import uuid7
from core.refusals import Refused
from funds import rules
from funds.models import Allocation, Payment, PaymentBatch
from households.models import Household, Member

# A list may hold thousands; more names than these nobody reads.
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
# FOR SHARE lets others read and share, but makes who enters a death wait.
HOLD_PEOPLE = """
SELECT count(*) FROM (
  SELECT 1 FROM funds_payment l
  JOIN households_household h ON h.id = l.household_id
  JOIN households_member m ON m.id = l.payee_id
  WHERE l.batch_id = %s FOR SHARE OF h, m) held
"""


def unpayable_households(
    allocation: Allocation, amounts: Mapping[Any, int]
) -> list[str]:
    """Households that the project does not name, that left, or that have no account."""
    named = {
        row.household_id: row.household
        for row in allocation.project.beneficiaries.with_households()
    }
    reasons: list[str] = []
    # The page offers only beneficiaries, so an unknown key is no typing mistake: said
    # once, without a name, since the household may be out of the person's sight.
    if any(key not in named for key in amounts):
        reasons.append(
            _("A household of the list is not one that the project benefits.")
        )
    reasons += [
        why for key in amounts if key in named and (why := rules.unpayable(named[key]))
    ]
    return rules.first_of(reasons, MAX_NAMED)


def insert_lines(batch: PaymentBatch, amounts: Mapping[Any, int]) -> None:
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
    # The exclusion constraints say that somebody is paid twice, not who: that is read
    # afterwards, from the other batches.
    except Refused as refusal:
        raise Refused(*refusal.reasons, *_already_paid(batch, amounts)) from refusal


def _already_paid(batch: PaymentBatch, amounts: Mapping[Any, int]) -> list[str]:
    """The households that stand in another live batch, by name and batch number."""
    # Half-open ranges: a period that begins where another ends does not overlap.
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


def add_up(batch: PaymentBatch, expected: int) -> None:
    """Write the totals of the lines; refused when a household got no line."""
    written = batch.payments.aggregate(total=Sum("amount_fen"), count=Count("id"))
    # INSERT … SELECT leaves out who has no living person; nobody is left out silently.
    if written["count"] != expected:
        raise Refused(
            _(
                "A household of the list has nobody who could be paid; "
                "check its members."
            )
        )
    batch.total_fen, batch.line_count = written["total"], written["count"]
    batch.save(update_fields=["total_fen", "line_count"])


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
    # The exact number matters only when there are more than are named.
    total = wrong.count() if len(lines) == MAX_NAMED else len(lines)
    return rules.ineligible(lines, total)
