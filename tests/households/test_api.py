"""The interface: the same rows, the same sheet, the same verbs as the pages."""

from __future__ import annotations

import datetime as dt

import pytest

from core.ids import uuid7
from households.models import Household, RegistryEvent
from tests import factories

pytestmark = pytest.mark.django_db
URL = "/api/v1/households/"
ID_NO = factories.id_number(dt.date(1980, 2, 3), serial=33)


@pytest.fixture
def family(cadre):
    return factories.household(
        by=cadre, members=[factories.member("张三")], phone="13912345678"
    )


def sheet(**changes) -> dict:
    made = {
        "id": str(uuid7()),
        "region_code": factories.VILLAGE,
        "period": "2026",
        "household": {
            "group_name": "一组",
            "id_standard": "01",
            "first_identified_on": "2014-12-01",
            "phone": "",
        },
        "record": factories.RECORD | {"need": "发展养殖"},
        "members": [
            {
                "name": "李四",
                "id_type": "01",
                "id_no": ID_NO,
                "ethnicity": "01",
                **factories.MEMBER_RECORD,
            }
        ],
    }
    return made | changes


def send(client, method: str, url: str, body: dict):
    return getattr(client, method)(url, body, content_type="application/json")


def test_the_list_is_the_list_of_the_page(client, cadre, family):
    factories.household(village=factories.SIBLING_VILLAGE)
    client.force_login(cadre)
    answer = client.get(URL, {"state": "poor"}).json()
    assert [row["id"] for row in answer["results"]] == [str(family.pk)]
    assert (answer["count"], answer["count_is_at_least"]) == (1, False)
    assert client.get(URL, {"state": "exited"}).json()["count"] == 0


def test_the_list_is_walked_by_cursor(client, cadre):
    for _ in range(3):
        factories.household(by=cadre)
    client.force_login(cadre)
    first = client.get(URL, {"page_size": 2}).json()
    second = client.get(first["next"]).json()
    ids = [row["id"] for row in first["results"] + second["results"]]
    assert len(set(ids)) == 3
    assert second["next"] is None
    assert client.get(second["previous"]).json()["results"] == first["results"]


def test_a_condition_without_sense_is_refused(client, cadre):
    client.force_login(cadre)
    assert client.get(URL, {"region": "12"}).status_code == 400


def test_a_family_comes_with_its_people_masked(client, cadre, family):
    client.force_login(cadre)
    answer = client.get(f"{URL}{family.pk}/").json()
    member = answer["members"][0]
    assert (member["name"], member["id_no_mask"]) == (
        "张三",
        family.members.first().id_no_mask,
    )
    assert member["records"][0]["relation"] == "01"
    assert answer["periods"][0]["period"] == "2026"
    assert "13912345678" not in str(answer)
    assert not [key for key in (*answer, *member) if "sealed" in key or "index" in key]


def test_a_foreign_family_is_not_there(client, sibling_cadre, family):
    client.force_login(sibling_cadre)
    assert client.get(f"{URL}{family.pk}/").status_code == 404
    assert send(client, "put", f"{URL}{family.pk}/", sheet()).status_code == 404


def test_a_sheet_registers_a_household_through_the_verb(client, cadre):
    client.force_login(cadre)
    body = sheet()
    answer = send(client, "post", URL, body)
    assert answer.status_code == 201, answer.json()
    made = Household.objects.get(pk=body["id"])
    assert (made.head_name, made.region_code) == ("李四", factories.VILLAGE)
    assert made.periods.get().net_fen == 14_500_00
    assert RegistryEvent.objects.filter(household=made, kind="identified").exists()


