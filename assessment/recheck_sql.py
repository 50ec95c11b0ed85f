"""The statements of the re-check; each answers `(sql, params)`."""

from __future__ import annotations

from typing import Any

from assessment.criteria import Outcome
from assessment.models import RecheckItem, RecheckRun, RecheckShard
from households.models import Household

LOCK_NOT_AVAILABLE = "55P03"
Statement = tuple[str, list[Any]]
Status = Household.Status
# What is worth a person's look: which households, with which verdict. A case that is open speaks for itself.
FINDINGS = {
    RecheckItem.Kind.POSSIBLE_RETURN: (list(Household.EXITED), Outcome.UNMET),
    RecheckItem.Kind.CAN_EXIT: ([Status.NOT_EXITED, Status.RETURNED], Outcome.MET),
}
IN_RANGE = "h.region_code >= %s AND h.region_code < %s AND h.status = ANY(%s)"

# What is judged, read once: the household, its record of the period, and the last verdict, each found by place in
# the range. A record that stands elsewhere because its household has moved is looked up by itself; a household that
# has moved since the last run has no verdict in its new place, and counts as changed.
JUDGED = """
SELECT h.id, h.region_code, h.status, {overall} AS outcome, b.unmet, b.unknown,
  %s AND (v.unmet, v.unknown) IS DISTINCT FROM (b.unmet, b.unknown) AS changed
FROM households_household h
LEFT JOIN households_householdperiod here ON here.household_id = h.id AND here.period = %s
  AND here.region_code >= %s AND here.region_code < %s
LEFT JOIN LATERAL (SELECT {columns} FROM households_householdperiod elsewhere WHERE here.household_id IS NULL
  AND elsewhere.household_id = h.id AND elsewhere.period = %s OFFSET 0) elsewhere ON true
CROSS JOIN LATERAL (SELECT {either}) p
LEFT JOIN assessment_verdict v ON v.run_id = %s AND v.region_code = h.region_code AND v.household_id = h.id
  AND v.region_code >= %s AND v.region_code < %s
CROSS JOIN LATERAL (SELECT {bits} OFFSET 0) b
WHERE {scope}"""

WRITTEN = """
INSERT INTO assessment_verdict (run_id, household_id, region_code, outcome, unmet, unknown, changed)
SELECT %s, id, region_code, outcome, unmet, unknown, changed FROM judged
ON CONFLICT (run_id, household_id) DO NOTHING
RETURNING household_id"""

# Of a household whose verdict another range has written, that range has made the finding. There are seldom any,
# and then the list of what was written need not be searched.
FOUND = """
SELECT j.id AS household_id, j.region_code, j.unmet, %s AS kind
FROM judged j WHERE j.status = ANY(%s) AND j.outcome = %s
  AND ((SELECT count(*) FROM written) = (SELECT count(*) FROM judged)
       OR j.id IN (SELECT household_id FROM written))"""

KNOWN = """
SELECT household_id, kind, unmet, period, region_code FROM assessment_recheckitem WHERE closed_at IS NULL AND {scope}"""

# New findings are opened, open ones that say something else brought up to date; one that a person has explained
# comes back only with a reason he did not know in that period.
OPENED = """
INSERT INTO assessment_recheckitem
  (id, household_id, region_code, kind, period, unmet, first_run_id, last_run_id, explanation)
SELECT gen_random_uuid(), f.household_id, f.region_code, f.kind, %s, f.unmet, %s, %s, '' FROM found f
LEFT JOIN known k ON k.household_id = f.household_id AND k.kind = f.kind
WHERE (k.unmet, k.period, k.region_code) IS DISTINCT FROM (f.unmet, %s, f.region_code) AND NOT EXISTS (
  SELECT 1 FROM assessment_recheckitem e
  WHERE e.household_id = f.household_id AND e.kind = f.kind AND e.period = %s AND e.closed_by_id IS NOT NULL
    AND f.unmet & ~e.unmet = 0)
ON CONFLICT (household_id, kind) WHERE closed_at IS NULL
DO UPDATE SET unmet = EXCLUDED.unmet, last_run_id = EXCLUDED.last_run_id, period = EXCLUDED.period,
  region_code = EXCLUDED.region_code"""

