"""The registry in figures: every bar is as long as the list it opens."""

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


def _numbers(chart):
    return [sum(values) for values in zip(*(series["values"] for series in chart["series"]), strict=True)]


def test_every_bar_is_as_long_as_the_list_it_opens(client, registered, township_officer):
    client.force_login(township_officer)
    shown = charts.charts_of(township_officer, factories.TOWNSHIP)
    assert [chart["id"] for chart in shown] == ["households-by-places", "households-by-causes", "households-by-years"]
    for chart in shown:
        assert sum(_numbers(chart)) > 0
        for number, url in zip(_numbers(chart), chart["urls"], strict=True):
            assert len(client.get(url).context["page"].rows) == number, url


def test_the_two_villages_of_the_township_stand_beside_each_other(registered, township_officer):
    places = charts.charts_of(township_officer, factories.TOWNSHIP)[0]
    assert len(places["labels"]) == 2
    assert [series["values"] for series in places["series"]] == [[1, 0], [0, 1]]


def test_one_place_below_is_looked_into(registered, county_officer):
    places = charts.charts_of(county_officer, factories.COUNTY)[0]
    assert len(places["labels"]) == 2  # the villages of the only township that has households


def test_who_sees_a_village_only_has_no_figures_on_the_first_page(client, registered, cadre):
    client.force_login(cadre)
    assert charts.widest_place(cadre) == ""
    assert client.get("/households/charts/").context["charts"] == []


def test_nobody_counts_what_he_may_not_see(registered, cadre):
    """Of the whole township the cadre is shown his own village."""
    assert sum(sum(_numbers(chart)) for chart in charts.charts_of(cadre, factories.TOWNSHIP)[:1]) == 1
