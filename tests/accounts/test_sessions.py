"""How long a sign-in lasts, and what ends the others."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Session
from tests import factories
from tests.accounts.signing import HOME, PASSWORD, enter

pytestmark = pytest.mark.django_db


def aged(client: Client, **ages: dt.timedelta) -> None:
    """Make the client's sign-in older than it is."""
    now = timezone.now()
    Session.objects.filter(pk=client.session.session_key).update(
        **{name: now - age for name, age in ages.items()}
    )


def test_third_sign_in_ends_the_oldest(zhang):
    clients = [Client(), Client(), Client()]
    for client in clients:
        enter(client, zhang.username)
    assert [client.get(HOME).status_code for client in clients] == [302, 200, 200]


@pytest.mark.parametrize(
    ("role", "minutes", "status"),
    [
        ("village_cadre", 29, 200),
        ("village_cadre", 31, 302),
        ("account_admin", 14, 200),
        ("account_admin", 16, 302),
    ],
)
def test_resting_sign_in_ends(client, role, minutes, status):
    client.force_login(factories.person(role, factories.COUNTY))
    aged(client, seen_at=dt.timedelta(minutes=minutes))
    assert client.get(HOME).status_code == status


def test_use_keeps_a_sign_in_awake(client, cadre):
    client.force_login(cadre)
    aged(client, seen_at=dt.timedelta(minutes=29))
    client.get(HOME)
    assert timezone.now() - Session.objects.get(user=cadre).seen_at < dt.timedelta(
        minutes=1
    )


@pytest.mark.parametrize(("hours", "status"), [(11.9, 200), (12.1, 302)])
def test_busy_sign_in_ends_after_twelve_hours(client, cadre, hours, status):
    client.force_login(cadre)
    aged(client, started_at=dt.timedelta(hours=hours))
    assert client.get(HOME).status_code == status


def test_saving_the_session_does_not_make_it_younger(client, cadre):
    client.force_login(cadre)
    aged(client, started_at=dt.timedelta(hours=11))
    client.post(reverse("set_language"), {"language": "en"})
    session = client.session
    session["x"] = 1
    session.save()
    assert timezone.now() - Session.objects.get(user=cadre).started_at > dt.timedelta(
        hours=10
    )


def test_person_ends_their_other_sign_ins(zhang):
    here, there = Client(), Client()
    for client in (here, there):
        enter(client, zhang.username)
    here.post(reverse("accounts:sessions-end"))
    assert (here.get(HOME).status_code, there.get(HOME).status_code) == (200, 302)


def test_given_password_must_be_replaced_first(client, zhang):
    zhang.must_change_password = True
    zhang.save(update_fields=["must_change_password"])
    enter(client, zhang.username)
    assert client.get("/accounts/me/")["Location"] == reverse("accounts:password")
    refused = client.get("/api/v1/me/")
    assert refused.status_code == 403
    assert refused.json()["reasons"]
    assert client.get(HOME, headers={"HX-Request": "true"})["HX-Redirect"] == reverse(
        "accounts:password"
    )
    assert client.post("/accounts/sign-out/").status_code == 302


def test_own_password_opens_the_site_and_ends_the_other_sign_ins(zhang):
    zhang.must_change_password = True
    zhang.save(update_fields=["must_change_password"])
    here, there = Client(), Client()
    for client in (here, there):
        enter(client, zhang.username)
    key = here.session.session_key
    answer = here.post(
        reverse("accounts:password"),
        {"present": PASSWORD, "new": "Lan8-Hua-Cao-Di", "again": "Lan8-Hua-Cao-Di"},
    )
    assert answer["Location"] == HOME
    assert here.get(HOME).status_code == 200
    assert there.get(HOME).status_code == 302
    assert here.session.session_key != key


@pytest.mark.parametrize(
    ("present", "new", "again"),
    [
        ("wrong", "Lan8-Hua-Cao-Di", "Lan8-Hua-Cao-Di"),
        (PASSWORD, "short", "short"),
        (PASSWORD, "Lan8-Hua-Cao-Di", "Lan8-Hua-Cao-Du"),
    ],
    ids=["present is wrong", "new is weak", "the two differ"],
)
def test_bad_new_password_changes_nothing(client, zhang, present, new, again):
    enter(client, zhang.username)
    answer = client.post(
        reverse("accounts:password"), {"present": present, "new": new, "again": again}
    )
    zhang.refresh_from_db()
    assert "error-summary" in answer.content.decode()
    assert zhang.check_password(PASSWORD)
