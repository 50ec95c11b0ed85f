"""Which regions and villages each word means, place by place and day by day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from tests import factories
from tests.factories import (
    COUNTY,
    OTHER_TOWNSHIP,
    OTHER_TOWNSHIP_VILLAGE,
    PREFECTURE,
    PROVINCE,
    SIBLING_VILLAGE,
    TOWNSHIP,
    VILLAGE,
)
from villages.models import Region, Village

pytestmark = pytest.mark.django_db
FIRST, RENAMED = dt.date(2000, 1, 1), dt.date(2020, 7, 1)
TODAY = dt.date(2026, 11, 21)


@pytest.fixture
def _renamed():
    """上村 was called 旧村 for its first twenty years, and 古村 before; no row lies in order."""
    later = Region.objects.get(code=VILLAGE)
    Region.objects.filter(pk=later.pk).update(valid_from=RENAMED)
    for name, since, until in (
        ("古村", dt.date(1950, 1, 1), FIRST),
        ("旧村", FIRST, RENAMED),
    ):
        Region.objects.create(
            code=VILLAGE,
            name=name,
            short_name=name,
            level=later.level,
            parent_code=later.parent_code,
            valid_from=since,
            valid_to=until,
        )
    with connection.cursor() as cursor:  # an index would put them in order by chance
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")


def codes(regions):
    return sorted(regions.values_list("code", flat=True))


def test_children_are_those_directly_below():
    assert codes(Region.objects.children_of(COUNTY)) == [TOWNSHIP, OTHER_TOWNSHIP]
    assert codes(Region.objects.children_of(TOWNSHIP)) == [VILLAGE, SIBLING_VILLAGE]
    assert codes(Region.objects.children_of(VILLAGE)) == []


def test_below_is_the_place_and_all_under_it():
    wanted = [TOWNSHIP, VILLAGE, SIBLING_VILLAGE]
    assert codes(Region.objects.below(TOWNSHIP)) == wanted


def test_a_level_is_all_places_of_that_kind():
    assert codes(Region.objects.at_level(1)) == [PROVINCE]
    assert codes(Region.objects.at_level(2)) == [PREFECTURE, "990200000000"]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (dt.date(1949, 12, 31), None),
        (FIRST - dt.timedelta(1), "古村"),
        (FIRST, "旧村"),
        (RENAMED - dt.timedelta(1), "旧村"),
        (RENAMED, "上村村委会"),
        (TODAY, "上村村委会"),
    ],
)
@pytest.mark.usefixtures("_renamed")
def test_on_a_day_a_place_has_the_name_of_that_day(day, name):
    named = Region.objects.valid_on(day).filter(code=VILLAGE).values_list("name")
    assert list(named) == ([(name,)] if name else [])


@pytest.mark.usefixtures("_renamed")
def test_a_place_that_was_renamed_is_called_as_it_is_now():
    assert Region.objects.names([VILLAGE]) == {VILLAGE: "上村村委会"}
    assert [place.name for place in Region.objects.path(VILLAGE)] == [
        "试验省",
        "试验市",
        "清河县",
        "东山镇",
        "上村村委会",
    ]
    newest = Region.objects.filter(code=VILLAGE).latest_first()
    assert [place.name for place in newest] == ["上村村委会", "旧村", "古村"]
    assert codes(Region.objects.current().filter(code=VILLAGE)) == [VILLAGE]


def test_only_the_names_asked_for_are_fetched():
    assert Region.objects.names([TOWNSHIP, TOWNSHIP]) == {TOWNSHIP: "东山镇"}
    assert Region.objects.names_up([OTHER_TOWNSHIP_VILLAGE]) == {
        PROVINCE: "试验省",
        PREFECTURE: "试验市",
        COUNTY: "清河县",
        OTHER_TOWNSHIP: "西水乡",
        OTHER_TOWNSHIP_VILLAGE: "柳树村村委会",
    }


@pytest.mark.parametrize(
    ("code", "names"),
    [
        (PROVINCE, ["试验省"]),
        (COUNTY, ["试验省", "试验市", "清河县"]),
        (TOWNSHIP, ["试验省", "试验市", "清河县", "东山镇"]),
    ],
)
def test_the_path_ends_at_the_place_itself(code, names):
    assert [place.name for place in Region.objects.path(code)] == names


@pytest.mark.parametrize("typed", ["99", "9901011", "990101101", VILLAGE])
def test_digits_find_the_codes_that_begin_so_and_no_others(typed):
    begin_so = sorted(code for code in factories.PLACES if code.startswith(typed))
    assert codes(Region.objects.matching(typed)) == begin_so


def test_own_places_are_those_of_the_named_permission(cadre):
    factories.grant(cadre, "resident_team", OTHER_TOWNSHIP)
    everywhere = Region.objects.in_scope_of(cadre)
    assert codes(everywhere) == [VILLAGE, OTHER_TOWNSHIP, OTHER_TOWNSHIP_VILLAGE]
    registering = Region.objects.in_scope_of(cadre, "households.add_household")
    assert codes(registering) == [VILLAGE]


def test_poor_villages_are_the_deeply_poor_ones_too():
    kinds = Village.Kind
    for code, kind in (
        (VILLAGE, kinds.POOR),
        (SIBLING_VILLAGE, kinds.DEEP_POOR),
        (OTHER_TOWNSHIP_VILLAGE, kinds.NON_POOR),
    ):
        Village.objects.create(region_code=code, kind=kind)
    poor = Village.objects.poor().values_list("region_code", flat=True)
    assert sorted(poor) == [VILLAGE, SIBLING_VILLAGE]
