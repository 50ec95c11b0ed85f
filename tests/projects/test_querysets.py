"""Which projects, households and measures: each word at its bounds."""

import datetime as dt

import pytest

from projects.models import Measure, Project, ProjectBeneficiary
from tests import money

pytestmark = pytest.mark.django_db
STAGES = ("draft", "declared", "in_library", "funded", "under_way", "accepted")


def states(rows):
    return {row.state for row in rows}


def test_the_library_holds_what_the_county_has_decided_finished_work_too():
    for stage in STAGES:
        money.project(stage)
    assert states(Project.objects.in_library()) == set(STAGES[2:])
    assert states(Project.objects.submitted()) == set(STAGES[1:])


@pytest.mark.parametrize("state", ["returned", "withdrawn"])
def test_what_came_back_is_not_submitted(state):
    project = money.project()
    project.state = state
    assert project.state in Project.EDITABLE
    assert state not in Project.LIBRARY


@pytest.mark.parametrize(
    ("on", "found"),
    [(dt.date(2026, 10, 30), 0), (dt.date(2026, 10, 31), 1), (dt.date(2026, 11, 1), 1)],
)
def test_work_awaits_its_acceptance_from_the_planned_day_on(on, found):
    money.project("under_way", planned_to=dt.date(2026, 10, 31))
    money.project("accepted", planned_to=dt.date(2026, 10, 31))
    assert Project.objects.awaiting_acceptance(on).count() == found


def test_smallest_and_largest_budget():
    assert Project.objects.least_and_most() == [None, None]
    for fen in (500, 300, 400):
        money.project(budget_special_fen=fen)
    assert Project.objects.least_and_most() == [300, 500]


@pytest.mark.parametrize(
    ("text", "found"), [("百香", 1), (" 百香 ", 1), ("", 2), ("香蕉", 0), ("种植", 1)]
)
def test_projects_are_found_by_any_part_of_the_name(text, found):
    money.project(name="上村百香果种植基地")
    money.project(name="下村水渠")
    assert Project.objects.matching(text).count() == found


def test_projects_are_found_by_the_beginning_of_the_number_and_not_by_its_middle():
    project = money.project()
    assert list(Project.objects.matching(project.number.lower())) == [project]
    assert list(Project.objects.matching(project.number[:-1])) == [project]
    assert not Project.objects.matching(project.number[1:]).exists()


def test_the_list_counts_the_households_that_each_project_names():
    money.project(households=[money.family(), money.family()])
    money.project(households=[])
    counts = [row.household_count for row in Project.objects.for_list().order_by("id")]
    assert counts == [2, 0]


def test_households_of_a_project_stand_by_place_and_number():
    families = [money.family() for _ in range(3)]
    money.project(households=list(reversed(families)))
    rows = ProjectBeneficiary.objects.with_households()
    assert [row.household for row in rows] == families


def test_measures_of_a_household_stand_latest_first():
    project = money.project("accepted", households=[money.family(), money.family()])
    household = project.beneficiaries.first().household
    cadre = project.declared_by
    days = (dt.date(2026, 1, 1), dt.date(2026, 3, 1), dt.date(2026, 3, 1))
    for day in days:
        Measure.objects.create(
            household=household,
            region_code=household.region_code,
            kind="01",
            happened_on=day,
            content="送肥",
            amount_fen=300,
            recorded_by=cadre,
        )
    rows = list(Measure.objects.of_household(household.pk))
    assert len(rows) == 4
    keys = [(row.happened_on, row.pk) for row in rows]
    assert keys == sorted(keys, reverse=True)
    assert Measure.objects.least_and_most() == [300, 100_000]
