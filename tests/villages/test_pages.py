from __future__ import annotations

import pytest
from django.urls import reverse

from tests import factories
from villages.models import Region, Village

pytestmark = pytest.mark.django_db


@pytest.fixture
def village():
    return Village.objects.create(
        region_code=factories.VILLAGE,
        kind=Village.Kind.DEEP_POOR,
        rural_population=1200,
    )


def test_a_region_page_shows_the_way_up_and_down(client, cadre):
    client.force_login(cadre)
    text = client.get(
        reverse("villages:region-detail", args=[factories.TOWNSHIP])
    ).content.decode()
    for code in (
        factories.PROVINCE,
        factories.PREFECTURE,
        factories.COUNTY,
        factories.VILLAGE,
    ):
        assert reverse("villages:region-detail", args=[code]) in text


def test_a_region_that_ended_names_who_took_over(client, cadre):
    heir = Region.objects.get(code=factories.VILLAGE)
    Region.objects.filter(code=factories.SIBLING_VILLAGE).update(
        valid_to="2024-01-01", successor=heir
    )
    client.force_login(cadre)
    old = client.get(
        reverse("villages:region-detail", args=[factories.SIBLING_VILLAGE])
    ).content.decode()
    assert reverse("villages:region-detail", args=[factories.VILLAGE]) in old
    new = client.get(
        reverse("villages:region-detail", args=[factories.VILLAGE])
    ).content.decode()
    assert factories.SIBLING_VILLAGE in new


def test_the_wider_place_comes_before_the_villages_of_its_name(client, supervisor):
    Region.objects.filter(code=factories.OTHER_COUNTY).update(name="上村县")
    client.force_login(supervisor)
    response = client.get(reverse("villages:region-list"), {"q": "上村"})
    assert [region.code for region in response.context["page"]] == [
        factories.OTHER_COUNTY,
        factories.VILLAGE,
    ]


def test_a_place_that_ended_keeps_its_name_and_the_way_up(client, cadre, village):
    heir = Region.objects.get(code=factories.SIBLING_VILLAGE)
    Region.objects.filter(code=factories.VILLAGE).update(
        valid_to="2024-01-01", successor=heir
    )
    client.force_login(cadre)
    old = client.get(reverse("villages:region-detail", args=[factories.VILLAGE]))
    assert [place.code for place in old.context["path"]] == [
        factories.PROVINCE,
        factories.PREFECTURE,
        factories.COUNTY,
        factories.TOWNSHIP,
    ]
    for address in (
        reverse("villages:list"),
        reverse("villages:detail", args=[factories.VILLAGE]),
        "/",
    ):
        assert "上村村委会" in client.get(address).content.decode()


def test_the_list_of_regions_starts_at_the_provinces(client, supervisor):
    client.force_login(supervisor)
    response = client.get(reverse("villages:region-list"))
    assert [region.code for region in response.context["page"]] == [factories.PROVINCE]


def test_the_list_of_regions_searches(client, supervisor):
    client.force_login(supervisor)
    response = client.get(reverse("villages:region-list"), {"q": "石桥"})
    assert "试验省 试验市 白石县 北坡镇" in response.content.decode()


def test_the_list_of_villages_takes_as_many_queries_for_sixty_as_for_five(
    client, supervisor, village
):
    client.force_login(supervisor)
    queries(client)  # the frame of the page is made once for a person's posts
    few = queries(client)
    Village.objects.bulk_create(
        Village(region_code=f"990101100{n}") for n in range(300, 360)
    )
    assert queries(client) == few == 6  # session, person, posts; rows, count, names


def queries(client) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("villages:list"))
    return len(captured)


def test_the_list_of_villages_filters_by_kind(client, supervisor, village):
    client.force_login(supervisor)
    Village.objects.create(region_code=factories.SIBLING_VILLAGE)
    response = client.get(reverse("villages:list"), {"kind": "deep_poor"})
    assert [row.region_code for row in response.context["page"]] == [factories.VILLAGE]


def test_a_village_of_another_county_is_not_found(client, foreign_officer, village):
    client.force_login(foreign_officer)
    foreign = client.get(reverse("villages:detail", args=[factories.VILLAGE]))
    assert foreign.status_code == 404


def test_the_api_lists_children_of_a_place(client, cadre):
    client.force_login(cadre)
    answer = client.get("/api/v1/regions/", {"parent": factories.TOWNSHIP}).json()
    assert [place["code"] for place in answer["results"]] == [
        factories.VILLAGE,
        factories.SIBLING_VILLAGE,
    ]
    assert (answer["count"], answer["count_is_at_least"], answer["next"]) == (
        2,
        False,
        None,
    )


def test_the_api_pages_by_key(client, cadre):
    client.force_login(cadre)
    first = client.get("/api/v1/regions/", {"page_size": 3}).json()
    second = client.get(first["next"]).json()
    codes = list(
        Region.objects.current().order_by("code").values_list("code", flat=True)
    )
    assert [place["code"] for place in first["results"] + second["results"]] == codes[
        :6
    ]
    assert client.get(second["previous"]).json()["results"] == first["results"]
