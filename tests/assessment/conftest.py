from pathlib import Path

import pytest
from django.utils import timezone

from assessment import recheck, services
from tests import factories
from tests.assessment import people
from tests.assessment.people import YEAR

POLICIES = Path(__file__).resolve().parent.parent / "policies"


@pytest.fixture(autouse=True)
def _test_policies(settings):
    settings.POLICY_DIR = POLICIES


@pytest.fixture
def figures(county_officer, county_officer_2):
    """The county has set every figure the policy leaves open."""
    people.set_figures(county_officer, county_officer_2)


@pytest.fixture
def household(cadre):
    """A poor household of 上村 that meets every line of the standard."""
    return people.poor_household(cadre)


@pytest.fixture
def family(cadre):
    """A household that meets the standard this year."""
    return people.poor_household(cadre, period=YEAR)


@pytest.fixture
def case(family, cadre):
    """An exit case of the family at its first step."""
    return services.propose_exit(
        household_id=family.pk, by=cadre, on=timezone.localdate()
    )


@pytest.fixture
def run(county_officer, family, cadre):
    """A finished re-check of the family and of a household that fails."""
    people.poor_household(cadre, period=YEAR, danger_level="4", water_safe=None)
    made = recheck.start_recheck(
        region_code=factories.COUNTY, on=timezone.localdate(), by=county_officer
    )
    recheck.plan(made)
    list(recheck.judge_all(made))
    recheck.close_run(made)
    made.refresh_from_db()
    return made
