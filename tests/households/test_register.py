"""Registering a household: all of the sheet or nothing."""

import datetime as dt
from dataclasses import replace

import pytest

from core.audit.models import AuditEntry
from core.crypto import unseal
from households import services
from households.models import Household, Member, RegistryEvent
from tests import factories
from tests.factories import TODAY, member, sheet
from tests.households.sheets import family
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def test_registering_writes_the_household_its_people_and_what_follows(cadre):
    household = factories.household(
        by=cadre, members=family(), bank_account="6200000000000005"
    )
    household.refresh_from_db()
    assert household.hh_no == "H-990101-2026-000001"
    assert (household.head_name, household.head_pinyin, household.head_initials) == (
        "单大山",
        "shan da shan",
        "sds",
    )
    assert household.member_count == 3
    assert household.phone_mask == "138****0000"
    assert household.bank_account_mask == "************0005"
    period = household.periods.get()
    assert (
        period.headcount,
        period.labour_count,
        period.school_age_count,
        period.dropout_count,
    ) == (3, 2, 1, 0)
    assert (period.gross_fen, period.net_fen, period.net_pc_fen) == (
        15_500_00,
        14_500_00,
        4833_33,
    )
    assert (period.window_start, period.window_end) == (
        dt.date(2025, 10, 1),
        dt.date(2026, 9, 30),
    )
    assert list(household.members.values_list("position", "name")) == [
        (0, "单大山"),
        (1, "李秀英"),
        (2, "单小明"),
    ]
    assert len(set(household.members.values_list("person_no", flat=True))) == 3


def test_numbers_are_sealed_and_masked_and_found_by_their_first_18(cadre):
    number = "11010519491231002X43"
    line = member(
        "李秀英",
        sex="2",
        born_on=dt.date(1949, 12, 31),
        id_no=number,
        id_type="09",
        health=["04"],
    )
    household = factories.household(by=cadre, members=[line])
    row = household.members.get()
    assert number not in row.id_no_sealed
    assert row.id_no_mask == "110*************2X43"
    assert unseal(row.id_no_sealed, f"households.Member.id_no:{row.pk}") == number
    assert Member.objects.with_id_no("11010519491231002X").get() == row
    assert (
        unseal(household.phone_sealed, f"households.Household.phone:{household.pk}")
        == "13800000000"
    )


def test_registering_leaves_one_event_and_one_audit_line(cadre):
    household = factories.household(by=cadre, members=family())
    event = household.registry_events.get()
    assert (event.kind, event.headcount_change) == (RegistryEvent.Kind.IDENTIFIED, 3)
    assert event.happened_on == household.first_identified_on
    entry = AuditEntry.objects.get(verb="household.register")
    assert entry.actor_id == cadre.pk
    assert "110" not in str(entry.after)


def test_sending_the_same_sheet_twice_registers_it_once(cadre):
    form = sheet(members=family())
    first = services.register_household(form=form, by=cadre, on=TODAY)
    again = services.register_household(form=form, by=cadre, on=TODAY)
    assert first.pk == again.pk
    assert Household.objects.count() == 1
    assert RegistryEvent.objects.count() == 1


def test_the_sheet_of_another_person_is_not_taken_over(cadre, sibling_cadre):
    form = sheet()
    services.register_household(form=form, by=cadre, on=TODAY)
    with refused("已经用过"):
        services.register_household(form=form, by=sibling_cadre, on=TODAY)


@pytest.mark.parametrize(
    ("people", "reason"),
    [
        ([], "至少填写一名"),
        ([member("李秀英", relation="02")], "没有填写户主"),
        ([member("张三"), member("李四")], "张三、李四"),
        ([member("张三", joined_on=dt.date(2026, 11, 22))], "将来"),
    ],
    ids=["nobody", "no head", "two heads", "joins tomorrow"],
)
def test_a_household_that_cannot_be_is_refused_and_nothing_is_written(
    cadre, people, reason
):
    form = replace(sheet(), members=tuple(people))
    with refused(reason):
        services.register_household(form=form, by=cadre, on=TODAY)
    assert not Household.objects.exists()
    assert not Member.objects.exists()


def test_one_number_for_two_people_of_a_sheet_is_refused(cadre):
    first = member("张三")
    second = member("李四", relation="03", id_no=first.id_no)
    with refused("两个人"):
        factories.household(by=cadre, members=[first, second])


def test_a_number_active_elsewhere_is_refused_without_telling_where(cadre):
    stranger = member("王五")
    factories.household(village=factories.OTHER_COUNTY_VILLAGE, members=[stranger])
    with refused("张三", "县级核实") as refusal:
        factories.household(by=cadre, members=[member("张三", id_no=stranger.id_no)])
    sentence = refusal.value.reasons[0]
    assert sentence.startswith("张三")
    for secret in ("王五", "白石县", "石桥村", stranger.id_no):
        assert secret not in sentence
    assert Household.objects.count() == 1
    entry = AuditEntry.objects.get(verb="household.number_taken")
    assert (entry.region_code, entry.after) == (factories.VILLAGE, {"names": ["张三"]})


def test_a_number_of_a_household_one_sees_is_told_with_its_number(cadre):
    stranger = member("王五")
    home = factories.household(by=cadre, members=[stranger])
    with refused("张三", home.hh_no) as refusal:
        factories.household(by=cadre, members=[member("张三", id_no=stranger.id_no)])
    assert refusal.value.ways == [home]


def test_a_number_taken_at_the_same_moment_is_refused_by_the_database(
    cadre, monkeypatch
):
    taken = member("王五")
    factories.household(members=[taken])
    monkeypatch.setattr(services, "refuse_taken", lambda members, by: None)
    with refused("张三", "县级核实"):
        factories.household(by=cadre, members=[member("张三", id_no=taken.id_no)])


def test_two_people_without_documents_do_not_collide(cadre):
    baby = {"id_no": "", "id_type": "99", "born_on": dt.date(2026, 8, 1)}
    household = factories.household(
        by=cadre,
        members=[
            member("张三"),
            member("张一", relation="03", **baby),
            member("张二", relation="03", **baby),
        ],
    )
    assert household.members.filter(id_no_index=None).count() == 2
