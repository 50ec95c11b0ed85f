from pathlib import Path

import pytest

from tests.assessment import people

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
