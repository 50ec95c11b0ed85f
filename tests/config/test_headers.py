"""What every answer tells the browser, and whose address is believed."""

import runpy

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.base import BaseHandler
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from accounts.middleware import unstored
from config.middleware import real_address

pytestmark = pytest.mark.django_db
GUNICORN = str(settings.BASE_DIR / "config" / "gunicorn.py")
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PAGES = ("accounts:login", "publicity:public-home", "home", "households:list", "api-me")


@pytest.mark.parametrize("name", PAGES)
def test_every_answer_forbids_what_no_page_of_ours_needs(client, cadre, name):
    client.force_login(cadre)
    answer = client.get(reverse(name))
    assert {header: answer[header] for header in ALWAYS} == ALWAYS
    assert {"microphone=()", "payment=()"} <= set(
        answer["Permissions-Policy"].split(", ")
    )
    policy = dict(
        part.strip().split(" ", 1)
        for part in answer["Content-Security-Policy"].split(";")
    )
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert (
        policy["default-src"] == policy["form-action"] == policy["base-uri"] == "'self'"
    )
    assert policy["object-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"].split()[0] == "'self'"
    assert all(
        source.startswith("'nonce-") for source in policy["script-src"].split()[1:]
    )


def test_a_request_turned_away_is_answered_with_the_same_headers(client):
    request = RequestFactory().post("/", {}, CONTENT_LENGTH=str(10**9))
    request.read = lambda size: b""  # the caller sends nothing more
    site = BaseHandler()
    site.load_middleware()
    too_large = site.get_response(request)
    unreadable = client.get("/?q=%00")
    assert (too_large.status_code, unreadable.status_code) == (413, 400)
    for answer in (too_large, unreadable):
        assert {header: answer[header] for header in ALWAYS} == ALWAYS
        assert "Content-Security-Policy" in answer


@pytest.mark.parametrize("name", ["home", "households:list", "accounts:profile"])
def test_what_a_signed_in_person_saw_is_kept_by_no_browser(client, cadre, name):
    client.force_login(cadre)
    assert "no-store" in client.get(reverse(name))["Cache-Control"]


def test_an_answer_that_says_how_it_is_kept_is_left_as_it_is(cadre):
    request = RequestFactory().get("/")
    request.user = cadre
    kept = unstored(lambda request: HttpResponse(headers={"Cache-Control": "private"}))
    assert kept(request)["Cache-Control"] == "private"


def test_a_page_for_everybody_may_be_kept():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert "Cache-Control" not in unstored(lambda request: HttpResponse())(request)


def address_of(**headers: str) -> str:
    """The address that the views see."""
    request = RequestFactory(REMOTE_ADDR="10.0.0.1").get("/", headers=headers)
    real_address(lambda request: HttpResponse(request.META["REMOTE_ADDR"]))(request)
    return request.META["REMOTE_ADDR"]


def test_behind_our_proxy_its_word_on_the_caller_counts(settings):
    settings.BEHIND_PROXY = True
    assert (
        address_of(**{"X-Real-IP": "10.9.9.9", "X-Forwarded-For": "1.2.3.4"})
        == "10.9.9.9"
    )
    assert address_of() == "10.0.0.1"


def test_without_a_proxy_nobody_chooses_his_own_address(settings):
    """Else a lock-out would be evaded, or laid on a neighbour."""
    settings.BEHIND_PROXY = False
    assert (
        address_of(**{"X-Real-IP": "10.9.9.9", "X-Forwarded-For": "1.2.3.4"})
        == "10.0.0.1"
    )


@pytest.mark.parametrize(
    ("given", "believed"), [("1", "*"), ("0", "127.0.0.1"), ("", "127.0.0.1")]
)
def test_the_web_server_believes_a_proxy_only_where_there_is_one(
    monkeypatch, given, believed
):
    monkeypatch.setenv("BEHIND_PROXY", given)
    monkeypatch.setenv("LIKA_ROLE", "web")
    assert runpy.run_path(GUNICORN)["forwarded_allow_ips"] == believed
