"""Which households and people each word means."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import Grant, User
from households.models import Household, Member
from households.querysets import (
    id_no_index,
    id_tail_index,
    phone_index,
    sees_whole,
)
from tests import factories
from tests.factories import COUNTY, OTHER_COUNTY, PROVINCE, TOWNSHIP, VILLAGE

AWAY = factories.OTHER_COUNTY_VILLAGE
FARTHER = factories.OTHER_PREFECTURE_VILLAGE
ID_NO = "110101199003070513"
State = Household.State


@pytest.fixture
def row(cadre):
    """A plain household, without a sheet."""

    def made(head_name="张三", region_code=VILLAGE, **values):
        values.setdefault("first_identified_on", dt.date(2014, 6, 1))
        return Household.objects.create(
            hh_no=f"T{next(factories._numbers):06d}",
            head_name=head_name,
            region_code=region_code,
            created_by=cadre,
            updated_by=cadre,
            **values,
        )

    return made


@pytest.fixture
def person(row):
    """Somebody of a household of their own."""

    def made(name, region_code=VILLAGE, **values):
        household = row(name, region_code)
        return Member.objects.create(
            household=household,
            region_code=region_code,
            person_no=f"P{household.hh_no}",
            name=name,
            sex="1",
            born_on=dt.date(1990, 3, 7),
            joined_on=dt.date(2014, 6, 1),
            **values,
        )

    return made


def heads(rows):
    return sorted(rows.values_list("head_name", flat=True))


def names(rows):
    return sorted(rows.values_list("name", flat=True))


def test_states_are_read_as_poor_exited_or_neither(row):
    exit_days = {"exited_on": dt.date(2019, 12, 1)}
    for state in State:
        row(
            state.value, state=state, **(exit_days if state in Household.EXITED else {})
        )
    poor = ["not_exited", "pre_exit", "returned"]
    exited = ["exited_no_policy", "exited_with_policy"]
    assert heads(Household.objects.poor()) == poor
    assert heads(Household.objects.exited()) == exited
    assert heads(Household.objects.active()) == sorted(poor + exited)


def test_households_are_found_by_their_counties(row):
    row("此")
    row("邻", factories.OTHER_TOWNSHIP_VILLAGE)
    row("彼", AWAY)
    row("远", FARTHER)
    assert heads(Household.objects.in_counties([COUNTY])) == ["此", "邻"]
    assert heads(Household.objects.in_counties([COUNTY, OTHER_COUNTY])) == sorted(
        ["此", "邻", "彼"]
    )


def test_a_county_is_read_whole_by_who_sees_it_whole(row, county_officer, cadre):
    row("此")
    row("彼", AWAY)
    assert heads(Household.objects.visible_county(county_officer, COUNTY)) == ["此"]
    assert heads(Household.objects.visible_county(cadre, COUNTY)) == []
    assert heads(Household.objects.visible_county(county_officer, OTHER_COUNTY)) == []


def test_what_was_last_recorded_finds_a_household(row):
    row("甲", recorded_attr="04", recorded_cause="02", recorded_period="2026")
    row("乙", recorded_attr="01", recorded_cause="07", recorded_period="2025")
    row("丙", recorded_net_pc_fen=0)
    rows = Household.objects
    assert heads(rows.of_kind("04")) == ["甲"]
    assert heads(rows.with_cause("07")) == ["乙"]
    assert heads(rows.recorded_until("2025")) == ["乙"]
    assert heads(rows.recorded_until("none")) == ["丙"]
    assert heads(rows.with_income()) == ["丙"]


def test_the_year_of_exit_is_the_calendar_year(row):
    for day in ("2018-12-31", "2019-01-01", "2019-12-31", "2020-01-01"):
        row(day, state=State.EXITED_NO_POLICY, exited_on=day)
    row("未退")
    assert heads(Household.objects.exited_in(2019)) == ["2019-01-01", "2019-12-31"]


def test_a_telephone_finds_its_household_alone(row):
    row("甲", phone_index=phone_index("13912345678"))
    row("乙", phone_index=phone_index("13912345679"))
    assert heads(Household.objects.with_phone("13912345678")) == ["甲"]


def test_a_list_reads_no_sealed_number_and_a_page_all_in_four_queries(
    cadre, django_assert_num_queries
):
    made = factories.household(by=cadre, members=[factories.member("张三")])
    listed = Household.objects.for_list().get()
    assert {name for name in listed.get_deferred_fields() if "sealed" in name} == {
        "phone_sealed",
        "bank_account_sealed",
    }
    with django_assert_num_queries(4):
        shown = Household.objects.for_detail().get(pk=made.pk)
        people = [(one.name, len(one.periods.all())) for one in shown.members.all()]
        assert (people, len(shown.periods.all())) == ([("张三", 1)], 1)
        assert shown.created_by == shown.updated_by == cadre


def test_only_who_belongs_to_the_household_now_is_counted(person):
    for state in Member.State:
        left = {"left_on": dt.date(2020, 1, 1), "left_reason": "01"}
        person(state.value, state=state, **({} if state in Member.COUNTED else left))
    assert names(Member.objects.counted()) == ["moved_in", "normal"]


def test_people_are_seen_one_by_one_as_they_are_together(person, cadre):
    person("此")
    person("邻", factories.SIBLING_VILLAGE)
    factories.grant(cadre, "helper", AWAY)
    person("彼", AWAY)
    assert names(Member.objects.visible_one_by_one(cadre)) == sorted(["此", "彼"])
    assert names(Member.objects.visible_one_by_one(cadre, TOWNSHIP)) == ["此"]
    assert names(Member.objects.visible_one_by_one(cadre, OTHER_COUNTY)) == ["彼"]


@pytest.mark.parametrize(
    ("counties", "found"),
    [
        ([COUNTY], ["张小明"]),
        ([OTHER_COUNTY], ["王小明"]),
        ([COUNTY, OTHER_COUNTY], ["张小明", "王小明"]),
        ([OTHER_COUNTY, COUNTY], ["张小明", "王小明"]),
        ([], []),
    ],
)
def test_a_part_of_a_name_is_found_in_the_counties(person, counties, found):
    person("张小明")
    person("王小明", AWAY)
    person("李小明", FARTHER)
    for text in ("小明", *(name for name in found)):
        wanted = [name for name in found if text in name]
        assert names(Member.objects.named(text, counties)) == sorted(wanted)


@pytest.mark.parametrize("counties", [[COUNTY], [COUNTY, OTHER_COUNTY]])
def test_pairs_that_lie_apart_are_not_the_part_of_a_name(person, counties):
    person("明小明")
    assert names(Member.objects.named("小明小", counties)) == []
    assert names(Member.objects.named("明小明", counties)) == ["明小明"]


def test_initials_and_sound_are_found_from_the_beginning_in_the_counties(person):
    spelt = {"name_pinyin": "zhang san", "name_initials": "zs"}
    person("张三", **spelt)
    person("章散", AWAY, **spelt)
    person("李张三", name_pinyin="li zhang san", name_initials="lzs")
    rows = Member.objects
    for counties, found in (([COUNTY], ["张三"]), ([OTHER_COUNTY], ["章散"])):
        assert names(rows.with_initials("z", counties)) == found
        assert names(rows.with_sound("zhangs", counties)) == found
    both = sorted(["张三", "章散"])
    assert names(rows.with_initials("zs", [COUNTY, OTHER_COUNTY])) == both
    assert names(rows.with_sound("zhang", [COUNTY, OTHER_COUNTY])) == both


def test_a_further_reading_is_found_beyond_what_the_index_holds(person):
    person("曾国强", name_sounds=" cengguoqiang cgq")
    person("曾国庆", name_sounds=" cengguoqing cgq")
    person("曾国平", AWAY, name_sounds=" cengguoping cgp")
    rows = Member.objects
    assert names(rows.with_further_sound("ceng", [COUNTY])) == sorted(
        ["曾国强", "曾国庆"]
    )
    assert names(rows.with_further_sound("cengguoqia", [COUNTY])) == ["曾国强"]
    assert names(rows.with_further_sound("cg", [OTHER_COUNTY])) == ["曾国平"]
    assert names(rows.with_further_sound("guo", [COUNTY])) == []


def test_a_number_and_its_tail_find_their_owner_alone(person):
    person(
        "甲",
        id_no_index=id_no_index(ID_NO),
        id_tail_index=id_tail_index(ID_NO, VILLAGE),
    )
    other = "11010119900307109X"
    person(
        "乙", id_no_index=id_no_index(other), id_tail_index=id_tail_index(other, AWAY)
    )
    assert names(Member.objects.with_id_no(ID_NO)) == ["甲"]
    assert names(Member.objects.with_id_no(f"{other.lower()}42")) == ["乙"]
    assert names(Member.objects.with_id_tail("0513", VILLAGE)) == ["甲"]
    assert names(Member.objects.with_id_tail("109x", OTHER_COUNTY)) == ["乙"]
    assert names(Member.objects.with_id_tail("109X", COUNTY)) == []


def test_a_disability_card_is_known_by_the_number_within_it():
    assert id_no_index(f"{ID_NO}42") == id_no_index(ID_NO)
    assert id_no_index(ID_NO[:17]) != id_no_index(ID_NO)
    assert id_tail_index(f"{ID_NO}42", VILLAGE) == id_tail_index("0513", COUNTY)
    assert id_tail_index(ID_NO, VILLAGE) != id_tail_index("1513", VILLAGE)
    assert id_tail_index(ID_NO, VILLAGE) != id_tail_index(ID_NO, AWAY)


@pytest.mark.parametrize(
    ("role", "place", "region", "whole"),
    [
        ("county_office", COUNTY, COUNTY, True),
        ("supervisor", PROVINCE, COUNTY, True),
        ("county_office", COUNTY, TOWNSHIP, True),
        ("county_office", COUNTY, VILLAGE, True),
        ("township_officer", TOWNSHIP, COUNTY, False),
        ("township_officer", factories.OTHER_TOWNSHIP, COUNTY, False),
        ("county_office", OTHER_COUNTY, COUNTY, False),
        ("county_office", COUNTY, OTHER_COUNTY, False),
        ("county_office", OTHER_COUNTY, PROVINCE, False),
        ("account_admin", COUNTY, COUNTY, False),
    ],
)
def test_a_region_is_seen_whole_from_a_place_around_it(role, place, region, whole):
    user = User(name="某")
    user.active_grants = [Grant(role=role, region_code=place)]
    assert sees_whole(user, region) is whole
