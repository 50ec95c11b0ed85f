"""The standard in Python and in SQL say the same of every household."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.criteria import Criteria, household_criteria
from assessment.criterion import Outcome
from core.policy.profiles import policy_for
from tests import factories
from tests.assessment import people
from tests.refusals import refused

ON = people.ON


@pytest.fixture
def criteria(figures):
    return household_criteria(policy_for(factories.COUNTY, ON), factories.COUNTY, ON)


def whole(low: int = -10, high: int = 10):
    return st.none() | st.integers(low, high)


FACTS = st.fixed_dictionaries(
    {
        "net_pc_fen": st.none()
        | st.integers(399_990, 400_010)
        | st.integers(-(10**12), 10**12),
        "food_assured": st.none() | st.booleans(),
        "clothing_assured": st.none() | st.booleans(),
        "dropout_count": whole(0, 3),
        "schooling_unknown_count": whole(0, 3),
        "uninsured_count": whole(0, 3),
        "insurance_unknown_count": whole(0, 3),
        "danger_level": st.none() | st.sampled_from(["", "1", "2", "3", "4", "9", "x"]),
        "water_safe": st.none() | st.booleans(),
    }
)


def judged_by_sql(criteria: Criteria, rows: list[dict]) -> list[tuple]:
    bits, params = criteria.sql_bits("p")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT b.unmet, b.unknown, {criteria.sql_overall('b')}"
            " FROM (SELECT row_number() OVER () AS n, r.* "
            "FROM jsonb_populate_recordset(NULL::households_householdperiod, %s) r) p "
            f"CROSS JOIN LATERAL (SELECT {bits} OFFSET 0) b ORDER BY p.n",
            [json.dumps(rows), *params],
        )
        return cursor.fetchall()


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=st.lists(FACTS, min_size=1, max_size=30))
def test_python_and_sql_judge_every_household_alike(criteria, rows):
    in_python = [criteria.judge(row) for row in rows]
    assert [(j.unmet, j.unknown, str(j.outcome)) for j in in_python] == judged_by_sql(
        criteria, rows
    )


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    facts=FACTS,
    op=st.sampled_from(["gt", "ge", "eq"]),
    required=st.integers(-3, 3),
    column=st.sampled_from(["dropout_count", "uninsured_count"]),
)
def test_every_comparison_is_the_same_in_both(criteria, facts, op, required, column):
    frozen = criteria.to_json()
    line = frozen["lines"][3] | {
        "op": op,
        "required": required,
        "columns": [column, "uninsured_count"],
    }
    changed = Criteria.from_json(frozen | {"lines": [line]})
    verdict = changed.judge(facts)
    assert judged_by_sql(changed, [facts]) == [
        (verdict.unmet, verdict.unknown, str(verdict.outcome))
    ]


def test_a_household_without_a_record_is_unknown_in_every_line(criteria):
    verdict = criteria.judge({})
    assert verdict.outcome == Outcome.UNKNOWN
    assert {row.outcome for row in verdict.results} == {"unknown"}


@pytest.mark.parametrize(
    ("fact", "line", "outcome"),
    [
        ({"net_pc_fen": 400_000}, "income", "unmet"),
        ({"net_pc_fen": 400_001}, "income", "met"),
        ({"net_pc_fen": None}, "income", "unknown"),
        ({"food_assured": False}, "food", "unmet"),
        ({"clothing_assured": None}, "clothing", "unknown"),
        ({"dropout_count": 1}, "education", "unmet"),
        ({"dropout_count": 1, "schooling_unknown_count": 1}, "education", "unmet"),
        ({"schooling_unknown_count": 1}, "education", "unknown"),
        ({"uninsured_count": 2}, "medical", "unmet"),
        ({"danger_level": "2"}, "housing", "met"),
        ({"danger_level": "3"}, "housing", "unmet"),
        ({"danger_level": "9"}, "housing", "unknown"),
        ({"danger_level": ""}, "housing", "unknown"),
        ({"water_safe": False}, "water", "unmet"),
    ],
)
def test_each_line_is_judged_by_itself_and_one_bad_line_decides(
    criteria, fact, line, outcome
):
    counts = dict.fromkeys(
        (
            "dropout_count",
            "schooling_unknown_count",
            "uninsured_count",
            "insurance_unknown_count",
        ),
        0,
    )
    verdict = criteria.judge(people.GOOD | counts | fact)
    outcomes = {row.key: row.outcome for row in verdict.results}
    assert outcomes.pop(line) == outcome
    assert set(outcomes.values()) == {"met"}
    assert verdict.outcome == outcome
    assert bool(verdict.reasons) == (outcome != "met")


def test_a_reason_names_the_figure_found_and_the_figure_asked_for(criteria):
    verdict = criteria.judge(people.GOOD | {"net_pc_fen": 398_765, "danger_level": "4"})
    sentences = " ".join(verdict.reasons)
    assert "3,987.65" in sentences
    assert "4,000.00" in sentences
    assert "D级" in sentences


def test_a_standard_kept_as_json_judges_as_before(criteria):
    kept = Criteria.from_json(json.loads(json.dumps(criteria.to_json())))
    facts = people.GOOD | {"net_pc_fen": 1}
    assert kept.judge(facts) == criteria.judge(facts)


def test_the_figure_in_force_on_the_day_is_the_one_that_counts(
    criteria, county_officer, county_officer_2
):
    earlier = dt.date(2014, 6, 1)
    with refused("2014-06-01"):
        household_criteria(policy_for(factories.COUNTY, ON), factories.COUNTY, earlier)


def test_yuan_become_fen_without_rounding(criteria):
    assert criteria.lines[0].required == int(Decimal(4000) * 100)
