"""Which runs, verdicts and findings each word means."""

from __future__ import annotations

import pytest

from accounts.roles import role_named
from assessment.models import RecheckItem, RecheckRun, Verdict
from assessment.permissions import RUN_RECHECK
from tests import factories
from tests.assessment import people
from tests.assessment.people import run_now

pytestmark = pytest.mark.usefixtures("figures")


@pytest.fixture
def three(county_officer, cadre, household):
    """A run over one household that meets everything, one that fails, one not known."""
    people.poor_household(cadre, danger_level="4")
    people.poor_household(cadre, water_safe=None)
    return run_now(county_officer)


def test_a_run_is_seen_where_its_place_and_ones_own_overlap(three):
    for role, place, sees in (
        ("county_office", factories.COUNTY, True),
        ("supervisor", factories.PREFECTURE, True),
        ("township_officer", factories.OTHER_TOWNSHIP, True),
        ("village_cadre", factories.VILLAGE, True),
        ("county_office", factories.OTHER_COUNTY, False),
        ("account_admin", factories.COUNTY, False),
    ):
        person = factories.person(role, place)
        assert RecheckRun.objects.visible_to(person).exists() == sees, (role, place)


def test_runs_are_seen_by_the_permission_that_is_named(three, county_officer, cadre):
    assert RUN_RECHECK not in role_named("village_cadre").permissions
    assert not RecheckRun.objects.visible_to(cadre, RUN_RECHECK).exists()
    assert RecheckRun.objects.visible_to(county_officer, RUN_RECHECK).get() == three


def test_the_verdicts_of_a_run_are_those_of_its_place(three):
    elsewhere = people.poor_household(
        three.asked_by, region_code=factories.OTHER_COUNTY_VILLAGE
    )
    Verdict.objects.create(
        run=three,
        household=elsewhere,
        region_code=elsewhere.region_code,
        outcome="met",
        since=three.started_at,
    )
    assert Verdict.objects.current().count() == 4
    found = Verdict.objects.of_run(three).values_list("region_code", flat=True)
    assert list(found) == [factories.VILLAGE] * 3


def test_verdicts_are_found_by_the_line_that_failed_or_is_not_known(three):
    bits = {line.key: line.bit for line in three.standard.lines}
    found = {
        key: (
            Verdict.objects.unmet_in(bit).count(),
            Verdict.objects.unknown_in(bit).count(),
        )
        for key, bit in bits.items()
    }
    assert found.pop("housing") == (1, 0)
    assert found.pop("water") == (0, 1)
    assert set(found.values()) == {(0, 0)}


def test_only_what_a_run_gave_in_place_of_another_verdict_has_changed(
    three, county_officer, household
):
    assert not Verdict.objects.of_run(three).changed().exists()
    household.periods.update(danger_level="3")
    second = run_now(county_officer)
    changed = Verdict.objects.of_run(second).changed().get()
    assert (changed.household_id, changed.outcome) == (household.pk, "unmet")
    assert (Verdict.objects.count(), Verdict.objects.current().count()) == (4, 3)
    assert not Verdict.objects.of_run(three).changed().exists()


def test_a_finding_is_open_until_it_is_closed(
    three, county_officer, household, django_assert_num_queries
):
    with django_assert_num_queries(1):
        (item,) = RecheckItem.objects.still_open().for_list()
        assert item.household.head_name == household.head_name
    household.periods.update(danger_level="3")
    run_now(county_officer)
    assert not RecheckItem.objects.still_open().exists()
    assert RecheckItem.objects.count() == 1
