"""Which people, roles, sign-ins and tokens each word means."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import ApiToken, FormerPassword, Grant, Session, User
from accounts.permissions import MANAGE_PEOPLE, VIEW_PEOPLE
from tests import factories

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 21)
BEFORE, AFTER = DAY - dt.timedelta(1), DAY + dt.timedelta(1)
AGO, AHEAD = (timezone.now() + dt.timedelta(days=days) for days in (-1, 1))


def usernames(people):
    return sorted(people.values_list("username", flat=True))


def test_people_are_seen_who_hold_a_role_in_the_area(account_admin, cadre, stranger):
    factories.person("village_cadre", factories.OTHER_COUNTY_VILLAGE)
    factories.person()
    twice = factories.person("helper", factories.VILLAGE)
    factories.grant(twice, "helper", factories.SIBLING_VILLAGE)
    wanted = sorted(one.username for one in (account_admin, cadre, stranger, twice))
    assert usernames(User.objects.visible_to(account_admin)) == wanted
    assert usernames(User.objects.visible_to(cadre)) == []


def test_people_are_seen_by_the_permission_that_is_named(auditor, cadre):
    assert usernames(User.objects.visible_to(auditor)) == usernames(User.objects.all())
    assert usernames(User.objects.visible_to(auditor, MANAGE_PEOPLE)) == []
    seen = User.objects.visible_to(auditor, VIEW_PEOPLE)
    assert usernames(seen) == sorted([auditor.username, cadre.username])


def test_an_account_that_is_switched_off_is_not_in_use(cadre):
    off = factories.person(is_active=False)
    assert usernames(User.objects.in_use()) == [cadre.username]
    assert usernames(User.objects.all()) == sorted([cadre.username, off.username])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("li", True),
        ("LI.HUA", True),
        (" 李 ", True),
        ("华", True),
        ("扶贫", True),
        ("hua", False),
        ("李明", False),
        ("财政", False),
    ],
)
def test_a_person_is_found_by_account_name_or_organisation(typed, found):
    User.objects.create(username="li.hua", name="李华", organisation="县扶贫办")
    User.objects.create(username="zhou", name="周某", organisation="民政局")
    assert usernames(User.objects.matching(typed)) == (["li.hua"] if found else [])


def test_an_account_is_made_with_a_plain_name_and_a_hashed_password():
    made = User.objects.create_user(" Li.Hua ", "李华", "Hong7-Shan", organisation="县")
    kept = User.objects.get(username="li.hua")
    assert kept == made
    assert (kept.name, kept.organisation) == ("李华", "县")
    assert kept.password != "Hong7-Shan"
    assert kept.check_password("Hong7-Shan")


@pytest.mark.parametrize(
    ("first", "end", "in_force", "not_over"),
    [
        (BEFORE, None, True, True),
        (DAY, None, True, True),
        (AFTER, None, False, True),
        (BEFORE, AFTER, True, True),
        (BEFORE, DAY, False, False),
        (AFTER, AFTER, False, True),
    ],
)
def test_a_role_holds_from_its_first_day_to_the_day_before_its_end(
    first, end, in_force, not_over
):
    factories.grant(
        factories.person(), "helper", factories.VILLAGE, valid_from=first, valid_to=end
    )
    assert Grant.objects.in_force(DAY).exists() == in_force
    assert Grant.objects.not_over(DAY).exists() == not_over


def test_grants_come_with_their_people(django_assert_num_queries, account_admin):
    left = factories.person("helper", factories.VILLAGE)
    factories.grant(
        factories.person(),
        "helper",
        factories.VILLAGE,
        granted_by=account_admin,
        handed_over_from=left.grants.get(),
    )
    rows = Grant.objects.filter(granted_by=account_admin).with_people()
    with django_assert_num_queries(1):
        row = rows.get()
        names = [row.user.name, row.granted_by.name, row.handed_over_from.user.name]
    assert names[1:] == [account_admin.name, left.name]


def test_the_newest_former_passwords_come_first(cadre):
    for password in ("first", "second", "third"):
        FormerPassword.objects.create(user=cadre, password=password)
    newest = [one.password for one in FormerPassword.objects.order_by().newest(2)]
    assert newest == ["third", "second"]


def test_sign_ins_are_ones_own_and_alive_until_they_end(cadre, stranger):
    for key, user, end in (
        ("own", cadre, AHEAD),
        ("own over", cadre, AGO),
        ("other", stranger, AHEAD),
    ):
        Session.objects.create(session_key=key, user=user, expire_date=end)
    own = Session.objects.visible_to(cadre)
    assert sorted(own.values_list("pk", flat=True)) == ["own", "own over"]
    assert [one.pk for one in own.alive()] == ["own"]


def test_tokens_are_ones_own_and_alive_until_they_end(cadre, stranger):
    for name, user in (("own", cadre), ("own over", cadre), ("other", stranger)):
        ApiToken.objects.create(user=user, name=name)
    ApiToken.objects.filter(name="own over").update(expiry=AGO)
    own = ApiToken.objects.visible_to(cadre)
    assert sorted(own.values_list("name", flat=True)) == ["own", "own over"]
    assert [one.name for one in own.alive()] == ["own"]