CLOSED = """
UPDATE assessment_recheckitem SET closed_at = clock_timestamp(), last_run_id = %s
WHERE closed_at IS NULL AND (household_id, kind) IN (
  SELECT k.household_id, k.kind FROM known k EXCEPT SELECT f.household_id, f.kind FROM found f)"""


def judge(run: RecheckRun, shard: RecheckShard) -> Statement:
    """One statement judges a range and brings its findings up to date; it answers `(households, judged)`."""
    judged = _judged(run, shard, (IN_RANGE, in_range(shard)))
    known = KNOWN.format(scope="region_code >= %s AND region_code < %s"), [shard.lo, shard.hi]
    counted = f"SELECT count(*) FROM households_household h WHERE {IN_RANGE}", in_range(shard)
    return _whole(run, judged, known, counted, closing=True)


def judge_rest(run: RecheckRun, shard: RecheckShard, household_ids: list[Any]) -> Statement:
    """The same for households that slipped past every range; nothing is closed."""
    judged = _judged(run, shard, ("h.id = ANY(%s::uuid[])", [household_ids]))
    known = KNOWN.format(scope="household_id = ANY(%s::uuid[])"), [household_ids]
    return _whole(run, judged, known, ("%s", [len(household_ids)]), closing=False)


def unjudged(run: RecheckRun, shard: RecheckShard) -> Statement:
    """Households of the region without a verdict of this run."""
    text = f"""SELECT h.id FROM households_household h WHERE {IN_RANGE}
      EXCEPT SELECT household_id FROM assessment_verdict WHERE run_id = %s"""
    return text, [*in_range(shard), run.pk]


def count_moved(run: RecheckRun, shard: RecheckShard) -> Statement:
    """Households of the range that an earlier range of the same run judged before they moved here."""
    text = f"""SELECT count(*) FROM households_household h CROSS JOIN LATERAL (
        SELECT region_code FROM assessment_verdict WHERE run_id = %s AND household_id = h.id OFFSET 0) v
      WHERE {IN_RANGE} AND NOT (v.region_code >= %s AND v.region_code < %s)"""
    return text, [run.pk, *in_range(shard), shard.lo, shard.hi]


def in_range(shard: RecheckShard) -> list[Any]:
    """Parameters of `IN_RANGE`."""
    return [shard.lo, shard.hi, [str(status) for status in Household.ACTIVE]]


def _judged(run: RecheckRun, shard: RecheckShard, scope: Statement) -> Statement:
    standard = run.standard
    bits, bit_params = standard.sql_bits("p")
    text = JUDGED.format(
        overall=standard.sql_overall("b"),
        columns=", ".join(standard.columns),
        either=", ".join(f"COALESCE(here.{name}, elsewhere.{name}) AS {name}" for name in standard.columns),
        bits=bits,
        scope=scope[0],
    )
    place = [shard.lo, shard.hi]
    has_last = run.previous_id is not None
    return text, [
        has_last, run.period, *place, run.period, run.previous_id or run.pk, *place, *bit_params, *scope[1],
    ]  # fmt: skip


def _whole(run: RecheckRun, judged: Statement, known: Statement, counted: Statement, *, closing: bool) -> Statement:
    """The parts as one statement over one snapshot."""
    found = " UNION ALL ".join(FOUND for _kind in FINDINGS)
    found_params = [value for kind, (statuses, outcome) in FINDINGS.items() for value in (kind, statuses, outcome)]
    parts = [("judged", judged), ("written", (WRITTEN, [run.pk])), ("found", (found, found_params)), ("known", known)]
    parts += [("opened", (OPENED, [run.period, run.pk, run.pk, run.period, run.period]))]
    parts += [("closed", (CLOSED, [run.pk]))] if closing else []
    # Each part that others read is kept, not planned anew inside them.
    text = ", ".join(f"{name} AS MATERIALIZED ({part})" for name, (part, _params) in parts)
    params = [value for _name, (_part, values) in parts for value in values]
    return f"WITH {text} SELECT ({counted[0]}), (SELECT count(*) FROM written)", [*params, *counted[1]]
