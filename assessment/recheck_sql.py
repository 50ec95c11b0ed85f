"""The SQL statements of the re-check, each as `(sql, params)`.

`judge` and `judge_missed` put the parts below together as common table expressions of
one statement, so that all of them see one snapshot of the database.
"""

from __future__ import annotations

from typing import Any

from assessment.criterion import Outcome
from assessment.models import RecheckItem, RecheckRun, RecheckShard
from households.models import Household

LOCK_NOT_AVAILABLE = "55P03"
Statement = tuple[str, list[Any]]
# What a person should look at: which households, with which verdict. Households with an
# open exit case (state pre-exit) are left out: their case is being looked at already.
FINDINGS = {
    RecheckItem.Kind.POSSIBLE_RETURN: (list(Household.EXITED), Outcome.UNMET),
    RecheckItem.Kind.CAN_EXIT: (
        [Household.State.NOT_EXITED, Household.State.RETURNED],
        Outcome.MET,
    ),
}
PLACE = "{0}region_code >= %s AND {0}region_code < %s"
IN_RANGE = f"h.state = ANY(%s) AND {PLACE.format('h.')}"

# Read once: the household, its record of the period and its current verdict, each found
# by its place in the range. A record that stands elsewhere because its household has
# moved is looked up by itself. `differs` marks households that get a new verdict, also
# the first one or one in a new place. OFFSET 0 keeps the planner from inlining the
# subquery, which would evaluate the conditions of the standard several times.
JUDGED = """
SELECT h.id, h.region_code, h.state, {overall} AS outcome, b.unmet, b.unknown,
  (v.outcome, v.unmet, v.unknown)
    IS DISTINCT FROM ({overall}, b.unmet, b.unknown) AS differs
FROM households_household h
LEFT JOIN households_householdperiod here
  ON here.household_id = h.id AND here.period = %s
  AND here.region_code >= %s AND here.region_code < %s
LEFT JOIN LATERAL (
  SELECT {columns} FROM households_householdperiod elsewhere
  WHERE here.household_id IS NULL
    AND elsewhere.household_id = h.id AND elsewhere.period = %s OFFSET 0
) elsewhere ON true
CROSS JOIN LATERAL (SELECT {either}) p
LEFT JOIN assessment_verdict v
  ON v.household_id = h.id AND v.region_code = h.region_code AND v.until IS NULL
  AND v.region_code >= %s AND v.region_code < %s
CROSS JOIN LATERAL (SELECT {bits} OFFSET 0) b
WHERE {scope}"""

# Ends the verdicts that are replaced, wherever the household stood when it got them.
ENDED = """
UPDATE assessment_verdict SET until = statement_timestamp()
WHERE until IS NULL AND household_id = ANY(ARRAY(SELECT id FROM judged WHERE differs))
RETURNING household_id, unmet, unknown, is_change AND run_id = %s AS changed"""

# Writes the new verdicts. Counting ENDED forces the updates before the inserts, which
# the unique index (one current verdict a household) needs. Where another run has just
# given a verdict on the same household, that one stays.
SAID = """
INSERT INTO assessment_verdict
  (run_id, household_id, region_code, outcome, unmet, unknown, is_change)
SELECT %s, j.id, j.region_code, j.outcome, j.unmet, j.unknown,
  e.household_id IS NOT NULL
    AND (e.changed OR (e.unmet, e.unknown) <> (j.unmet, j.unknown))
FROM judged j LEFT JOIN ended e ON e.household_id = j.id
WHERE j.differs AND (SELECT count(*) FROM ended) >= 0
ON CONFLICT (household_id) WHERE until IS NULL DO NOTHING
RETURNING household_id, is_change"""

FOUND = """
SELECT j.id AS household_id, j.region_code, j.unmet, %s AS kind
FROM judged j WHERE j.state = ANY(%s) AND j.outcome = %s"""

KNOWN = """
SELECT id, household_id, kind, unmet, period, region_code FROM assessment_recheckitem
WHERE closed_at IS NULL AND {scope}"""

# Opens new findings and brings open ones up to date. A finding that a person has
# explained comes back only with an unmet line that they did not see in that period.
OPENED = """
INSERT INTO assessment_recheckitem
  (id, household_id, region_code, kind, period, unmet, first_run_id, last_run_id, explanation)
SELECT gen_random_uuid(), f.household_id, f.region_code, f.kind, %s, f.unmet, %s, %s, ''
FROM found f LEFT JOIN known k ON k.household_id = f.household_id AND k.kind = f.kind
WHERE (k.unmet, k.period, k.region_code)
    IS DISTINCT FROM (f.unmet, %s, f.region_code)
  AND NOT EXISTS (
    SELECT 1 FROM assessment_recheckitem e
    WHERE e.household_id = f.household_id AND e.kind = f.kind AND e.period = %s
      AND e.closed_by_id IS NOT NULL AND f.unmet & ~e.unmet = 0)
ON CONFLICT (household_id, kind) WHERE closed_at IS NULL
DO UPDATE SET unmet = EXCLUDED.unmet, last_run_id = EXCLUDED.last_run_id,
  period = EXCLUDED.period, region_code = EXCLUDED.region_code"""

# Closes findings that are no longer made; nobody has to explain those.
CLOSED = """
UPDATE assessment_recheckitem SET closed_at = clock_timestamp(), last_run_id = %s
WHERE closed_at IS NULL AND id = ANY(ARRAY(
  SELECT k.id FROM known k
  LEFT JOIN found f ON f.household_id = k.household_id AND f.kind = k.kind
  WHERE f.household_id IS NULL))"""

