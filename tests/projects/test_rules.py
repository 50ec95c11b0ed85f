"""Why an action on a project is refused: every reason, without a database."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import translation

from accounts.models import User
from households.models import Household
from projects import rules
from projects.models import Project
from tests import factories

DAY = dt.date(2026, 11, 21)
STARTED = dt.date(2026, 3, 1)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def home(name, region_code=factories.VILLAGE, state="not_exited"):
    return Household(head_name=name, region_code=region_code, state=state)


def test_a_household_is_named_once_from_the_place_and_the_registry():
    here = home("甲")
    removed = home("丙", factories.OTHER_TOWNSHIP_VILLAGE, "removed")
    named = [here, home("乙", factories.SIBLING_VILLAGE), here, removed]
    assert rules.wrong_beneficiaries(factories.TOWNSHIP, named) == [
        "甲 is named twice; keep one row.",
        "丙 does not live in the place of the project.",
        "丙 is no longer in the registry; take the household out.",
    ]
    assert rules.wrong_beneficiaries(factories.TOWNSHIP, named[:2]) == []


@pytest.mark.parametrize(
    ("year", "fits"),
    [(2024, False), (2025, True), (2026, True), (2027, True), (2028, False)],
)
def test_the_plan_year_is_one_of_the_work_or_the_one_before(year, fits):
    project = Project(
        plan_year=year,
        planned_from=dt.date(2026, 12, 1),
        planned_to=dt.date(2027, 2, 1),
    )
    reason = f"The plan year {year} is not that of the planned work; check it."
    assert rules.wrong_plan_year(project) == ([] if fits else [reason])


NOBODY = "Name at least one registered household that benefits, and how."
PEOPLE = "Fewer people than households are said to benefit; check the figures."
MORE = (
    "3 registered households are named, "
    "but only 2 households in all are said to benefit."
)


@pytest.mark.parametrize(
    ("named", "households", "people", "reasons"),
    [
        (2, 2, 2, []),
        (1, 5, 20, []),
        (0, 0, 0, [NOBODY]),
        (3, 2, 9, [MORE]),
        (1, 5, 4, [PEOPLE]),
        (3, 2, 1, [MORE, PEOPLE]),
    ],
)
def test_those_named_are_among_all_that_benefit(named, households, people, reasons):
    project = Project(
        state="draft", benefit_households=households, benefit_people=people
    )
    assert rules.not_ready_to_submit(project, named) == reasons


def test_a_step_starts_at_its_own_stages_alone():
    started = Project(state="under_way")
    wrong = rules.wrong_stage(started, "submit")
    assert wrong == ["The project is “under way”; this cannot be done now."]
    assert rules.wrong_stage(started, "accept") == []


OWN = "You declared this project; other people must accept it."
DECLARED = "李村干 declared this project and cannot be in the acceptance group."
IN_CHARGE = "王负责 is in charge of the work and cannot be in the acceptance group."


@pytest.mark.parametrize(
    ("by", "people", "reasons"),
    [
        ((1, "钱县办"), "县财政局 周某、乡镇 赵某", []),
        ((9, "钱县办"), "周某", []),
        ((5, "李村干"), "周某", [OWN]),
        ((5, "李村干"), "周某、李村干", [OWN, DECLARED]),
        ((1, "钱县办"), "村委会李村干", [DECLARED]),
        ((1, "钱县办"), "李村干，王负责", [DECLARED]),
        ((1, "钱县办"), "周某；王负责", [IN_CHARGE]),
        ((1, "王负责"), "周某", [IN_CHARGE]),
        ((1, "钱县办"), "王负责人", []),
    ],
)
def test_who_declared_or_runs_the_work_does_not_accept_it(by, people, reasons):
    project = Project(state="under_way", responsible_person="王负责")
    project.declared_by = User(pk=5, name="李村干")
    found = rules.not_acceptable(
        project,
        by=SimpleNamespace(pk=by[0], name=by[1]),
        accepted_on=DAY,
        people=people,
        on=DAY,
    )
    assert found == reasons


FUTURE = "The day of acceptance cannot be in the future."
EARLY = "The day of acceptance cannot be before the start of the work."


@pytest.mark.parametrize(
    ("accepted_on", "started_on", "reasons"),
    [
        (DAY, STARTED, []),
        (STARTED, STARTED, []),
        (DAY, None, []),
        (DAY + dt.timedelta(1), STARTED, [FUTURE]),
        (STARTED - dt.timedelta(1), STARTED, [EARLY]),
    ],
)
def test_work_is_accepted_between_its_start_and_today(accepted_on, started_on, reasons):
    project = Project(state="under_way", started_on=started_on)
    project.declared_by = User(pk=5, name="李村干")
    by = SimpleNamespace(pk=1, name="钱县办")
    asked = {"by": by, "accepted_on": accepted_on, "people": "周某", "on": DAY}
    assert rules.not_acceptable(project, **asked) == reasons
