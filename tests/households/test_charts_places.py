"""Which places the first figure of the registry sets beside each other."""

import datetime as dt

import pytest

from households import charts
from households.models import Household
from tests import factories
from tests.database import triggers_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def registered():
    poor = factories.household(village=factories.VILLAGE)
    gone = factories.household(village=factories.SIBLING_VILLAGE)
    Household.objects.filter(pk=poor.pk).update(recorded_cause="01")
    with triggers_off("households_household"):  # without the case that an exit needs
        Household.objects.filter(pk=gone.pk).update(
            status=Household.Status.EXITED_WITH_POLICY, exited_on=dt.date(2020, 12, 1), recorded_cause="07"
        )


def test_the_two_villages_of_the_township_stand_beside_each_other(registered, township_officer):
    places = charts.charts_of(township_officer, factories.TOWNSHIP)[0]
    assert len(places["labels"]) == 2
    assert [series["values"] for series in places["series"]] == [[1, 0], [0, 1]]


def test_one_place_below_is_looked_into(registered, county_officer):
    places = charts.charts_of(county_officer, factories.COUNTY)[0]
    assert len(places["labels"]) == 2  # the villages of the only township that has households
