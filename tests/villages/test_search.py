"""Finding places, as a query and as the answer to the search box."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse

from tests import factories
from villages.models import Region
from villages.spelling import spell

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _spelt():
    for region in Region.objects.all():
        region.pinyin, region.initials = spell(region.name)
        region.save(update_fields=["pinyin", "initials"])


@pytest.mark.parametrize(
    "text",
    [
        "柳树",
        "树",
        "村村",
        "liushu",
        "LSC",
        "9901011012",
        " 柳树村 ",
        "liu shu",
        "liu'shu cun",
        "９９０１０１１０１２",
        "ＬＳＣ",
    ],
)
def test_a_village_is_found_by(text):
    found = Region.objects.matching(text).values_list("code", flat=True)
    assert factories.OTHER_TOWNSHIP_VILLAGE in found


@pytest.mark.parametrize("text", ["", "  ", "树柳", "lsx", "9902", "100%", "村_会"])
def test_a_village_is_not_found_by(text):
    found = Region.objects.matching(text).values_list("code", flat=True)
    assert factories.OTHER_TOWNSHIP_VILLAGE not in found


def test_two_characters_inside_a_name_use_the_index():
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off"
        )
        plan = Region.objects.matching("树村").explain()
    assert "region_name_grams" in plan


def asked(client, **params):
    return client.get(reverse("villages:search"), params).json()


def test_the_search_box_gets_code_name_and_path(client, cadre):
    client.force_login(cadre)
    assert asked(client, q="上村") == [
        {
            "code": factories.VILLAGE,
            "name": "上村村委会",
            "level": 5,
            "path": "试验省 试验市 清河县 东山镇",
        }
    ]


def test_own_posts_only_when_asked(client, cadre):
    client.force_login(cadre)
    assert len(asked(client, q="村委会")) > 1
    assert [place["code"] for place in asked(client, q="村委会", scope="1")] == [
        factories.VILLAGE
    ]


def test_level_and_place_narrow_the_search(client, county_officer):
    client.force_login(county_officer)
    assert [place["name"] for place in asked(client, q="西水", level="4")] == ["西水乡"]
    assert asked(client, q="西水", level="5") == []
    assert asked(client, q="下村", within=factories.OTHER_TOWNSHIP) == []


def test_the_search_takes_two_queries(
    client, county_officer, django_assert_num_queries
):
    client.force_login(county_officer)
    with django_assert_num_queries(
        5
    ):  # session, person, posts; places and the names above them
        asked(client, q="村")


def test_a_place_that_ended_is_not_offered(client, cadre):
    client.force_login(cadre)
    Region.objects.filter(code=factories.VILLAGE).update(valid_to="2024-01-01")
    assert asked(client, q="上村") == []
