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
UNJUDGED = "NOT EXISTS (SELECT 1 FROM assessment_verdict j WHERE j.run_id = %s AND j.household_id = h.id)"


def judge(run: RecheckRun, shard: RecheckShard) -> Statement:
    """One statement judges a range; it answers how many households there are and how many it judged."""
    bits, bit_params = run.standard.sql_bits("p")
    scope, scope_params = _scope(run, shard)
    overall = run.standard.sql_overall("b")
    text = f"""
        WITH judged AS (
          INSERT INTO assessment_verdict (run_id, household_id, region_code, outcome, unmet, unknown, changed)
          SELECT %s, h.id, h.region_code, {overall}, b.unmet, b.unknown,
            %s AND (v.unmet, v.unknown) IS DISTINCT FROM (b.unmet, b.unknown)
          FROM households_household h
          LEFT JOIN households_householdperiod p ON p.household_id = h.id AND p.period = %s
          LEFT JOIN assessment_verdict v ON v.run_id = %s AND v.household_id = h.id
          CROSS JOIN LATERAL (SELECT {bits} OFFSET 0) b
          WHERE {scope}
          ON CONFLICT (run_id, household_id) DO NOTHING
          RETURNING 1)
        SELECT (SELECT count(*) FROM households_household h WHERE {scope}), (SELECT count(*) FROM judged)"""
    head = [run.pk, run.previous_id is not None, run.period, run.previous_id or run.pk]
    return text, [*head, *bit_params, *scope_params, *scope_params]


def count_moved(run: RecheckRun, shard: RecheckShard) -> Statement:
    """Households of the range that an earlier range of the same run judged before they moved here."""
    text = f"""
        SELECT count(*) FROM households_household h JOIN assessment_verdict v ON v.run_id = %s AND v.household_id = h.id
        WHERE {IN_RANGE} AND NOT (v.region_code >= %s AND v.region_code < %s)"""
    return text, [run.pk, *_range(shard), shard.lo, shard.hi]


def close_items(run: RecheckRun, shard: RecheckShard) -> Statement:
    """Findings of the range that this run no longer makes are closed by themselves."""
    found = " OR ".join("(i.kind = %s AND h.status = ANY(%s) AND v.outcome = %s)" for _kind in FINDINGS)
    params = [value for kind, (statuses, outcome) in FINDINGS.items() for value in (kind, statuses, outcome)]
    text = f"""
        UPDATE assessment_recheckitem i SET closed_at = clock_timestamp(), last_run_id = %s
        WHERE i.closed_at IS NULL AND i.region_code >= %s AND i.region_code < %s AND NOT EXISTS (
          SELECT 1 FROM assessment_verdict v JOIN households_household h ON h.id = v.household_id
          WHERE v.run_id = %s AND v.household_id = i.household_id AND ({found}))"""
    return text, [run.pk, shard.lo, shard.hi, run.pk, *params]


def open_items(run: RecheckRun, shard: RecheckShard, kind: str) -> Statement:
    """Findings of the range: new ones are opened, open ones kept up to date, explained ones remembered."""
    statuses, outcome = FINDINGS[kind]
    text = """
        INSERT INTO assessment_recheckitem
          (id, household_id, region_code, kind, period, unmet, first_run_id, last_run_id, explanation)
        SELECT gen_random_uuid(), v.household_id, v.region_code, %s, %s, v.unmet, %s, %s, ''
        FROM assessment_verdict v JOIN households_household h ON h.id = v.household_id AND h.status = ANY(%s)
        WHERE v.run_id = %s AND v.region_code >= %s AND v.region_code < %s AND v.outcome = %s AND NOT EXISTS (
          SELECT 1 FROM assessment_recheckitem e
          WHERE e.household_id = v.household_id AND e.kind = %s AND e.period = %s AND e.closed_by_id IS NOT NULL
            AND v.unmet & ~e.unmet = 0)
        ON CONFLICT (household_id, kind) WHERE closed_at IS NULL
        DO UPDATE SET unmet = EXCLUDED.unmet, last_run_id = EXCLUDED.last_run_id, period = EXCLUDED.period,
          region_code = EXCLUDED.region_code"""
    params = [kind, run.period, run.pk, run.pk, statuses, run.pk, shard.lo, shard.hi, outcome, kind, run.period]
    return text, params


def _scope(run: RecheckRun, shard: RecheckShard) -> Statement:
    """The households a range judges; the sweep takes those that no range has judged."""
    if shard.is_sweep:
        return f"{IN_RANGE} AND {UNJUDGED}", [*_range(shard), run.pk]
    return IN_RANGE, _range(shard)


def _range(shard: RecheckShard) -> list[Any]:
    return [shard.lo, shard.hi, [str(status) for status in Household.ACTIVE]]
