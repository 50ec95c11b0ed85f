"""Derive headcounts and income of many households at once, in SQL.

See also `rules`, which says the same in Python for one household. Members are counted by
their record of the period and the last day of its window. Only rows that change are
written, so that the history has no entries without a change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from households import rules
from households.models import HouseholdPeriod, Member

AGE = "extract(year FROM age(p.window_end, m.born_on))"
NOT_INSURED = (
    "NOT (COALESCE(r.med_resident, false) OR COALESCE(r.med_employee, false) "
    "OR COALESCE(r.is_soldier, false))"
)
AT_SCHOOL_AGE = f"{AGE} BETWEEN {rules.SCHOOL_AGE[0]} AND {rules.SCHOOL_AGE[1]}"

# Each count is the number of counted members for whom the condition is true.
CONDITIONS = {
    "headcount": "true",
    "labour_count": f"r.labour = ANY(%(able)s) AND {AGE} >= {rules.WORKING_AGE}",
    "working_count": "r.work_area <> '' OR COALESCE(r.work_months, 0) > 0",
    "school_age_count": AT_SCHOOL_AGE,
    "dropout_count": f"{AT_SCHOOL_AGE} AND r.schooling = '{rules.NOT_IN_SCHOOL}' "
    "AND r.education <> ALL(%(nine_years)s) AND r.dropout_reason <> ALL(%(excused)s)",
    "schooling_unknown_count": f"{AT_SCHOOL_AGE} AND r.schooling = ''",
    "uninsured_count": f"{NOT_INSURED} AND r.med_resident IS NOT NULL",
    "insurance_unknown_count": f"{NOT_INSURED} AND r.med_resident IS NULL",
    "dibao_count": "r.has_dibao",
    "tekun_count": "r.has_tekun",
    "ill_count": "r.health && %(ill)s::varchar[]",
    "disabled_count": "%(disabled)s = ANY(r.health)",
}
# Unknown when no item was surveyed; else a blank item counts as nothing.
GROSS = "CASE WHEN COALESCE({names}) IS NOT NULL THEN {total} END".format(
    names=", ".join(f"p.{name}" for name in HouseholdPeriod.INCOME),
    total=" + ".join(f"COALESCE(p.{name}, 0)" for name in HouseholdPeriod.INCOME),
)
COLUMNS = (*rules.COUNTS, *rules.MONEY)


def _each(pattern: str, names: Iterable[str]) -> str:
    """The pattern for each name: `p.{}` → `p.headcount, p.net_fen`."""
    return ", ".join(pattern.format(name) for name in names)


COUNTED = ", ".join(
    f"count(*) FILTER (WHERE {condition}) AS {name}"
    for name, condition in CONDITIONS.items()
)

REFRESH_PERIODS = f"""
WITH counted AS (
  SELECT p.id, {COUNTED}
  FROM households_householdperiod p
  JOIN households_memberperiod r
    ON r.household_id = p.household_id AND r.period = p.period
  JOIN households_member m ON m.id = r.member_id
  WHERE p.period = %(period)s AND p.household_id = ANY(%(households)s)
    AND m.state <> 'deleted' AND (m.left_on IS NULL OR m.left_on > p.window_end)
  GROUP BY p.id
), income AS (
  SELECT p.id, {_each("COALESCE(c.{0}, 0) AS {0}", rules.COUNTS)},
    {GROSS} AS gross_fen, COALESCE(p.cost_fen, 0) AS cost
  FROM households_householdperiod p LEFT JOIN counted c ON c.id = p.id
  WHERE p.period = %(period)s AND p.household_id = ANY(%(households)s)
), figures AS (
  SELECT *, gross_fen - cost AS net_fen,
    round((gross_fen - cost)::numeric / NULLIF(headcount, 0))::bigint AS net_pc_fen
  FROM income
)
UPDATE households_householdperiod p SET {_each("{0} = f.{0}", COLUMNS)}
FROM figures f WHERE f.id = p.id
  AND ({_each("p.{}", COLUMNS)}) IS DISTINCT FROM ({_each("f.{}", COLUMNS)})
"""

# The head is the member with that relation in the latest period; a household without
# one keeps the last name.
REFRESH_HEADS = """
WITH heads AS (
  SELECT DISTINCT ON (r.household_id) r.household_id,
    m.name, m.name_pinyin, m.name_initials, m.id_no_mask
  FROM households_memberperiod r JOIN households_member m ON m.id = r.member_id
  WHERE r.household_id = ANY(%(households)s) AND r.relation = %(head)s
    AND m.state = ANY(%(present)s)
  ORDER BY r.household_id, r.period DESC
), members AS (
  SELECT household_id, count(*) AS n FROM households_member
  WHERE household_id = ANY(%(households)s) AND state = ANY(%(present)s)
  GROUP BY household_id
), figures AS (
  SELECT h.id,
    COALESCE(heads.name, h.head_name) AS name,
    COALESCE(heads.name_pinyin, h.head_pinyin) AS pinyin,
    COALESCE(heads.name_initials, h.head_initials) AS initials,
    COALESCE(heads.id_no_mask, h.head_id_mask) AS mask,
    COALESCE(members.n, 0) AS n
  FROM households_household h
  LEFT JOIN heads ON heads.household_id = h.id
  LEFT JOIN members ON members.household_id = h.id
  WHERE h.id = ANY(%(households)s)
)
UPDATE households_household h
SET head_name = f.name, head_pinyin = f.pinyin, head_initials = f.initials,
  head_id_mask = f.mask, member_count = f.n
FROM figures f WHERE f.id = h.id
  AND (h.head_name, h.head_pinyin, h.head_initials, h.head_id_mask, h.member_count)
    IS DISTINCT FROM (f.name, f.pinyin, f.initials, f.mask, f.n)
"""


@transaction.atomic
def refresh(household_ids: Collection[UUID], period: str) -> int:
    """Recompute the derived columns of these households.

    Returns the number of periods that changed.
    """
    values: dict[str, Any] = {
        "households": list(household_ids),
        "period": period,
        "able": list(rules.ABLE),
        "nine_years": list(rules.NINE_YEARS),
        "excused": list(rules.EXCUSED),
        "ill": [rules.CHRONIC, rules.SERIOUS],
        "disabled": rules.DISABLED,
        "head": rules.HEAD,
        "present": [str(state) for state in Member.COUNTED],
    }
    with connection.cursor() as cursor:
        cursor.execute(REFRESH_PERIODS, values)
        changed = cursor.rowcount
        cursor.execute(REFRESH_HEADS, values)
    return changed
