"""Roles given, ended and handed over."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts import services
from accounts.models import Grant
from core.audit.models import AuditEntry
from core.refusals import Refused
from tests import factories
from tests.accounts.granting import again, give
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def test_given_role_holds_at_the_next_request(client, account_admin):
    person = factories.person()
    client.force_login(person)
    assert client.get("/accounts/people/").status_code == 403
    give(person, account_admin, "auditor", factories.COUNTY)
    assert client.get("/accounts/people/").status_code == 200


def test_ended_role_is_gone_at_the_next_request(client, account_admin):
    person = factories.person("auditor", factories.COUNTY)
    client.force_login(person)
    assert client.get("/accounts/people/").status_code == 200
    services.end_grant(grant=person.grants.get(), by=account_admin)
    assert client.get("/accounts/people/").status_code == 403


def test_giving_is_written_in_the_audit(account_admin):
    person = factories.person()
    give(person, account_admin, note="清扶办〔2026〕1号")
    entry = AuditEntry.objects.get(verb="grant.give")
    assert (entry.actor_id, entry.target, entry.region_code, entry.purpose) == (
        account_admin.pk,
        f"accounts.user:{person.pk}",
        factories.VILLAGE,
        "清扶办〔2026〕1号",
    )
    assert entry.after["role"] == "village_cadre"


def test_role_is_given_only_inside_the_own_area(account_admin):
    with refused("不在您的辖区"):
        give(factories.person(), account_admin, place=factories.OTHER_COUNTY_VILLAGE)
    assert Grant.objects.filter(region_code=factories.OTHER_COUNTY_VILLAGE).count() == 0


def test_administrator_of_the_village_gives_it_to_a_person_from_elsewhere(
    account_admin,
):
    helper = factories.person("helper", factories.OTHER_COUNTY_VILLAGE)
    give(helper, account_admin, "helper")
    assert len(again(helper).scope_ranges()) == 2


def test_nobody_gives_themselves_a_role(account_admin):
    with refused("不能给自己授权"):
        give(account_admin, account_admin, "account_admin", factories.TOWNSHIP)


def test_database_refuses_a_role_given_to_oneself(account_admin):
    with (
        pytest.raises(IntegrityError, match="grant_not_by_oneself"),
        transaction.atomic(),
    ):
        factories.grant(
            account_admin,
            "account_admin",
            factories.OTHER_COUNTY,
            granted_by=account_admin,
        )


@pytest.mark.parametrize(
    ("first", "second"),
    [("account_admin", "county_office"), ("county_office", "auditor")],
)
def test_powers_stay_apart(account_admin, first, second):
    person = factories.person(first, factories.COUNTY)
    with refused("不得兼任其他角色"):
        give(person, account_admin, second, factories.COUNTY)
    with (
        pytest.raises(IntegrityError, match="grant_powers_apart"),
        transaction.atomic(),
    ):
        factories.grant(person, second, factories.COUNTY)


def test_powers_may_follow_each_other(account_admin, today):
    person = factories.person("county_office", factories.COUNTY)
    services.end_grant(grant=person.grants.get(), by=account_admin)
    give(person, account_admin, "auditor", factories.COUNTY)
    assert again(person).roles() == {"auditor"}


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("village_cadre", factories.TOWNSHIP),
        ("township_officer", factories.COUNTY),
        ("helper", factories.COUNTY),
    ],
)
def test_role_is_not_given_for_a_place_too_wide(account_admin, role, place):
    with refused("这么大的范围"):
        give(factories.person(), account_admin, role, place)


def test_place_that_does_not_exist_is_refused(account_admin):
    with refused("没有这个区域"):
        give(factories.person(), account_admin, place="990101199299")


def test_role_does_not_begin_in_the_past(account_admin, today):
    with refused("授权不能从过去开始"):
        give(factories.person(), account_admin, valid_from=today - dt.timedelta(days=1))


def test_role_with_its_last_day_before_the_first_is_refused(account_admin, today):
    with refused("终止日期必须晚于起始日期"):
        give(factories.person(), account_admin, valid_to=today)


def test_same_role_is_not_given_twice(account_admin):
    person = factories.person("village_cadre")
    with refused("已有这一角色"):
        give(person, account_admin)


def test_role_of_tomorrow_does_not_hold_today(account_admin, today):
    person = factories.person()
    give(person, account_admin, valid_from=today + dt.timedelta(days=1))
    assert again(person).roles() == set()


def test_switched_off_person_gets_no_role(account_admin):
    with refused("的账号已停用"):
        give(factories.person(is_active=False), account_admin)


def test_administrators_do_not_end_their_own_role(account_admin):
    with refused("不能终止自己的授权"):
        services.end_grant(grant=account_admin.grants.get(), by=account_admin)


def test_role_outside_the_area_is_not_ended(account_admin, foreign_officer):
    with refused("须由当地账号管理员终止"):
        services.end_grant(grant=foreign_officer.grants.get(), by=account_admin)
    assert foreign_officer.grants.get().valid_to is None


def test_ended_role_is_not_ended_again(account_admin, cadre):
    services.end_grant(grant=cadre.grants.get(), by=account_admin)
    with refused("这项授权已经终止"):
        services.end_grant(grant=cadre.grants.get(), by=account_admin)


def test_grants_are_never_deleted(cadre):
    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        cadre.grants.get().delete()


def test_hand_over_ends_the_old_and_opens_the_new_from_today(
    account_admin, cadre, today
):
    successor, old = factories.person(), cadre.grants.get()
    (new,) = services.hand_over(
        grants=[old], successor=successor, by=account_admin, note="调任"
    )
    old.refresh_from_db()
    assert (old.valid_to, new.valid_from, new.handed_over_from_id) == (
        today,
        today,
        old.pk,
    )
    assert again(cadre).roles() == set()
    assert again(successor).can("households.change_household", factories.VILLAGE)
    assert set(AuditEntry.objects.values_list("verb", flat=True)) >= {
        "grant.end",
        "grant.give",
    }


def test_hand_over_of_all_is_all_or_nothing(account_admin, cadre):
    factories.grant(cadre, "village_cadre", factories.OTHER_COUNTY_VILLAGE)
    with refused("须由当地账号管理员终止"):
        services.hand_over(
            grants=cadre.grants.all(), successor=factories.person(), by=account_admin
        )
    assert cadre.grants.filter(valid_to=None).count() == 2


def test_role_the_successor_has_already_only_ends(account_admin, cadre):
    successor = factories.person("village_cadre")
    assert (
        services.hand_over(
            grants=cadre.grants.all(), successor=successor, by=account_admin
        )
        == []
    )
    assert again(cadre).roles() == set()
    assert successor.grants.count() == 1


def test_nobody_is_their_own_successor(account_admin, cadre):
    with refused("接任人不能是本人"):
        services.hand_over(grants=cadre.grants.all(), successor=cadre, by=account_admin)


def test_administrators_take_over_nothing_themselves(account_admin, cadre):
    with refused("不能给自己授权"):
        services.hand_over(
            grants=cadre.grants.all(), successor=account_admin, by=account_admin
        )
    assert again(cadre).roles() == {"village_cadre"}


@pytest.mark.parametrize(
    ("role", "ends_in", "taken"),
    [
        ("account_admin", None, False),
        ("account_admin", 31, False),
        ("account_admin", 30, True),
        ("helper", None, True),
    ],
)
def test_administrator_for_a_time_makes_nobody_administrator_for_longer(
    today, role, ends_in, taken
):
    by = factories.person("account_admin", factories.COUNTY)
    Grant.objects.filter(user=by).update(valid_to=today + dt.timedelta(days=30))
    by = again(by)
    until = today + dt.timedelta(days=ends_in) if ends_in else None
    place = factories.COUNTY if role == "account_admin" else factories.VILLAGE
    if taken:
        assert (
            give(factories.person(), by, role, place, valid_to=until).valid_to == until
        )
    else:
        with pytest.raises(Refused, match=(today + dt.timedelta(days=30)).isoformat()):
            give(factories.person(), by, role, place, valid_to=until)


def test_role_of_tomorrow_can_be_ended_and_given_anew(account_admin, today):
    person = factories.person()
    begins = today + dt.timedelta(days=5)
    planned = give(person, account_admin, valid_from=begins)
    assert planned.state(today) == "planned"
    ended = services.end_grant(grant=planned, by=account_admin)
    assert ended.state(today) == "ended"
    assert give(person, account_admin, valid_from=begins).state(begins) == "active"


def test_successor_goes_on_where_their_own_role_ends(account_admin, cadre, today):
    successor = factories.person()
    give(successor, account_admin, valid_to=today + dt.timedelta(days=10))
    given = services.hand_over(
        grants=cadre.grants.all(), successor=successor, by=account_admin
    )
    assert [(grant.valid_from, grant.valid_to) for grant in given] == [
        (today + dt.timedelta(days=10), None)
    ]
