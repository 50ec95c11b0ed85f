"""The list: whose rows, in which order, page by page, and never more queries."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.web.paging import COUNT_CAP
from households.listing import SORTS, households_page
from households.models import Household, HouseholdPeriod
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "households:list"


def row(n: int, village: str = factories.VILLAGE, **values) -> Household:
    values.setdefault("head_name", f"户{n}")
    return Household(
        hh_no=f"T{n:06d}",
        region_code=village,
        first_identified_on=dt.date(2014, 6, 1),
        member_count=3,
        **values,
    )


@pytest.fixture
def many(cadre):
    """Makes plain rows of one writer; sorting and paging ask nothing of the families themselves."""

    def make(count: int, village: str = factories.VILLAGE, start: int = 0, **values):
        rows = [
            row(start + n, village, created_by=cadre, updated_by=cadre, **values)
            for n in range(count)
        ]
        return Household.objects.bulk_create(rows)

    return make


def heads(page) -> list[str]:
    return [household.head_name for household in page]


def villages(page) -> list[str]:
    return [household.region_code for household in page]


def walk(user, asked: dict, size: int) -> list:
    seen, cursor = [], ""
    while True:
        page = households_page(user, asked | {"after": cursor}, size=size).page
        seen += [household.pk for household in page]
        cursor = page.next
        if not cursor:
            return seen


@pytest.mark.parametrize("region", ["", factories.COUNTY, factories.VILLAGE])
@pytest.mark.parametrize("sort", SORTS)
def test_a_person_sees_the_households_of_their_place_only_in_every_order(
    cadre, many, sort, region
):
    many(2, recorded_net_pc_fen=500_00)
    many(2, factories.SIBLING_VILLAGE, start=10, recorded_net_pc_fen=500_00)
    assert sorted(
        heads(households_page(cadre, {"sort": sort, "region": region}).page)
    ) == ["户0", "户1"]


def test_a_whole_county_is_put_in_order_by_the_county_alone(
    county_officer, cadre, many
):
    """A range of places beside it made PostgreSQL sort the whole county.

    See `visible_county`.
    """
    many(2)
    asked = {"sort": "head", "region": factories.COUNTY}
    with CaptureQueriesContext(connection) as queries:
        assert len(households_page(county_officer, asked).page) == 2
    rows = next(query["sql"] for query in queries if "ORDER BY" in query["sql"])
    assert 'region_code" >=' not in rows
    assert not Household.objects.visible_county(cadre, factories.COUNTY).exists()


def test_the_default_order_is_the_place(county_officer, many):
    many(2, factories.OTHER_TOWNSHIP_VILLAGE, start=20)
    many(2, factories.VILLAGE)
    page = households_page(county_officer, {}).page
    assert (
        villages(page)
        == [factories.VILLAGE] * 2 + [factories.OTHER_TOWNSHIP_VILLAGE] * 2
    )
    assert [row.pk for row in page] == sorted(row.pk for row in page.rows[:2]) + sorted(
        row.pk for row in page.rows[2:]
    )


@pytest.mark.parametrize("sort", SORTS)
def test_walking_on_meets_every_household_once_in_every_order(
    county_officer, many, sort
):
    many(7, recorded_net_pc_fen=500_00)
    many(6, factories.OTHER_TOWNSHIP_VILLAGE, start=20, recorded_net_pc_fen=300_00)
    seen = walk(county_officer, {"sort": sort}, 4)
    assert len(seen) == len(set(seen)) == 13


def test_posts_that_lie_apart_are_read_one_after_the_other(cadre, many):
    factories.grant(cadre, "village_cadre", factories.OTHER_TOWNSHIP_VILLAGE)
    many(3)
    many(3, factories.SIBLING_VILLAGE, start=10)
    many(3, factories.OTHER_TOWNSHIP_VILLAGE, start=20)
    page = households_page(cadre, {}, size=4).page
    assert villages(page) == [factories.VILLAGE] * 3 + [
        factories.OTHER_TOWNSHIP_VILLAGE
    ]
    assert (page.count, page.capped) == (6, False)
    assert len(walk(cadre, {}, 2)) == 6


def test_income_puts_only_households_with_a_figure_in_order(cadre, many):
    many(1, head_name="多", recorded_net_pc_fen=900_00)
    many(1, start=1, head_name="少", recorded_net_pc_fen=100_00)
    many(1, start=2, head_name="未填")
    assert heads(households_page(cadre, {"sort": "income"}).page) == ["少", "多"]
    assert heads(households_page(cadre, {"sort": "-income"}).page) == ["多", "少"]
    assert households_page(cadre, {"sort": "income"}).page.count == 2


def test_above_a_county_only_the_order_of_places_is_offered(supervisor, many):
    many(2)
    listing = households_page(supervisor, {"sort": "income"})
    assert (list(listing.sorts), listing.sort) == ([""], "")
    assert list(
        households_page(supervisor, {"region": factories.COUNTY}).sorts
    ) == list(SORTS)


def test_the_region_narrows_and_never_widens(cadre, many):
    many(1)
    many(1, factories.SIBLING_VILLAGE, start=5)
    assert heads(households_page(cadre, {"region": factories.COUNTY}).page) == ["户0"]
    assert (
        heads(households_page(cadre, {"region": factories.SIBLING_VILLAGE}).page) == []
    )


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["贫", "脱"]),
        ({"state": "poor"}, ["贫"]),
        ({"state": "exited"}, ["脱"]),
        ({"state": "removed"}, ["清"]),
        ({"state": "all"}, ["贫", "脱", "清"]),
        ({"exit_year": "2019"}, ["脱"]),
        ({"exit_year": "2018"}, []),
        ({"attr": "04"}, ["贫"]),
        ({"cause": "02"}, ["脱"]),
        ({"recorded": "2026"}, ["贫"]),
        ({"recorded": "none"}, ["脱"]),
        ({"state": "nonsense"}, []),
        ({"region": "12"}, []),
    ],
)
def test_each_condition_keeps_its_rows(cadre, many, asked, expected):
    many(
        1,
        head_name="贫",
        recorded_attr="04",
        recorded_cause="01",
        recorded_period="2026",
    )
    exited = {"state": "exited_with_policy", "exited_on": dt.date(2019, 12, 1)}
    many(1, start=1, head_name="脱", recorded_attr="01", recorded_cause="02", **exited)
    many(1, start=2, head_name="清", state="removed", recorded_period="2025")
    # Keys made within one millisecond have no order among themselves.
    assert sorted(heads(households_page(cadre, asked).page)) == sorted(expected)


def test_the_count_is_exact_up_to_the_cap(cadre, many, monkeypatch):
    many(5)
    monkeypatch.setattr("core.web.paging.COUNT_CAP", 4)
    page = households_page(cadre, {}).page
    assert (page.count, page.capped) == (4, True)
    assert COUNT_CAP == 10_000


def queries(client, **asked) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse(LIST), asked).status_code == 200
    return len(captured)


def test_the_list_takes_as_many_queries_for_sixty_rows_as_for_five(client, cadre, many):
    client.force_login(cadre)
    many(5)
    queries(client)  # code lists are read once per process
    few = queries(client)
    many(55, start=100)
    assert queries(client) == few == 6  # session, person, posts; rows, count, names


def test_what_the_latest_sheet_says_stands_beside_the_household():
    household = factories.household(attr="04", main_cause="02")
    household.refresh_from_db()
    period = household.periods.get()
    assert (
        household.recorded_period,
        household.recorded_attr,
        household.recorded_cause,
    ) == ("2026", "04", "02")
    assert household.recorded_net_pc_fen == period.net_pc_fen


def test_an_older_sheet_does_not_overwrite_what_the_latest_says():
    household = factories.household(attr="04")
    period = household.periods.get()
    period.pk, period.period, period.attr, period._state.adding = (
        None,
        "2025",
        "01",
        True,
    )
    period.save()
    household.refresh_from_db()
    assert (household.recorded_period, household.recorded_attr) == ("2026", "04")


def test_a_statement_that_changes_many_sheets_reaches_every_household():
    first, second = factories.household(), factories.household()
    HouseholdPeriod.objects.filter(household__in=[first, second]).update(
        main_cause="03"
    )
    causes = Household.objects.filter(pk__in=[first.pk, second.pk]).values_list(
        "recorded_cause", flat=True
    )
    assert list(causes) == ["03", "03"]


def test_copies_of_the_sheet_leave_no_version_of_the_household_behind():
    household = factories.household()
    before = household.events.count()
    HouseholdPeriod.objects.filter(household=household).update(main_cause="03")
    assert household.events.count() == before
