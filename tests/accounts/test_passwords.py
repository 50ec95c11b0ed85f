"""What a password must be, and how long it lasts."""

import datetime as dt

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts import passwords, services
from accounts.models import User
from tests import factories
from tests.accounts.judging import GOOD, refusals

pytestmark = pytest.mark.django_db


def test_a_password_is_kept_as_argon2id_of_the_stated_strength():
    assert make_password(GOOD).startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_password_kept_less_strongly_is_kept_anew_at_the_next_sign_in(client):
    person = factories.person("village_cadre")
    person.password = make_password(GOOD, hasher="pbkdf2_sha256")
    person.save(update_fields=["password"])
    client.post("/accounts/sign-in/", {"username": person.username, "password": GOOD})
    person.refresh_from_db()
    assert person.password.startswith("argon2$argon2id$")


def test_good_password_is_taken(profile):
    assert refusals(GOOD) == ""


@pytest.mark.parametrize(
    "password", ["Hong7-Shan", "A1-" + "x" * 126], ids=["short", "long"]
)
def test_length_is_bounded(profile, password):
    assert refusals(password)


def test_longest_password_is_taken_whole(profile):
    sentence = "Seven herons, 3 ferries and no bridge before the second rain; "
    assert refusals((sentence * 3)[:128]) == ""
    assert refusals((sentence * 3)[:129])


@pytest.mark.parametrize(
    "password",
    ["hongshanyaoyao", "hongshanyao77", "HONGSHANYAOYAO", "40962718533917"],
    ids=["small", "small and digits", "capital", "digits"],
)
def test_three_kinds_of_four_are_asked_only_by_djbh3(settings, password):
    settings.PASSWORD_PROFILE = "djbh3"
    assert refusals(password)
    settings.PASSWORD_PROFILE = "asvs"
    assert refusals(password) == ""


def test_present_password_is_no_new_one(profile):
    person = factories.person("village_cadre")
    person.set_password(GOOD)
    assert refusals(GOOD, person)


@pytest.mark.parametrize(
    ("role", "days", "due"),
    [
        ("village_cadre", 180, False),
        ("village_cadre", 181, True),
        ("account_admin", 90, False),
        ("account_admin", 91, True),
    ],
)
def test_djbh3_asks_for_a_new_password_in_time(settings, role, days, due):
    settings.PASSWORD_PROFILE = "djbh3"
    person, now = factories.person(role, factories.COUNTY), timezone.now()
    person.password_changed_at = (
        now - dt.timedelta(days=days) + (dt.timedelta(minutes=0 if due else 1))
    )
    assert passwords.is_due(person, now) is due


def test_asvs_never_asks_by_the_calendar(settings):
    settings.PASSWORD_PROFILE = "asvs"
    person = factories.person(
        "account_admin",
        factories.COUNTY,
        password_changed_at=timezone.now() - dt.timedelta(days=4000),
    )
    assert not passwords.is_due(person, timezone.now())


def test_given_password_is_always_due(profile):
    person = factories.person("village_cadre")
    person.must_change_password = True
    assert passwords.is_due(person, timezone.now())


def test_temporary_passwords_differ_and_have_no_doubtful_letters():
    given = {passwords.temporary_password() for _n in range(50)}
    assert len(given) == 50
    assert not set("0O1lI") & set("".join(given))


def test_djbh3_refuses_what_the_person_had_before_and_asvs_does_not(settings):
    person = factories.person("village_cadre")
    first = "Bei-Po-7-Liang"
    for password in (first, *(f"Bei-Po-7-Liang-{n}" for n in "qrst")):
        services.set_own_password(user=person, password=password)
    settings.PASSWORD_PROFILE = "djbh3"
    assert "5" in refusals(first, person)
    settings.PASSWORD_PROFILE = "asvs"
    assert refusals(first, person) == ""
    services.set_own_password(user=person, password="Bei-Po-7-Liang-u")
    services.set_own_password(user=person, password="Bei-Po-7-Liang-v")
    settings.PASSWORD_PROFILE = "djbh3"
    assert refusals(first, person) == ""  # no longer among the last five
    assert person.former_passwords.count() == settings.PASSWORD_HISTORY


def test_given_passwords_count_among_the_former(account_admin):
    person = factories.person("village_cadre")
    made = services.give_password(user=person, by=account_admin)
    person.refresh_from_db()
    services.set_own_password(user=person, password=GOOD)
    assert refusals(made.password, person)


@pytest.mark.parametrize(
    ("must_change", "days", "lapsed"),
    [(True, 6, False), (True, 8, True), (False, 8, False)],
)
def test_given_password_lapses_when_it_is_not_replaced(must_change, days, lapsed):
    now = timezone.now()
    person = User(
        must_change_password=must_change,
        password_changed_at=now - dt.timedelta(days=days),
    )
    assert passwords.is_lapsed(person, now) is lapsed
