"""Finding a household by what one knows of it; personal numbers stay out of addresses."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse

from households import search
from households.models import Member
from tests import factories

pytestmark = pytest.mark.django_db
ID_NO = factories.id_number(dt.date(1975, 3, 2), serial=7)
PHONE = "13912345678"


@pytest.fixture
def family(cadre):
    people = [
        factories.member("欧阳建国", id_no=ID_NO, born_on=dt.date(1975, 3, 2)),
        factories.member("单小明", relation="03", born_on=dt.date(2001, 5, 6)),
        factories.member("买买提·艾力", relation="99", born_on=dt.date(2001, 5, 7)),
        factories.member("吕曾", relation="99", born_on=dt.date(2001, 5, 8)),
    ]
    return factories.household(by=cadre, members=people, phone=PHONE)


@pytest.fixture
def neighbours(sibling_cadre):
    people = [factories.member("欧阳建国")]
    return factories.household(
        by=sibling_cadre, village=factories.SIBLING_VILLAGE, members=people
    )


def found(user, text: str, region: str = "") -> list:
    return list(search.find(user, text, region).households)


@pytest.mark.parametrize(
    "text",
    [
        "欧阳建国",
        "建国",
        "阳建",
        "小明",
        "单小",
        "oyjg",
        "OY",
        "ouyang",
        "ouyang jianguo",
        "shanxiaom",
        "sxm",
        # by another reading than that of the surname
        "danxiao",
        "dxm",
        "cxm",
        "lv zeng",
        "lü",
        "lucen",
        "lyuzeng",
        "lc",
        "买买提•艾力",
        "买买提.艾力",
        "提 · 艾",
        "小\u200b明",
        "⼩明",
        PHONE,
        "139 1234 5678",
        "+86 139-1234-5678",
        "0086139.1234.5678",
        ID_NO,
        ID_NO.lower(),
        ID_NO[-4:],
        f" {ID_NO[:6]} {ID_NO[6:14]} {ID_NO[14:]} ",
    ],
)
def test_a_family_is_found_by(cadre, family, text):
    assert found(cadre, text) == [family]


@pytest.mark.parametrize(
    "text", ["", "欧", "国建", "zs", "13912345679", "0000", "建_", "%%", "luc_", "dang"]
)
def test_a_family_is_not_found_by(cadre, family, text):
    assert found(cadre, text) == []


@pytest.mark.parametrize("length", [5, 6, 8, 12])
def test_more_than_the_last_four_is_searched_by_the_last_four_and_says_so(
    cadre, family, length
):
    answer = search.find(cadre, ID_NO[-length:])
    assert list(answer.households) == [family]
    assert ID_NO[-4:] in answer.reasons[0]
    assert search.is_private(ID_NO[-length:])


@pytest.mark.parametrize("hyphen", ["‑", "–", "－", " - "])
def test_a_number_copied_from_paper_finds_it(client, cadre, family, hyphen):
    client.force_login(cadre)
    typed = family.hh_no.replace("-", hyphen)
    response = client.post(reverse("households:search"), {"q": typed})
    page = client.get(response["Location"])
    assert [row.pk for row in page.context["page"]] == [family.pk]


def test_further_readings_use_the_index(cadre, family):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    rows = Member.objects.order_by()
    plan = rows.with_further_sound("danxiao", [factories.COUNTY]).explain()
    assert "member_further_sounds" in plan


def test_its_own_number_finds_it_with_and_without_hyphens(cadre, family):
    assert found(cadre, family.hh_no) == [family]
    assert found(cadre, family.hh_no.replace("-", "")) == [family]
    assert found(cadre, family.members.first().person_no) == [family]


def test_the_beginning_of_its_number_finds_it_with_and_without_hyphens(cadre, family):
    assert found(cadre, family.hh_no[:-2]) == [family]
    assert found(cadre, family.hh_no[:-2].replace("-", "")) == [family]


def test_families_of_other_places_are_not_found(cadre, family, neighbours):
    assert found(cadre, "欧阳建国") == [family]
    assert found(cadre, neighbours.hh_no) == []


def test_a_county_finds_both_and_can_narrow(county_officer, family, neighbours):
    assert set(found(county_officer, "欧阳建国")) == {family, neighbours}
    assert found(county_officer, "欧阳建国", factories.SIBLING_VILLAGE) == [neighbours]


def test_above_a_county_names_are_found_but_four_characters_are_too_few(
    supervisor, family
):
    assert found(supervisor, "建国") == [family]
    assert found(supervisor, "欧阳建国") == [family]
    assert found(supervisor, "oyjg") == [family]
    answer = search.find(supervisor, ID_NO[-4:])
    assert not answer.households
    assert answer.reasons
    assert found(supervisor, ID_NO[-4:], factories.TOWNSHIP) == [family]


def test_a_number_with_a_slip_says_so(cadre, family):
    wrong = ID_NO[:-1] + ("1" if ID_NO[-1] != "1" else "2")
    answer = search.find(cadre, wrong)
    assert not answer.households
    assert answer.reasons


def test_the_person_meant_is_named(cadre, family):
    answer = search.find(cadre, "小明")
    matched = search.matched_members(answer, [family.pk])
    assert [member.name for member in matched[family.pk]] == ["单小明"]


def test_someone_entered_by_mistake_is_not_found(cadre, family):
    Member.objects.filter(name="单小明").update(
        state="deleted", left_on=dt.date(2026, 1, 1), left_reason="99"
    )
    assert found(cadre, "单小明") == []


def test_two_characters_of_a_name_use_the_index(cadre, family):
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off"
        )
        plan = Member.objects.order_by().named("建国", [factories.COUNTY]).explain()
    assert "member_name_ngrams" in plan


@pytest.mark.parametrize(
    ("text", "private"),
    [
        (ID_NO, True),
        (PHONE, True),
        ("0012", True),
        ("001x", True),
        ("张三", False),
        ("zs", False),
        ("第3组", False),
        ("H-990101-2026-000001", False),
        ("３６０７", True),
        ("P990101202600001", False),
    ],
)
def test_what_may_be_a_personal_number_is_known(text, private):
    assert search.is_private(text) is private


def test_a_document_number_is_searched_without_standing_in_the_address(
    client, cadre, family
):
    client.force_login(cadre)
    response = client.post(reverse("households:search"), {"q": ID_NO, "state": "all"})
    assert response.status_code == 302
    assert ID_NO not in response["Location"]
    assert "state=all" in response["Location"]
    page = client.get(response["Location"])
    assert [row.pk for row in page.context["page"]] == [family.pk]
    assert ID_NO not in str(client.session.get("household_search"))


def test_a_name_can_be_shared_as_an_address(client, cadre, family):
    client.force_login(cadre)
    response = client.post(reverse("households:search"), {"q": "小明"})
    page = client.get(response["Location"])
    assert [row.pk for row in page.context["page"]] == [family.pk]
    assert "单小明" in page.content.decode()


def test_a_document_number_in_an_address_finds_nothing_and_says_why(
    client, cadre, family
):
    client.force_login(cadre)
    page = client.get(reverse("households:list"), {"q": ID_NO})
    assert str(search.NOT_IN_ADDRESS) in page.content.decode().replace("&#x27;", "'")
    assert page.context["text"] == ""


def test_a_search_shows_its_reasons(client, cadre, family):
    client.force_login(cadre)
    page = client.get(reverse("households:list"), {"q": "欧"})
    assert list(page.context["page"]) == []
    assert page.context["reasons"]
