"""Roles given, ended and handed over."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import services, tokens
from accounts.models import ApiToken, Grant, Session, User
from core.audit.models import AuditEntry
from core.refusals import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


def give(person, by, role="village_cadre", place=factories.VILLAGE, **values):
    return services.grant_role(
        user=person, role=role, region_code=place, by=by, **values
    )


def again(person: User) -> User:
    """The person as the next request reads him."""
    return User.objects.get(pk=person.pk)


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
    with pytest.raises(Refused):
        give(factories.person(), account_admin, place=factories.OTHER_COUNTY_VILLAGE)
    assert Grant.objects.filter(region_code=factories.OTHER_COUNTY_VILLAGE).count() == 0


def test_administrator_of_the_village_gives_it_to_a_person_from_elsewhere(
    account_admin,
):
    helper = factories.person("helper", factories.OTHER_COUNTY_VILLAGE)
    give(helper, account_admin, "helper")
    assert len(again(helper).scope_ranges()) == 2


def test_nobody_gives_himself_a_role(account_admin):
    with pytest.raises(Refused):
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
    with pytest.raises(Refused):
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
    with pytest.raises(Refused):
        give(factories.person(), account_admin, role, place)


def test_place_that_does_not_exist_is_refused(account_admin):
    with pytest.raises(Refused):
        give(factories.person(), account_admin, place="990101199299")


def test_role_does_not_begin_in_the_past(account_admin, today):
    with pytest.raises(Refused):
        give(factories.person(), account_admin, valid_from=today - dt.timedelta(days=1))


def test_role_with_its_last_day_before_the_first_is_refused(account_admin, today):
    with pytest.raises(Refused):
        give(factories.person(), account_admin, valid_to=today)


def test_same_role_is_not_given_twice(account_admin):
    person = factories.person("village_cadre")
    with pytest.raises(Refused):
        give(person, account_admin)


def test_role_of_tomorrow_does_not_hold_today(account_admin, today):
    person = factories.person()
    give(person, account_admin, valid_from=today + dt.timedelta(days=1))
    assert again(person).roles() == set()


def test_switched_off_person_gets_no_role(account_admin):
    with pytest.raises(Refused):
        give(factories.person(is_active=False), account_admin)


def test_administrator_does_not_end_his_own_role(account_admin):
    with pytest.raises(Refused):
        services.end_grant(grant=account_admin.grants.get(), by=account_admin)


def test_role_outside_the_area_is_not_ended(account_admin, foreign_officer):
    with pytest.raises(Refused):
        services.end_grant(grant=foreign_officer.grants.get(), by=account_admin)
    assert foreign_officer.grants.get().valid_to is None


def test_ended_role_is_not_ended_again(account_admin, cadre):
    services.end_grant(grant=cadre.grants.get(), by=account_admin)
    with pytest.raises(Refused):
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
    with pytest.raises(Refused):
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


def test_nobody_succeeds_himself(account_admin, cadre):
    with pytest.raises(Refused):
        services.hand_over(grants=cadre.grants.all(), successor=cadre, by=account_admin)


def test_administrator_takes_over_nothing_himself(account_admin, cadre):
    with pytest.raises(Refused):
        services.hand_over(
            grants=cadre.grants.all(), successor=account_admin, by=account_admin
        )
    assert again(cadre).roles() == {"village_cadre"}


def test_new_person_must_change_the_given_password(account_admin):
    made = services.create_person(
        username="Li.Si",
        name="李四",
        role="village_cadre",
        region_code=factories.VILLAGE,
        by=account_admin,
    )
    assert made.user.username == "li.si"
    assert made.user.check_password(made.password)
    assert made.user.must_change_password


def test_new_person_outside_the_area_leaves_nothing_behind(account_admin):
    with pytest.raises(Refused):
        services.create_person(
            username="li.si",
            name="李四",
            role="helper",
            region_code=factories.OTHER_COUNTY_VILLAGE,
            by=account_admin,
        )
    assert not User.objects.filter(username="li.si").exists()


def test_taken_account_is_refused(account_admin, cadre):
    with pytest.raises(Refused):
        services.create_person(
            username=cadre.username.upper(),
            name="李四",
            role="helper",
            region_code=factories.VILLAGE,
            by=account_admin,
        )


def test_switching_off_ends_everything_at_the_next_request(
    client, account_admin, cadre
):
    client.force_login(cadre)
    tokens.create_token(by=cadre, name="x")
    services.set_in_use(user=cadre, in_use=False, by=account_admin)
    assert client.get("/")["Location"].startswith("/accounts/sign-in/")
    assert not Session.objects.filter(user=cadre).exists()
    assert not ApiToken.objects.filter(user=cadre).exists()


def test_person_with_work_elsewhere_is_not_taken_over(account_admin):
    """Else an administrator gives a stranger a role and then a new password, and enters as him."""
    helper = factories.person("helper", factories.OTHER_COUNTY_VILLAGE)
    give(helper, account_admin, "helper")
    with pytest.raises(Refused):
        services.give_password(user=helper, by=account_admin)
    with pytest.raises(Refused):
        services.set_in_use(user=helper, in_use=False, by=account_admin)
    assert again(helper).is_active


def test_given_password_ends_what_the_old_one_opened(client, cadre, account_admin):
    client.force_login(cadre)
    tokens.create_token(by=cadre, name="x")
    services.give_password(user=cadre, by=account_admin)
    assert client.get("/").status_code == 302
    assert not Session.objects.filter(user=cadre).exists()
    assert not ApiToken.objects.filter(user=cadre).exists()
    assert again(cadre).must_change_password


@pytest.mark.parametrize(
    "deed",
    [services.give_password, lambda **who: services.set_in_use(in_use=False, **who)],
)
def test_administrator_leaves_his_own_account_alone(account_admin, deed):
    with pytest.raises(Refused):
        deed(user=account_admin, by=account_admin)


def test_tokens_are_limited_and_only_their_hash_is_kept(cadre, settings):
    token, text = tokens.create_token(by=cadre, name="数据交换")
    assert text not in {token.digest, token.token_key}
    assert token.expiry is not None
    for _n in range(9):
        tokens.create_token(by=cadre, name="x")
    with pytest.raises(Refused):
        tokens.create_token(by=cadre, name="x")


def test_person_whose_work_elsewhere_begins_later_is_not_taken_over(
    account_admin, today
):
    """A password set today would still be known on the day the other role begins."""
    helper = factories.person("helper", factories.OTHER_COUNTY_VILLAGE)
    Grant.objects.filter(user=helper).update(valid_to=None)
    later = factories.person()
    give(later, account_admin, "helper")
    give(
        later,
        None,
        "county_office",
        factories.OTHER_COUNTY,
        valid_from=today + dt.timedelta(days=3),
    )
    with pytest.raises(Refused):
        services.give_password(user=later, by=account_admin)


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


def test_successor_goes_on_where_his_own_role_ends(account_admin, cadre, today):
    successor = factories.person()
    give(successor, account_admin, valid_to=today + dt.timedelta(days=10))
    given = services.hand_over(
        grants=cadre.grants.all(), successor=successor, by=account_admin
    )
    assert [(grant.valid_from, grant.valid_to) for grant in given] == [
        (today + dt.timedelta(days=10), None)
    ]
