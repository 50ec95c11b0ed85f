"""The sheet as stored: read once for form, rules and save, and locked until written."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.refusals import Refused
from households import services
from households.models import Household
from households.sheet.stored import read_sheet
from tests import factories
from tests.households.sheets import (
    as_data,
    child,
    hand_in,
    person,
    posted,
    posted_again,
)

pytestmark = pytest.mark.django_db


def save_at(client, home, *new, **values):
    """The statements of one save in the browser."""
    post = posted_again(home, *new, **values)
    with CaptureQueriesContext(connection) as sent:
        answer = client.post(f"/households/{home.pk}/edit/", post)
    assert answer.status_code == 302
    return [one["sql"] for one in sent]


def of_the_registry(statements, verb):
    """The statements of a kind on the registry's tables, without those of the history."""
    parts = [part.strip() for sql in statements for part in sql.split(";")]
    return [sql for sql in parts if sql.startswith(verb) and "households_" in sql]


def test_a_save_reads_each_table_once_however_many_people(signed_in):
    homes = []
    for people in (
        [person("张三")],
        [person("李四"), *(child(f"李小{n}") for n in "一二三四五")],
    ):
        signed_in.post("/households/new/", posted(*people, wage_fen="12000"))
        homes.append(Household.objects.latest("created_at"))
    few, many = (
        save_at(signed_in, home, wage_fen="13000", **{"members-0-employer": "茶厂"})
        for home in homes
    )
    assert len(few) == len(many)
    # The scope of who saves, then the household held, its people, its periods, their records.
    reads = of_the_registry(many, "SELECT")
    tables = [sql.split("FROM ")[1].split()[0].strip('"') for sql in reads]
    assert tables == [
        "households_household",
        "households_household",
        "households_member",
        "households_householdperiod",
        "households_memberperiod",
    ]
    assert [sql for sql in many if "FOR UPDATE" in sql] == [reads[1]]


def test_only_what_has_changed_is_written(signed_in):
    signed_in.post(
        "/households/new/", posted(person("张三"), child("张小民"), wage_fen="12000")
    )
    sent = save_at(
        signed_in, Household.objects.get(), wage_fen="13000", phone="", bank_account=""
    )
    household, period = of_the_registry(sent, "UPDATE")
    assert household.count(" = ") == 4
    assert '"version" = 2' in household
    assert '"wage_fen" = 1300000' in period
    assert "need" not in period
    assert not of_the_registry(sent, "INSERT")


def update(home, fill, by):
    services.update_household(
        household_id=home.pk,
        period="2026",
        version=1,
        fill=fill,
        by=by,
        on=factories.TODAY,
    )


@pytest.mark.parametrize("why", [Refused("no"), ValueError("broken")])
def test_whatever_filling_raises_is_passed_on_and_nothing_is_written(cadre, why):
    home = factories.household(by=cadre)

    def fill(stored):
        stored.household.address = "never"
        raise why

    with pytest.raises(type(why), match=str(why)):
        services.update_household(
            household_id=home.pk,
            period="2026",
            version=1,
            fill=fill,
            by=cadre,
            on=factories.TODAY,
        )
    home.refresh_from_db()
    assert home.version == 1
    assert home.address != "never"


def test_filling_sees_what_the_sheet_replaces(cadre):
    home = factories.household(by=cadre)
    seen = {}

    def fill(stored):
        seen.update(
            version=stored.household.version,
            people=list(stored.members),
            period=stored.period.period,
        )
        seen["held"] = transaction.get_connection().in_atomic_block
        return as_data(home)

    update(home, fill, cadre)
    people = [member.pk for member in home.members.order_by("position", "id")]
    assert seen == {"version": 1, "people": people, "period": "2026", "held": True}


def test_a_sheet_knows_its_period_the_one_before_and_whether_a_later_one_is_recorded(
    cadre,
):
    home = factories.household(by=cadre, period="2024")
    for version, period in enumerate(("2025", "2026"), 1):
        data = as_data(home, "2024")
        hand_in(
            home,
            factories.HouseholdData(**(vars(data) | {"period": period})),
            cadre,
            version=version,
        )
    sheet = read_sheet(home.pk, "2025")
    assert [row.period for row in sheet.until] == ["2025", "2024"]
    assert sheet.period.period == "2025"
    assert not sheet.is_latest
    assert set(sheet.records) == {"2025", "2024"}
    assert set(sheet.people_recorded("2025")) == set(sheet.members)
    assert read_sheet(home.pk, "2026").is_latest
    assert read_sheet(home.pk, "2023").until == []
    assert read_sheet(home.pk, "2023").period is None
