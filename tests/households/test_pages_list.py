from __future__ import annotations

import pytest
from django.urls import reverse

from households.models import Household
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "households:list"


@pytest.fixture
def family(cadre):
    return factories.household(
        by=cadre, members=[factories.member("张三")], attr="04", main_cause="02"
    )


def test_a_row_shows_what_a_cadre_looks_for(client, cadre, family):
    client.force_login(cadre)
    text = client.get(reverse(LIST)).content.decode()
    for words in (
        "张三",
        family.hh_no,
        "上村",
        "低保",
        "因残",
        family.head_id_mask,
        "未脱贫",
    ):
        assert words in text
    assert family.get_absolute_url() in text


def test_a_filter_stands_in_the_address_and_in_the_form(client, cadre, family):
    client.force_login(cadre)
    page = client.get(reverse(LIST), {"state": "poor", "region": factories.VILLAGE})
    text = page.content.decode()
    assert '<option value="poor" selected' in text
    assert f'value="{factories.VILLAGE}"' in text
    assert "张三" in text


def test_htmx_gets_the_rows_only(client, cadre, family):
    client.force_login(cadre)
    page = client.get(reverse(LIST), HTTP_HX_REQUEST="true")
    text = page.content.decode()
    assert "张三" in text
    assert "<html" not in text
    assert "HX-Request" in page["Vary"]


def test_an_empty_list_says_what_to_do(client, cadre):
    client.force_login(cadre)
    assert "没有符合条件的户" in client.get(reverse(LIST)).content.decode()


def test_a_nonsense_cursor_shows_the_first_page(client, cadre, family):
    client.force_login(cadre)
    for cursor in ("x", "W10", "WyIxIiwiMiJd"):
        assert "张三" in client.get(reverse(LIST), {"after": cursor}).content.decode()


def test_a_person_without_the_permission_is_refused(client, account_admin):
    client.force_login(account_admin)
    assert client.get(reverse(LIST)).status_code == 403


def test_only_who_may_register_is_offered_to(client, cadre, supervisor):
    client.force_login(cadre)
    assert reverse("households:create") in client.get(reverse(LIST)).content.decode()
    client.force_login(supervisor)
    assert (
        reverse("households:create") not in client.get(reverse(LIST)).content.decode()
    )


def test_the_panel_of_a_place_counts_by_state_and_opens_the_lists(
    client, cadre, family
):
    client.force_login(cadre)
    factories.household(village=factories.SIBLING_VILLAGE)
    page = client.get(reverse("households:region-panel", args=[factories.TOWNSHIP]))
    assert [
        (tile["value"], tile["url"].split("?")[1]) for tile in page.context["tiles"]
    ] == [("1", f"region={factories.TOWNSHIP}&state=poor")]


def test_home_panel_and_list_say_one_number_of_poor_households(
    client, county_officer, supervisor, cadre
):
    states = ("not_exited", "not_exited", "pre_exit", "returned", "removed", "closed")
    for state in states:
        made = factories.household(by=cadre)
        Household.objects.filter(pk=made.pk).update(state=state)
    for reader, place in (
        (cadre, factories.VILLAGE),
        (county_officer, factories.COUNTY),
        (supervisor, factories.PREFECTURE),
    ):
        client.force_login(reader)
        home = client.get(reverse("home"))
        figure = next(one for one in home.context["tiles"] if "state=poor" in one.url)
        panel = client.get(reverse("households:region-panel", args=[place]))
        tile = panel.context["tiles"][0]
        listed = client.get(reverse(LIST), {"region": place, "state": "poor"})
        assert figure.value == tile["value"] == "4"
        assert listed.context["page"].count == 4
        assert client.get(tile["url"]).context["page"].count == 4
        assert "未脱贫 2，预脱贫 1，返贫 1" in panel.content.decode()


def test_the_count_of_the_panel_is_the_count_of_the_list_it_opens(
    client, township_officer, family
):
    client.force_login(township_officer)
    factories.household(village=factories.SIBLING_VILLAGE)
    tile = client.get(
        reverse("households:region-panel", args=[factories.TOWNSHIP])
    ).context["tiles"][0]
    assert client.get(tile["url"]).context["page"].count == int(tile["value"]) == 2


@pytest.mark.capability("S1")
def test_one_sheet_is_a_card_a_row_of_the_village_and_of_the_places_above(
    client, cadre, township_officer, county_officer, family
):
    client.force_login(cadre)
    assert (
        family.hh_no
        in client.get(reverse("households:card", args=[family.pk])).content.decode()
    )
    for person, place in (
        (cadre, factories.VILLAGE),
        (township_officer, factories.TOWNSHIP),
        (county_officer, factories.COUNTY),
    ):
        client.force_login(person)
        listed = client.get(reverse(LIST), {"region": place}).context["page"]
        panel = client.get(reverse("households:region-panel", args=[place])).context
        assert [row.pk for row in listed] == [family.pk]
        assert listed.count == panel["total"] == 1


@pytest.mark.parametrize(
    ("typed", "found", "sentence"),
    [
        ("下村", False, ""),
        ("上村", True, ""),
        ("石桥", False, "您的辖区内没有“石桥”"),
        ("村", False, "输入其中一处的代码"),
    ],
)
def test_a_place_typed_by_name_filters_the_list(
    client, county_officer, family, typed, found, sentence
):
    client.force_login(county_officer)
    text = client.get(reverse("households:list"), {"region": typed}).content.decode()
    assert (family.hh_no in text) is found
    assert sentence in text
