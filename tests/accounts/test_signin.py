"""Entering and leaving, and the lock after wrong tries."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from axes.models import AccessAttempt, AccessAttemptExpiration
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Session
from core.audit.models import AuditEntry
from tests import factories
from tests.accounts.signing import HOME, PASSWORD, SIGN_IN, enter

pytestmark = pytest.mark.django_db


def test_right_password_opens_the_home_page(client, zhang):
    assert enter(client, zhang.username)["Location"] == HOME
    assert client.get(HOME).status_code == 200
    assert (
        AuditEntry.objects.filter(verb="session.begin", actor_id=zhang.pk).count() == 1
    )


def test_account_is_found_in_capitals_and_with_blanks(client, zhang):
    assert enter(client, f" {zhang.username.upper()} ").status_code == 302


def test_unknown_account_gets_the_answer_of_a_wrong_password(client, zhang):
    wrong = enter(client, zhang.username, "not-the-password").content.decode()
    unknown = enter(client, "nobody-here", "not-the-password").content.decode()
    assert client.session.get("_auth_user_id") is None
    assert wrong.split("<form")[0] == unknown.split("<form")[0]
    assert "error-summary" in unknown


def test_switched_off_account_gets_the_same_answer(client, zhang):
    wrong = enter(client, zhang.username, "not-the-password").content.decode()
    zhang.is_active = False
    zhang.save(update_fields=["is_active"])
    assert (
        enter(client, zhang.username).content.decode().split("<form")[0]
        == wrong.split("<form")[0]
    )


def test_fifth_wrong_try_closes_the_account_from_this_address_only(client, zhang):
    answers = [
        enter(client, zhang.username, "not-the-password").status_code for _n in range(5)
    ]
    assert answers == [422, 422, 422, 422, 429]
    assert enter(client, zhang.username).status_code == 429
    assert enter(Client(), zhang.username, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_address_that_a_caller_claims_does_not_open_again(client, zhang):
    """Only our own proxy says where a caller is (see `config.middleware.real_address`)."""
    claims = [
        {"HTTP_X_FORWARDED_FOR": f"10.0.0.{n}", "HTTP_X_REAL_IP": f"10.0.1.{n}"}
        for n in range(6)
    ]
    answers = [
        enter(client, zhang.username, "not-the-password", **claim).status_code
        for claim in claims
    ]
    assert answers == [422, 422, 422, 422, 429, 429]


def test_lockout_counts_one_account_however_it_is_written(client, zhang):
    spellings = (
        zhang.username,
        zhang.username.upper(),
        f" {zhang.username} ",
        f"{zhang.username}\t",
        zhang.username.title(),
    )
    assert [enter(client, name, "not-the-password").status_code for name in spellings][
        -1
    ] == 429


def locked_out(client, person):
    """Four wrong tries are answered with the form, the fifth with how long to wait."""
    return [enter(client, person.username, "not-the-password") for _n in range(5)][-1]


def test_lockout_says_how_long_to_wait(client, zhang):
    answer = locked_out(client, zhang)
    assert answer.context["minutes"] == 15
    assert answer["Retry-After"] == "900"


def test_lockout_is_over_when_its_time_is_over(client, zhang):
    locked_out(client, zhang)
    for minutes, status in ((14, 429), (15, 302)):
        tried_at = timezone.now() - dt.timedelta(minutes=minutes, seconds=5)
        AccessAttempt.objects.update(attempt_time=tried_at)
        AccessAttemptExpiration.objects.update(
            expires_at=tried_at + dt.timedelta(minutes=15)
        )
        assert enter(client, zhang.username).status_code == status


def test_a_neighbour_at_the_same_address_still_enters(client, zhang):
    """A village office has one address for everybody."""
    locked_out(client, zhang)
    neighbour = factories.person("village_cadre")
    neighbour.set_password(PASSWORD)
    neighbour.save(update_fields=["password"])
    assert enter(Client(), neighbour.username).status_code == 302


def test_a_right_password_forgets_the_wrong_ones_before_it(client, zhang):
    for _round in range(2):
        answers = [
            enter(client, zhang.username, "not-the-password").status_code
            for _n in range(4)
        ]
        assert answers == [422] * 4
        assert enter(client, zhang.username).status_code == 302
        client.logout()


def test_unknown_account_is_closed_just_the_same(client):
    assert [enter(client, "nobody-here", "x").status_code for _n in range(5)][-1] == 429


def test_signing_in_makes_a_new_session_key(client, zhang):
    client.get(SIGN_IN)
    session = client.session
    session["before"] = "x"
    session.save()
    old = session.session_key
    client.cookies["sessionid"] = old
    enter(client, zhang.username)
    assert client.session.session_key != old
    assert not Session.objects.filter(pk=old).exists()


def test_address_of_another_site_is_not_followed(client, zhang):
    answer = client.post(
        SIGN_IN,
        {
            "username": zhang.username,
            "password": PASSWORD,
            "next": "https://example.org/",
        },
    )
    assert answer["Location"] == HOME


def test_own_address_is_followed_after_signing_in(client, zhang):
    answer = client.post(
        SIGN_IN,
        {"username": zhang.username, "password": PASSWORD, "next": "/accounts/me/"},
    )
    assert answer["Location"] == "/accounts/me/"


def test_sign_out_ends_the_session_and_clears_the_browser(client, zhang):
    enter(client, zhang.username)
    key = client.session.session_key
    answer = client.post("/accounts/sign-out/")
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not Session.objects.filter(pk=key).exists()


def test_sign_out_by_a_link_does_nothing(client, zhang):
    enter(client, zhang.username)
    assert client.get("/accounts/sign-out/").status_code == 405
    assert client.get(HOME).status_code == 200


def test_language_follows_the_person_to_another_browser(client, zhang):
    enter(client, zhang.username)
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    other = Client()
    enter(other, zhang.username)
    assert other.cookies["django_language"].value == "en"
    assert "Sign out" in other.get(HOME).content.decode()


def test_book_as_a_password_is_not_hashed(client, zhang, monkeypatch):
    hashed = []
    monkeypatch.setattr(
        "accounts.hashers.LikaArgon2Hasher.verify",
        lambda *given: hashed.append(given) or False,
    )
    enter(client, zhang.username, "x" * 129)
    enter(client, zhang.username, "x" * 128)
    assert len(hashed) == 1


def test_given_password_not_used_in_time_opens_nothing(client, zhang):
    zhang.must_change_password, zhang.password_changed_at = (
        True,
        timezone.now() - dt.timedelta(days=8),
    )
    zhang.save()
    answer = client.post(SIGN_IN, {"username": zhang.username, "password": PASSWORD})
    assert "没有及时使用" in answer.content.decode()
    assert not Session.objects.filter(user=zhang).exists()


@pytest.mark.parametrize(
    ("referer", "leads_to"),
    [
        (
            "http://testserver/households/?region=990101100201",
            "/households/?region=990101100201",
        ),
        ("http://evil.example/x", "/"),
        ("", "/"),
    ],
)
def test_action_of_a_signed_out_person_leads_back_to_its_page(
    client, referer, leads_to
):
    answer = client.post(
        "/households/search/", {"q": "zs"}, headers={"referer": referer}
    )
    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer["Location"]).query)["next"] == [leads_to]


def test_part_of_a_page_is_not_filled_with_the_sign_in_page(client):
    assert client.get("/households/", headers={"hx-request": "true"}).status_code == 401
