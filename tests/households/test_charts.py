"""Charts of the registry: only of what one sees.

Every bar opens just the households it counts.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation

from households.charts import charts_of
from households.listing import households_page
from households.models import Household
from tests import factories
from tests.database import triggers_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def registry(cadre):
    """Three households in one village, one in the next, one in another county."""
    places = [factories.VILLAGE] * 3 + [
        factories.SIBLING_VILLAGE,
        factories.OTHER_COUNTY_VILLAGE,
    ]
    homes = [factories.household(by=cadre, village=place) for place in places]
    with triggers_off("households_household"):
        Household.objects.filter(pk=homes[0].pk).update(
            state="exited_with_policy", exited_on=dt.date(2019, 5, 1)
        )
    return homes


def counted(user, code) -> dict[str, int]:
    return {
        chart["id"]: sum(sum(line["values"]) for line in chart["series"])
        for chart in charts_of(user, code)
    }


def test_what_is_remembered_is_remembered_in_the_language_of_the_screen(registry):
    supervisor = factories.person("supervisor", factories.PREFECTURE)
    titles = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            titles.append(charts_of(supervisor, factories.PREFECTURE)[0]["title"])
    assert titles == ["各地建档立卡户", "Registered households by place"]


def test_only_the_households_one_sees_are_counted(registry, cadre, county_officer):
    by_place, by_cause, by_year = (
        "households-by-places",
        "households-by-causes",
        "households-by-years",
    )
    assert counted(county_officer, factories.COUNTY) == {
        by_place: 4,
        by_cause: 3,
        by_year: 1,
    }
    assert counted(cadre, factories.COUNTY)[by_cause] == 2
    assert counted(cadre, factories.SIBLING_VILLAGE) == {}


def test_each_bar_opens_as_many_households_as_it_says(registry, county_officer):
    for chart in charts_of(county_officer, factories.COUNTY):
        for place, url in enumerate(chart["urls"]):
            told = sum(line["values"][place] for line in chart["series"])
            asked = QueryDict(url.partition("?")[2])
            assert households_page(county_officer, asked).page.count == told, url


def test_a_cadre_of_one_village_gets_no_figures_on_the_first_page(
    client, registry, cadre
):
    client.force_login(cadre)
    assert (
        "households-by" not in client.get(reverse("households:charts")).content.decode()
    )


def test_the_villages_of_a_township_stand_beside_each_other(registry, township_officer):
    places = charts_of(township_officer, factories.TOWNSHIP)[0]
    assert [series["values"] for series in places["series"]] == [[2, 1], [1, 0]]


def test_one_place_below_is_looked_into(registry, county_officer):
    places = charts_of(county_officer, factories.COUNTY)[0]
    assert (
        len(places["labels"]) == 2
    )  # the villages of the only township that has households