def test_the_same_sheet_twice_is_one_household(client, cadre):
    client.force_login(cadre)
    body = sheet()
    assert [send(client, "post", URL, body).status_code for _ in range(2)] == [201, 201]
    assert Household.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"colour": "red"}, "colour"),
        (
            {
                "household": {
                    "id_standard": "01",
                    "first_identified_on": "2014-12-01",
                    "hh_no": "X1",
                }
            },
            "household",
        ),
        ({"record": factories.RECORD | {"need": "x", "net_fen": 5}}, "record"),
        ({"record": factories.RECORD | {"need": "x", "wage_fen": "12.5"}}, "record"),
        ({"record": factories.RECORD | {"need": "x", "main_cause": "77"}}, "record"),
        ({"record": {}}, "record"),
        ({"members": []}, "members"),
        (
            {
                "members": [
                    {
                        "name": "李四",
                        "id_type": "01",
                        "id_no": "1",
                        "relation": "01",
                        "ethnicity": "01",
                    }
                ]
            },
            "members",
        ),
        (
            {
                "members": [
                    factories.MEMBER_RECORD
                    | {"name": "李四", "id_type": "99", "power": 1}
                ]
            },
            "members",
        ),
        ({"period": "1999"}, "period"),
        ({"region_code": factories.TOWNSHIP}, "region_code"),
        ({"region_code": factories.SIBLING_VILLAGE}, "region_code"),
    ],
)
def test_a_bad_sheet_is_refused_where_it_is_bad(client, cadre, changes, where):
    client.force_login(cadre)
    answer = send(client, "post", URL, sheet(**changes))
    assert answer.status_code == 400
    assert where in answer.json()
    assert not Household.objects.exists()


def test_a_period_that_has_not_begun_takes_no_sheet(client, cadre, monkeypatch):
    client.force_login(cadre)
    monkeypatch.setattr(
        "households.api.timezone.localdate", lambda: dt.date(2025, 3, 1)
    )
    answer = send(client, "post", URL, sheet())
    assert answer.status_code == 400
    assert "period" in answer.json()
    assert not Household.objects.exists()


def test_a_sheet_of_a_registered_household_is_written(client, cadre, family):
    client.force_login(cadre)
    member = family.members.first()
    line = {
        "id": str(member.pk),
        "name": "张三",
        "id_type": "01",
        "ethnicity": "01",
        **factories.MEMBER_RECORD,
    }
    body = sheet(
        version=1,
        members=[line],
        record=factories.RECORD | {"need": "x", "wage_fen": 20_000_00},
    )
    answer = send(client, "put", f"{URL}{family.pk}/", body)
    assert answer.status_code == 200, answer.json()
    assert answer.json()["version"] == 2
    assert family.periods.get().wage_fen == 20_000_00
    assert send(client, "put", f"{URL}{family.pk}/", body).status_code == 409


def test_a_refusal_gives_its_reasons(client, cadre, family):
    client.force_login(cadre)
    taken = factories.household(
        by=cadre, members=[factories.member("王五", id_no=ID_NO)]
    )
    answer = send(client, "post", URL, sheet())
    assert taken
    assert answer.status_code == 409
    assert answer.json()["reasons"]


def test_who_may_read_a_wider_place_may_not_write_there(client, cadre, family):
    reader = factories.person("supervisor", factories.COUNTY)
    factories.grant(reader, "village_cadre", factories.SIBLING_VILLAGE)
    client.force_login(reader)
    assert client.get(f"{URL}{family.pk}/").status_code == 200
    assert (
        send(client, "put", f"{URL}{family.pk}/", sheet(version=1)).status_code == 403
    )


def test_people_can_be_listed_by_household_and_place(client, county_officer, family):
    other = factories.household(village=factories.SIBLING_VILLAGE)
    client.force_login(county_officer)
    people = client.get("/api/v1/members/", {"household": str(family.pk)}).json()
    assert [row["name"] for row in people["results"]] == ["张三"]
    people = client.get(
        "/api/v1/members/", {"region": factories.SIBLING_VILLAGE}
    ).json()
    assert [row["household"] for row in people["results"]] == [str(other.pk)]
    assert client.get("/api/v1/members/", {"household": "x"}).status_code == 400


def test_personal_numbers_are_searched_in_the_body_only(client, cadre, family):
    client.force_login(cadre)
    assert client.get(URL, {"q": "13912345678"}).status_code == 400
    answer = send(client, "post", f"{URL}search/", {"q": "13912345678"})
    assert [row["id"] for row in answer.json()["results"]] == [str(family.pk)]
    assert client.get(URL, {"q": "张三"}).json()["count"] == 1
