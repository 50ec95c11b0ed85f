"""Why a role is not given or ended, and who has power over an account: without a database."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from accounts import rules
from accounts.models import Grant, User
from tests import factories
from tests.factories import COUNTY, OTHER_COUNTY, PROVINCE, TOWNSHIP, VILLAGE
from villages.models import Region

ON = dt.date(2026, 11, 21)
YESTERDAY, TOMORROW = ON - dt.timedelta(1), ON + dt.timedelta(1)
NEXT_YEAR = dt.date(2027, 11, 21)
PLACES = {**factories.PLACES, VILLAGE: "上村"}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def grant(role, code=VILLAGE, since=dt.date(2020, 1, 1), until=None, *, user_id=1):
    return Grant(
        role=role, region_code=code, valid_from=since, valid_to=until, user_id=user_id
    )


def somebody(pk=1, name="张三", *grants, **values):
    person = User(pk=pk, name=name, **values)
    person.active_grants = list(grants)
    return person


def admin(code=COUNTY, until=None, pk=9):
    return somebody(pk, "冯管理", grant("account_admin", code, until=until))


def place(code):
    return Region(code=code, name=PLACES[code])


def against(role="helper", code=VILLAGE, period=(ON, None), present=(), **values):
    asked = {"person": somebody(), "by": admin(), "on": ON, **values}
    asked.setdefault("region", place(code))
    return rules.reasons_against_grant(
        role=role, period=period, present=present, **asked
    )


PAST = "A role cannot begin in the past; choose today or later."
ORDER = "The last day must come after the first."


@pytest.mark.parametrize(
    ("period", "by", "reasons"),
    [
        ((ON, None), admin(), []),
        ((ON, TOMORROW), admin(), []),
        ((TOMORROW, NEXT_YEAR), admin(), []),
        ((YESTERDAY, None), admin(), [PAST]),
        ((YESTERDAY, None), None, []),
        ((ON, ON), admin(), [ORDER]),
        ((ON, YESTERDAY), admin(), [ORDER]),
        ((TOMORROW, ON), None, [ORDER]),
    ],
)
def test_a_role_begins_today_or_later_and_ends_after_it_begins(period, by, reasons):
    assert against(period=period, by=by) == reasons


def test_a_role_needs_a_place():
    reason = "There is no such place; choose one from the list."
    assert against(region=None) == [reason]


def test_an_account_that_is_switched_off_gets_no_role():
    reason = "The account of 张三 is switched off; switch it on first."
    assert against(person=somebody(is_active=False)) == [reason]


@pytest.mark.parametrize(
    ("role", "code", "too_wide"),
    [
        ("village_cadre", VILLAGE, False),
        ("village_cadre", TOWNSHIP, True),
        ("township_officer", TOWNSHIP, False),
        ("township_officer", VILLAGE, False),
        ("county_office", PROVINCE, True),
        ("auditor", PROVINCE, False),
    ],
)
def test_a_role_is_not_given_for_a_wider_place_than_its_own(role, code, too_wide):
    reasons = against(role, code, by=None)
    named = rules.role_named(role).name
    wide = (
        f"The role “{named}” is not given for a place as wide as {PLACES[code]}; "
        "choose a smaller one."
    )
    assert reasons == ([wide] if too_wide else [])


def test_who_gives_a_role_gives_it_to_another_and_in_the_own_area():
    own = "You cannot give yourself a role; ask another account administrator."
    away = "上村 is outside your area; its own administrator gives roles there."
    me = admin()
    assert against(person=me, by=me) == [own]
    assert against(by=admin(OTHER_COUNTY)) == [away]
    stranger = admin(OTHER_COUNTY)
    assert against(person=stranger, by=stranger) == [own, away]
    for other in (1, 99):  # whether the account is older or newer
        assert against(person=somebody(other)) == []


LONGER = (
    "You are account administrator until 2027-11-21 yourself "
    "and make nobody one for longer; enter an end."
)


@pytest.mark.parametrize(
    ("role", "until", "reasons"),
    [
        ("account_admin", None, [LONGER]),
        ("account_admin", NEXT_YEAR + dt.timedelta(1), [LONGER]),
        ("account_admin", NEXT_YEAR, []),
        ("account_admin", NEXT_YEAR - dt.timedelta(1), []),
        ("auditor", None, []),
    ],
)
def test_an_administrator_for_a_time_makes_nobody_one_for_longer(role, until, reasons):
    by = admin(until=NEXT_YEAR)
    assert against(role, COUNTY, (ON, until), by=by) == reasons


@pytest.mark.parametrize(
    ("further", "bounded"),
    [
        (grant("account_admin", PROVINCE), False),
        (grant("account_admin", VILLAGE), True),
        (grant("supervisor", COUNTY), True),
        (grant("account_admin", OTHER_COUNTY), True),
    ],
)
def test_only_an_open_role_of_the_same_place_lifts_the_bound(further, bounded):
    by = somebody(9, "冯管理", grant("account_admin", COUNTY, until=NEXT_YEAR), further)
    reasons = against("account_admin", TOWNSHIP, by=by)
    assert reasons == ([LONGER] if bounded else [])


def test_the_latest_of_several_ends_counts():
    by = somebody(
        9,
        "冯管理",
        grant("account_admin", COUNTY, until=NEXT_YEAR),
        grant("account_admin", PROVINCE, until=TOMORROW),
    )
    assert against("account_admin", COUNTY, (ON, NEXT_YEAR), by=by) == []


ALREADY = "张三 already has this role there."
APART = "张三 is “auditor”; account administrators and auditors hold no other role."


@pytest.mark.parametrize(
    ("present", "reasons"),
    [
        ([grant("helper")], [ALREADY]),
        ([grant("helper", TOWNSHIP)], [ALREADY]),
        ([grant("helper", factories.SIBLING_VILLAGE)], []),
        ([grant("village_cadre")], []),
        ([grant("auditor", COUNTY)], [APART]),
        ([grant("auditor", OTHER_COUNTY)], [APART]),
        (
            [grant("auditor"), grant("auditor", COUNTY), grant("helper")],
            [APART, ALREADY],
        ),
        # on other days
        ([grant("helper", until=ON)], []),
        ([grant("helper", until=YESTERDAY)], []),
        ([grant("helper", until=TOMORROW)], [ALREADY]),
        ([grant("helper", since=TOMORROW)], [ALREADY]),
        ([grant("auditor", until=ON), grant("helper")], [ALREADY]),
        # never begun
        ([grant("helper", since=TOMORROW, until=TOMORROW)], []),
        ([grant("helper", since=TOMORROW, until=TOMORROW), grant("helper")], [ALREADY]),
    ],
)
def test_the_roles_of_the_same_days_stand_in_the_way(present, reasons):
    assert against(present=present) == reasons


@pytest.mark.parametrize(
    ("role", "held"),
    [
        ("auditor", "village_cadre"),
        ("account_admin", "village_cadre"),
        ("account_admin", "auditor"),
        ("auditor", "account_admin"),
        ("supervisor", "account_admin"),
    ],
)
def test_auditors_and_administrators_hold_no_other_role(role, held):
    reasons = against(role, COUNTY, present=[grant(held)], by=None)
    assert len(reasons) == 1
    assert str(rules.role_named(held).name) in reasons[0]


def test_a_role_that_ends_before_the_next_begins_is_not_in_its_way():
    later = grant("helper", since=NEXT_YEAR)
    assert against(period=(ON, NEXT_YEAR), present=[later]) == []
    assert against(period=(ON, TOMORROW), present=[later]) == []
    longer = (ON, NEXT_YEAR + dt.timedelta(1))
    assert against(period=longer, present=[later]) == [ALREADY]


OWN = "You cannot do this to your own account; ask another account administrator."
WIDER = (
    "张三 also works outside your area; "
    "only an administrator of the wider area may do this."
)


@pytest.mark.parametrize(
    ("pk", "codes", "reasons"),
    [
        (1, [VILLAGE], []),
        (99, [VILLAGE, COUNTY], []),
        (1, [], []),
        (9, [VILLAGE], [OWN]),
        (1, [VILLAGE, OTHER_COUNTY], [WIDER]),
        (1, [OTHER_COUNTY, VILLAGE], [WIDER]),
    ],
)
def test_power_over_an_account_reaches_as_far_as_the_own_area(pk, codes, reasons):
    grants = [grant("helper", code) for code in codes]
    asked = {"person": somebody(pk), "grants": grants}
    assert rules.reasons_against_power_over(by=admin(), **asked) == reasons
    assert rules.reasons_against_power_over(by=None, **asked) == []


OVER = "This role has already ended."
NOT_OWN = "You cannot end your own role; ask another account administrator."
AWAY = "This role is given outside your area; only an administrator there can end it."


@pytest.mark.parametrize(
    ("ended", "reasons"),
    [
        (grant("helper"), []),
        (grant("helper", user_id=99), []),
        (grant("helper", until=TOMORROW), []),
        (grant("helper", until=ON), [OVER]),
        (grant("helper", until=YESTERDAY), [OVER]),
        (grant("helper", user_id=9), [NOT_OWN]),
        (grant("helper", OTHER_COUNTY), [AWAY]),
        (grant("helper", OTHER_COUNTY, until=ON, user_id=9), [OVER, NOT_OWN, AWAY]),
    ],
)
def test_a_role_is_ended_by_another_while_it_holds(ended, reasons):
    asked = {"grant": ended, "on": ON}
    assert rules.reasons_against_ending(by=admin(), **asked) == reasons
    over = [reason for reason in reasons if reason == OVER]
    assert rules.reasons_against_ending(by=None, **asked) == over
