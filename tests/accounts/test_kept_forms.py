"""A sign-in that ended: why it did, and what was typed is kept and offered."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services, tasks
from accounts.models import EndedSession, Session
from core.models import Draft
from core.web import kept
from households.models import Household
from projects.models import Measure
from tests import factories, money
from tests.accounts.signing import HOME, PASSWORD, SIGN_IN, enter
from tests.authz.table import ROWS
from tests.core.case_page import words
from tests.households import sheets

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 Chrome/80.0 Mobile"
SENT = {"kind": "04", "happened_on": "2026-01-05", "content": "养殖培训三天"}
# Forms of passwords and tokens are never kept; of the others nothing is typed.
NOT_KEPT = {"accounts:login", "accounts:password", "accounts:tokens"}


@pytest.fixture
def cadre(db):
    person = factories.person("village_cadre", factories.VILLAGE)
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def address(cadre):
    return reverse("projects:measure-create", args=[money.family().pk])


def rest(client: Client) -> None:
    """Let the sign-in of a client grow old."""
    Session.objects.filter(pk=client.session.session_key).update(
        seen_at=timezone.now() - dt.timedelta(hours=3)
    )


def hidden_of(page: str) -> dict[str, str]:
    """The hidden fields of the form that takes up what was typed."""
    form = page.split("<form")[-2]
    parts = [part.split(">")[0] for part in form.split('<input type="hidden"')[1:]]
    return {
        part.split('name="')[1].split('"')[0]: part.split('value="')[1].split('"')[0]
        for part in parts
    }


def signed_in_again(client: Client, cadre, late) -> str:
    """Where signing in leads after a form that came too late."""
    assert late.status_code == 302
    assert urlsplit(late["Location"]).path == SIGN_IN
    way_back = parse_qs(urlsplit(late["Location"]).query)["next"][0]
    sent = {"username": cadre.username, "password": PASSWORD, "next": way_back}
    return client.post(SIGN_IN, sent)["Location"]


def test_a_third_sign_in_tells_the_first_why_it_ended(cadre):
    first = Client()
    enter(first, cadre.username)
    for _ in range(2):
        enter(Client(), cadre.username, headers={"User-Agent": PHONE})
    page = words(first.get(HOME, follow=True))
    assert "在另一设备（Chrome 80 · Android）登录" in page
    assert "最多同时登录 2 处" in page
    assert "修改密码" in page


def test_a_changed_password_tells_the_browser_why_it_is_signed_out(client, cadre):
    enter(client, cadre.username)
    services.give_password(
        user=cadre, by=factories.person("account_admin", factories.COUNTY)
    )
    assert "密码或账号有变动" in words(client.get(HOME, follow=True))


def test_ended_sign_ins_of_one_s_own_hand_say_so(cadre):
    first, second = Client(), Client()
    enter(first, cadre.username)
    enter(second, cadre.username)
    second.post(reverse("accounts:sessions-end"))
    assert "退出其他设备" in words(first.get(HOME, follow=True))


def test_notes_of_ended_sign_ins_are_forgotten_with_their_cookies(cadre):
    old, fresh = (
        EndedSession.objects.create(pk=key, user=cadre, because="limit")
        for key in ("old", "fresh")
    )
    EndedSession.objects.filter(pk=old.pk).update(
        ended_at=timezone.now() - dt.timedelta(days=2)
    )
    tasks.forget_ended_access()
    assert list(EndedSession.objects.all()) == [fresh]


def test_a_form_that_came_too_late_is_offered_after_signing_in(client, cadre, address):
    enter(client, cadre.username)
    rest(client)
    late = client.post(address, SENT)
    assert "时间到" in words(client.get(late["Location"])) or late.status_code == 302
    draft = Draft.objects.get(owner=cadre)
    assert "养殖培训" not in draft.payload_sealed
    way = signed_in_again(client, cadre, late)
    assert way == reverse("core:kept", args=[draft.pk])
    fields = hidden_of(words(client.get(way)))
    assert fields["content"] == SENT["content"]
    shown = client.post(address, fields)
    assert shown.status_code == 200
    assert 'value="养殖培训三天"' in words(shown)
    assert "还没有提交" in words(shown)
    assert not Measure.objects.exists(), "shown, not done"
    assert Draft.objects.filter(owner=cadre).exists()
    assert client.post(address, SENT).status_code == 302
    assert Measure.objects.get().content == SENT["content"]
    assert not Draft.objects.filter(owner=cadre).exists(), "done, so no more offered"


def test_a_form_of_a_sign_in_that_another_one_ended_is_kept_too(cadre, address):
    first = Client()
    enter(first, cadre.username)
    for _ in range(2):
        enter(Client(), cadre.username)
    late = first.post(address, SENT)
    assert Draft.objects.get(owner=cadre).form_key == kept.FORM_KEY
    assert "另一设备" in words(first.get(late["Location"]))


def test_another_person_at_the_same_browser_is_shown_nothing(client, cadre, address):
    enter(client, cadre.username)
    rest(client)
    late = client.post(address, SENT)
    other = factories.person("village_cadre", factories.VILLAGE)
    other.set_password(PASSWORD)
    other.save()
    way = signed_in_again(client, other, late)
    assert client.get(way).status_code == 404
    assert Draft.objects.filter(owner=cadre).exists()


def test_the_worklist_offers_it_until_it_is_thrown_away(client, cadre, address):
    enter(client, cadre.username)
    rest(client)
    client.post(address, SENT)
    enter(client, cadre.username)
    draft = Draft.objects.get()
    assert reverse("core:kept", args=[draft.pk]) in words(client.get(HOME))
    client.post(reverse("core:kept-discard", args=[draft.pk]))
    assert not Draft.objects.exists()
    assert "未提交的表单" not in words(client.get(HOME))


def test_a_visitor_leaves_nothing(client, address):
    late = client.post(address, SENT)
    assert urlsplit(late["Location"]).path == SIGN_IN
    assert not Draft.objects.exists()


def test_a_button_leads_back_to_its_page_and_nothing_is_kept(client, cadre, address):
    enter(client, cadre.username)
    rest(client)
    page = f"http://testserver{address}"
    late = client.post(address, {"version": "1"}, headers={"Referer": page})
    assert parse_qs(urlsplit(late["Location"]).query)["next"] == [address]
    assert not Draft.objects.exists()


@pytest.mark.parametrize("site", ["same-origin", "cross-site"])
def test_a_form_of_an_old_page_is_kept_unless_another_site_sent_it(
    cadre, address, site
):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cadre)
    sent = SENT | {"csrfmiddlewaretoken": "x" * 64}
    answer = client.post(address, sent, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == (302 if site == "same-origin" else 403)
    assert Draft.objects.filter(owner=cadre).exists() is (site == "same-origin")
    assert not Measure.objects.exists()


def test_a_household_sheet_without_a_script_is_kept_too(client, cadre):
    enter(client, cadre.username)
    rest(client)
    late = client.post(sheets.CREATE, sheets.posted(sheets.person("钟迟到")))
    fields = hidden_of(words(client.get(signed_in_again(client, cadre, late))))
    shown = client.post(sheets.CREATE, fields)
    assert shown.status_code == 200
    assert 'value="钟迟到"' in words(shown)
    assert not Household.objects.exists()


def test_no_form_of_passwords_is_kept():
    assert not kept.registered() & NOT_KEPT


def test_every_form_of_the_site_is_kept():
    """An address that shows a form and takes it, for people who are signed in."""
    asked = {(row.name, row.method) for row in ROWS if row.roles != "public"}
    names = {name for name, _method in asked if not name.startswith("api")}
    both = {name for name in names if {(name, "GET"), (name, "POST")} <= asked}
    nothing_typed = {
        "accounts:grant-end",
        "accounts:person-switch",
        "accounts:person-password",
        "assessment:exit-propose",
    }
    assert both - kept.registered() - NOT_KEPT - nothing_typed == set()
    assert kept.registered() <= names
