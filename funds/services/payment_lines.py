"""The lines of a payment batch: whom they may pay, insert them, check them again.

Set by set, never row by row: a batch pays thousands of households.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from core.constraints import explained
from core.ids import uuid7
from core.refusals import Refused
from funds import line_rules
from funds.models import Allocation, Payment, PaymentBatch
from funds.rules import Terms
from households.models import Household, Member

# A list may hold thousands; more names than these nobody reads.
MAX_NAMED = 10  # households named in a refusal; of more, only how many
# An account holder who left is as gone as one who died.
GONE = [state for state in Member.State if state not in Member.COUNTED]
# The payee is the head; when the head has died, the next person of the household.
PAYEE = """
  SELECT p.id, p.name, p.id_no_mask FROM households_member p
  WHERE p.household_id = h.id AND p.state IN %(counted)s
  ORDER BY (p.name = h.head_name) DESC, p.position, p.id LIMIT 1"""
PAYEES = f"""
SELECT h.id, m.id FROM households_household h
JOIN LATERAL ({PAYEE}) m ON true
WHERE h.id = ANY(%(households)s::uuid[])
"""
INSERT_LINES = f"""
INSERT INTO funds_payment (
  id, region_code, batch_id, household_id, payee_id, payee_name, payee_id_mask,
  bank_name, account_sealed, account_mask, account_holder_id, amount_fen,
  programme, covers, is_live, note)
SELECT given.id, h.region_code, %(batch)s, h.id, m.id, m.name, m.id_no_mask,
  h.bank_name, h.bank_account_sealed, h.bank_account_mask, h.bank_holder_id,
  given.amount_fen, %(programme)s, %(covers)s, true, ''
FROM unnest(%(ids)s::uuid[], %(households)s::uuid[], %(amounts)s::bigint[])
  AS given(id, household_id, amount_fen)
JOIN households_household h ON h.id = given.household_id
JOIN LATERAL ({PAYEE}) m ON true
"""
# FOR SHARE lets others read and share, but makes who enters a death wait.
HOLD_PEOPLE = """
SELECT count(*) FROM (
  SELECT 1 FROM funds_payment l
  JOIN households_household h ON h.id = l.household_id
  JOIN households_member m ON m.id IN (l.payee_id, l.account_holder_id)
  WHERE l.batch_id = %s FOR SHARE OF h, m) held
"""


def unpayable_households(
    allocation: Allocation, amounts: Mapping[Any, int], terms: Terms
) -> list[str]:
    """Households that the project does not name, that cannot be paid, or that were paid."""
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
    paid = paid_already(named.values(), terms)
    return reasons + line_rules.first_of(
        [
            why
            for key in amounts
            if key in named
            for why in (line_rules.unpayable(named[key]), paid.get(key))
            if why
        ],
        MAX_NAMED,
    )


def paid_already(households: Iterable[Household], terms: Terms) -> dict[Any, str]:
    """Which of these households stand in another live batch, and in which, in words.

    By the household, and by the person who would be paid: who has moved here from
    another household is not paid a second time.
    """
    names = {household.pk: household.head_name for household in households}
    payees = payees_of(names)
    lines = Payment.objects.in_the_way_of(terms.programme, terms.covers).filter(
        Q(household__in=names) | Q(payee__in=list(payees.values()))
    )
    rows = lines.order_by("id").values_list("household", "payee", "batch__number")
    taken = {key: number for *keys, number in rows for key in keys}
    return {
        key: line_rules.paid_already(name, number)
        for key, name in names.items()
        if (number := taken.get(key) or taken.get(payees.get(key)))
    }


def payees_of(households: Iterable[Any]) -> dict[Any, Any]:
    """Who would be paid now, by household."""
    given = {
        "households": [str(key) for key in households],
        "counted": tuple(str(state) for state in Member.COUNTED),
    }
    with connection.cursor() as cursor:
        cursor.execute(PAYEES, given)
        return dict(cursor.fetchall())


def insert_lines(batch: PaymentBatch, amounts: Mapping[Any, int]) -> None:
    """Insert the batch and its lines.

    A second payment was refused by name before; the exclusion constraints stop the one
    that another officer makes at the same moment.
    """
    given = {
        "batch": str(batch.pk),
        "programme": batch.programme,
        "covers": batch.covers,
        "counted": tuple(str(state) for state in Member.COUNTED),
        "ids": [str(uuid7()) for _key in amounts],
        "households": [str(key) for key in amounts],
        "amounts": list(amounts.values()),
    }
    with explained(), connection.cursor() as cursor:
        batch.save(force_insert=True)
        cursor.execute(INSERT_LINES, given)


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
    """Sentences about lines whose household, payee or account holder is gone.

    Their rows stay share-locked to the end of the transaction, so that
    nobody's death is entered between this check and the payment.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD_PEOPLE, [batch.pk])
    wrong = batch.payments.filter(
        ~Q(household__state__in=Household.ACTIVE)
        | ~Q(payee__state__in=Member.COUNTED)
        | ~Q(payee__household=F("household"))
        | Q(account_holder__state__in=GONE)
    )
    ordered = wrong.select_related("household", "payee", "account_holder").order_by(
        "region_code", "id"
    )
    lines = list(ordered[:MAX_NAMED])
    # The exact number matters only when there are more than are named.
    total = wrong.count() if len(lines) == MAX_NAMED else len(lines)
    return line_rules.ineligible(lines, total)
