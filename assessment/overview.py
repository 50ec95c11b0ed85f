"""The rows and panels that pages show of exits: cases in a list, a household's standing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from assessment import services
from assessment.criteria import facts_of, period_of
from assessment.rules import exit_refusals
from assessment.snapshot import period_row
from core.actors import Actor
from core.cases.models import Case
from core.permissions import VIEW_PARAMETER
from core.refusals import Refused
from core.scope import COUNTY, VILLAGE, at_level
from core.templatetags.casework import outcome
from households.models import Household, HouseholdPeriod
from households.permissions import CHANGE
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
    """Judge a household by today's standard; `reasons` keep its exit from being applied for."""
    period = period_of(on)
    row = period_row(household, period)
    cases = Case.objects.of_kind(services.HOUSEHOLD_EXIT).about(household.pk)
    case = cases.still_open().first()
    under_way = [case_under_way(case)] if case else []
    shown: dict[str, Any] = {
        "period": period,
        "record": row,
        "judgement": None,
        "open_case": case,
        "reasons": under_way,
    }
    try:
        criteria = services.criteria_in_force(household.region_code, on)
    except Refused as refusal:
        return shown | {"reasons": [*under_way, *refusal.reasons]}
    judgement = criteria.judge(facts_of(row, criteria.columns))
    return shown | {
        "judgement": judgement,
        "attested": [line.label for line in criteria.attested],
        "reasons": [*under_way, *exit_refusals(household, judgement, on)],
    }


def case_under_way(case: Case) -> str:
    """The sentence about an exit that is applied for already."""
    step = case.step
    return _("Its exit is under way: case %(number)s stands at “%(step)s”.") % {
        "number": case.number,
        "step": step["name"] if step else "",
    }


def ways_on(
    household: Household, standing: Mapping[str, Any], user: Actor
) -> list[tuple[str, str]]:
    """Where a person goes on when the exit cannot be applied for: label and address."""
    if not standing["reasons"]:
        return []
    if case := standing["open_case"]:
        return [(_("Look at the case"), reverse("core:case", args=[case.pk]))]
    judgement = standing["judgement"]
    if judgement is None and user.can(VIEW_PARAMETER, household.region_code):
        county = at_level(household.region_code, COUNTY)
        address = f"{reverse('assessment:policy')}?region={county}"
        return [(_("Look at the policy in force"), address)]
    unmet = judgement is not None and bool(judgement.reasons)
    if unmet and household.is_poor and user.can(CHANGE, household.region_code):
        sheet = reverse("households:update", args=[household.pk])
        label = _("Correct the record of %(period)s") % {"period": standing["period"]}
        return [(label, f"{sheet}?period={standing['period']}")]
    return []


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
