"""Sheets no honest form could send: a sentence beside the field, and nothing is written."""

from __future__ import annotations

import datetime as dt

import pytest

from core.audit.models import AuditEntry
from households.models import (
    Household,
    HouseholdPeriod,
    Member,
    MemberPeriod,
    RegistryEvent,
)
from tests import factories
from tests.households.sheets import person, posted
from tests.households.test_api import URL, send, sheet

pytestmark = pytest.mark.django_db
NEW_PAGE = "/households/new/"
TOMORROW = (dt.date.today() + dt.timedelta(days=1)).isoformat()
WRITTEN = (Household, Member, HouseholdPeriod, MemberPeriod, RegistryEvent, AuditEntry)


def rows() -> list[int]:
    return [model.objects.count() for model in WRITTEN]


def member(**changes) -> dict:
    return sheet()["members"][0] | changes


WRONG = {
    "a broken ID number": {"members": [member(id_no="110101199003071234")]},
    "an ID number of letters": {"members": [member(id_no="x" * 18)]},
    "an ID number that is too long": {"members": [member(id_no="9" * 300)]},
    "a birthday in the future": {
        "members": [member(id_type="99", id_no="", born_on=TOMORROW, sex="1")]
    },
    "no head": {"members": [member(relation="03")]},
    "two heads": {
        "members": [member(), member(name="王五", id_no=factories.id_number(serial=77))]
    },
    "nobody": {"members": []},
    "the same person twice": {"members": [member(), member(relation="02")]},
    "a foreign village": {"region_code": factories.SIBLING_VILLAGE},
    "a township": {"region_code": factories.TOWNSHIP},
    "no such period": {"period": "2026-13"},
    "a period of the future": {"period": "2099"},
    "a negative income": {"record": factories.RECORD | {"wage_fen": -1}},
    "an endless income": {"record": factories.RECORD | {"wage_fen": 10**30}},
    "an income of words": {"record": factories.RECORD | {"wage_fen": "a lot"}},
    "no code of the list": {"record": factories.RECORD | {"main_cause": "XX"}},
    "an unknown field": {"approved_by": 1},
    "an unknown field of the record": {"record": factories.RECORD | {"net_fen": 1}},
    "an unknown field of a person": {"members": [member(id_no_sealed="x")]},
    "a list for a person": {"members": [[]]},
    "a word for the people": {"members": "all"},
    "null for the people": {"members": None},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
def test_a_wrong_sheet_is_refused_in_words_and_nothing_is_written(
    client, cadre, changes
):
    client.force_login(cadre)
    before = rows()
    answer = send(client, "post", URL, sheet(**changes))
    assert answer.status_code == 400, answer.content.decode()
    assert answer.json()
    assert rows() == before


@pytest.mark.parametrize(
    "who",
    [
        {"id_no": "110101199003071234"},
        {"id_type": "99", "id_no": "", "born_on": TOMORROW, "sex": "1"},
        {"relation": "03"},
    ],
    ids=["a broken ID number", "a birthday in the future", "no head"],
)
def test_a_wrong_page_comes_back_with_what_was_typed_and_nothing_is_written(
    client, cadre, who
):
    client.force_login(cadre)
    before = rows()
    answer = client.post(NEW_PAGE, posted(person("张特别", **who)))
    assert answer.status_code == 422
    assert "张特别" in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()
    assert rows() == before


def test_the_same_sheet_sent_twice_is_one_household(client, cadre):
    client.force_login(cadre)
    body = sheet()
    statuses = [send(client, "post", URL, body).status_code for _ in range(2)]
    assert statuses[0] == 201
    assert statuses[1] < 500
    assert Household.objects.count() == 1


@pytest.mark.parametrize("version", [0, 99, -1, 10**12, "x", None, True])
def test_a_version_that_is_not_the_present_one_changes_nothing(client, cadre, version):
    household = factories.household(by=cadre)
    client.force_login(cadre)
    before = rows()
    answer = send(
        client,
        "put",
        f"{URL}{household.pk}/",
        sheet(version=version, record=factories.RECORD | {"wage_fen": 1}),
    )
    assert answer.status_code in (400, 409)
    assert rows() == before
