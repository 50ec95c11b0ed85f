"""The rows and panels that pages show of exits: cases in a list, a household's standing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from assessment import services
from assessment.criteria import facts_of, period_of
from assessment.rules import exit_refusals
from assessment.snapshot import period_row
from core.cases.models import Case
from core.refusals import Refused
from core.scope import VILLAGE, at_level
from core.templatetags.casework import outcome
from households.models import Household, HouseholdPeriod
from villages.models import Region


@dataclass(frozen=True)
class CaseRow:
    """A case as a list shows it."""

    case: Case
    place: str
    step: str


def case_rows(cases: Iterable[Case]) -> list[CaseRow]:
    """The cases with the names of their villages and steps; one query for all places."""
    cases = list(cases)
    places = Region.objects.names(at_level(case.region_code, VILLAGE) for case in cases)
    return [
        CaseRow(
            case,
            places.get(case.region_code, ""),
            case.step["name"] if case.step else outcome(case.state),
        )
        for case in cases
    ]


def exit_standing(household: Household, on: dt.date) -> dict[str, Any]:
    """Judge a household by today's standard; `reasons` keep it from being proposed."""
    period = period_of(on)
    row = period_row(household, period)
    shown: dict[str, Any] = {
        "period": period,
        "record": row,
        "judgement": None,
        "reasons": [],
    }
    try:
        criteria = services.criteria_in_force(household.region_code, on)
    except Refused as refusal:
        return shown | {"reasons": refusal.reasons}
    judgement = criteria.judge(facts_of(row, criteria.columns))
    return shown | {
        "judgement": judgement,
        "reasons": exit_refusals(household, judgement, on),
    }


def judge_unsaved(
    period: HouseholdPeriod, region_code: str, on: dt.date
) -> dict[str, Any]:
    """Judge the record of a sheet that is still being filled; nothing is written."""
    try:
        criteria = services.criteria_in_force(region_code, on)
    except Refused as refusal:
        return {"judgement": None, "reasons": refusal.reasons}
    judgement = criteria.judge(facts_of(period, criteria.columns))
    return {"judgement": judgement, "reasons": []}