# The households of the region beside the current verdicts in it. A household that came
# or moved while the run went on has no verdict in its place; the verdict of one that
# left has no household.
STANDING = f"""
SELECT h.id, v.id AS said, v.household_id, v.outcome, v.is_change AND v.run_id = %s AS is_change
FROM (SELECT h.id, h.region_code FROM households_household h WHERE {IN_RANGE}) h
FULL JOIN (
  SELECT * FROM assessment_verdict v WHERE v.until IS NULL AND {PLACE.format("v.")}
) v ON v.region_code = h.region_code AND v.household_id = h.id"""
MISSED = "ANY(ARRAY(SELECT id FROM standing WHERE said IS NULL))"

# Ends the verdicts of households that have left the region.
GONE = """
UPDATE assessment_verdict SET until = statement_timestamp()
WHERE until IS NULL AND id = ANY(ARRAY(
  SELECT s.said FROM standing s LEFT JOIN judged j ON j.id = s.household_id
  WHERE s.id IS NULL AND j.id IS NULL))"""

# The counts of the run: the verdicts found standing, and those given just now.
TALLY = f"""
SELECT count(*) AS checked, count(*) FILTER (WHERE is_change) AS changed,
  count(*) FILTER (WHERE outcome = '{Outcome.MET}') AS met,
  count(*) FILTER (WHERE outcome = '{Outcome.UNMET}') AS unmet,
  count(*) FILTER (WHERE outcome = '{Outcome.UNKNOWN}') AS unknown
FROM (SELECT outcome, is_change FROM standing WHERE id = household_id
  UNION ALL SELECT j.outcome, COALESCE(s.is_change, false) FROM judged j
  LEFT JOIN said s ON s.household_id = j.id) every"""


def judge(run: RecheckRun, shard: RecheckShard) -> Statement:
    """Judge a range and bring its findings up to date; selects `(households, judged)`."""
    judged = _judged(run, shard.lo, shard.hi, (IN_RANGE, in_range(shard.lo, shard.hi)))
    known: Statement = KNOWN.format(scope=PLACE.format("")), [shard.lo, shard.hi]
    counted = (
        f"SELECT count(*) FROM households_household h WHERE {IN_RANGE}",
        in_range(shard.lo, shard.hi),
    )
    text = f"SELECT ({counted[0]}), (SELECT count(*) FROM judged)"
    return _with(
        [*_parts(run, judged, known), ("closed", (CLOSED, [run.pk]))],
        (text, counted[1]),
    )


def judge_missed(run: RecheckRun) -> Statement:
    """Judge households that slipped past every range; end verdicts of those that left.

    Selects the counts of the run over one snapshot:
    `(households, judged, changed, met, unmet, unknown)`.
    """
    place = run.region_code, run.region_end
    standing = STANDING, [run.pk, *in_range(*place), *place]
    judged = _judged(run, *place, (f"h.id = {MISSED}", []))
    known: Statement = KNOWN.format(scope=f"household_id = {MISSED}"), []
    counted = (
        f"SELECT count(*) FROM households_household h WHERE {IN_RANGE}",
        in_range(*place),
    )
    parts = [
        ("standing", standing),
        *_parts(run, judged, known),
        ("gone", (GONE, [])),
        ("tally", (TALLY, [])),
    ]
    return _with(parts, (f"SELECT ({counted[0]}), tally.* FROM tally", counted[1]))


def in_range(lo: str, hi: str) -> list[Any]:
    """Parameters of `IN_RANGE`."""
    return [[str(state) for state in Household.ACTIVE], lo, hi]


def _judged(run: RecheckRun, lo: str, hi: str, scope: Statement) -> Statement:
    standard = run.standard
    bits, bit_params = standard.sql_bits("p")
    text = JUDGED.format(
        overall=standard.sql_overall("b"),
        columns=", ".join(standard.columns),
        either=", ".join(
            f"COALESCE(here.{name}, elsewhere.{name}) AS {name}"
            for name in standard.columns
        ),
        bits=bits,
        scope=scope[0],
    )
    return text, [run.period, lo, hi, run.period, lo, hi, *bit_params, *scope[1]]


def _parts(
    run: RecheckRun, judged: Statement, known: Statement
) -> list[tuple[str, Statement]]:
    """The parts that judge, write verdicts and open findings."""
    found = " UNION ALL ".join(FOUND for _kind in FINDINGS)
    found_params = [
        value
        for kind, (states, outcome) in FINDINGS.items()
        for value in (kind, states, outcome)
    ]
    return [
        ("judged", judged),
        ("ended", (ENDED, [run.pk])),
        ("said", (SAID, [run.pk])),
        ("found", (found, found_params)),
        ("known", known),
        ("opened", (OPENED, [run.period, run.pk, run.pk, run.period, run.period])),
    ]


def _with(parts: list[tuple[str, Statement]], select: Statement) -> Statement:
    """The parts and a final SELECT as one statement.

    MATERIALIZED: each part is computed once, not planned anew inside those that read it.
    """
    text = ", ".join(
        f"{name} AS MATERIALIZED ({part})" for name, (part, _params) in parts
    )
    params = [value for _name, (_part, values) in parts for value in values]
    return f"WITH {text} {select[0]}", [*params, *select[1]]
