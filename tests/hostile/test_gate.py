"""Malformed requests get a sentence; when we cannot serve, we say when to come back."""

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import reverse

from config.wsgi import application
from tests import factories

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def client(cadre):
    client = Client(raise_request_exception=False)
    client.force_login(cadre)
    return client


@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/households/%00/",
        "/ledgers/a%00b/",
        "/publicity/public/o/a%00/",
        "/?%00=1",
        "/?a=%00",
    ],
)
def test_nul_in_an_address_is_turned_away(client, path):
    response = client.get(path)
    assert response.status_code in (400, 404)
    assert "<h1>" in response.content.decode()


@pytest.mark.parametrize("body", ["a=%00", "%00=a", "a=1&a=%00", "a=x\x00y"])
def test_nul_in_a_form_is_turned_away(client, body):
    assert (
        client.post(reverse("households:search"), body, content_type=FORM).status_code
        == 400
    )


def test_nul_in_a_form_with_files_is_turned_away(client):
    assert client.post(reverse("households:search"), {"q": "a\x00"}).status_code == 400


@pytest.mark.parametrize(
    "charset", ["hex", "rot13", "zip", "nothing", "utf-7", "utf-16"]
)
@pytest.mark.parametrize(
    "kind", [FORM, "multipart/form-data; boundary=x", "application/json", "text/plain"]
)
def test_a_character_set_that_is_none_is_not_our_failure(charset, kind):
    """Asked of the application itself: the tests' client makes its requests in another way."""
    environ = RequestFactory().get(reverse("accounts:login") + "?a=%41").environ
    environ["CONTENT_TYPE"] = f"{kind}; charset={charset}"
    said = []
    answer = application(environ, lambda status, headers: said.append(status))
    body = b"".join(answer)
    answer.close()
    assert said[0][:3] in ("200", "400")
    assert "<h1>" in body.decode()


@pytest.mark.parametrize(
    "body",
    [b"", b"--x", b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n", b"--y--"],
)
def test_a_torn_upload_is_not_our_failure(client, body):
    response = client.post(
        reverse("households:search"),
        body,
        content_type="multipart/form-data; boundary=x",
    )
    assert response.status_code < 500


@pytest.mark.parametrize("length", ["-1", "abc", "1.0", "²"])
def test_a_length_that_is_none_is_not_our_failure(client, length):
    response = client.generic(
        "POST",
        reverse("households:search"),
        b"q=1",
        content_type=FORM,
        CONTENT_LENGTH=length,
    )
    assert response.status_code < 500


@pytest.mark.parametrize(
    "header",
    [
        "HTTP_AUTHORIZATION",
        "HTTP_COOKIE",
        "HTTP_REFERER",
        "HTTP_HX_REQUEST",
        "HTTP_ACCEPT",
        "HTTP_ACCEPT_LANGUAGE",
        "HTTP_X_REAL_IP",
        "HTTP_RANGE",
        "HTTP_IF_MODIFIED_SINCE",
    ],
)
@pytest.mark.parametrize(
    "value",
    [
        "Token \xff",
        "a" * 8_000,
        "Token lika_\xff",
        "sessionid=\xff; django_language=\xff",
        "//[",
        "-1",
    ],
)
def test_a_strange_header_is_not_our_failure(client, header, value):
    for path in (reverse("home"), "/api/v1/me/"):
        assert client.get(path, **{header: value}).status_code < 500


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize(
    ("path", "sentence"), [("/households/", "<h1>"), ("/api/v1/me/", "reasons")]
)
def test_a_database_that_is_away_is_503_and_says_when_to_come_again(
    client, monkeypatch, error, path, sentence
):
    def away(*args, **kwargs):
        raise error("the connection is lost")

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", away)
    response = client.get(path)
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert sentence in response.content.decode()


def test_a_question_that_takes_too_long_is_503(client, monkeypatch):
    def slow(*args, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 20; SELECT pg_sleep(5)")

    monkeypatch.setattr("households.views.households.households_page", slow)
    response = client.get(reverse("households:list"))
    assert response.status_code == 503
    assert "Retry-After" in response


def test_our_own_failure_stays_500(client, monkeypatch):
    def broken(*args, **kwargs):
        raise KeyError("x")

    monkeypatch.setattr("households.views.households.households_page", broken)
    assert client.get(reverse("households:list")).status_code == 500


def test_too_many_wrong_passwords_say_how_long_to_wait(db):
    who, client = factories.person("village_cadre"), Client()
    for _ in range(6):
        response = client.post(
            reverse("accounts:login"), {"username": who.username, "password": "wrong"}
        )
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0


def test_too_many_public_pages_say_how_long_to_wait(db, monkeypatch):
    monkeypatch.setattr("publicity.throttle.READS_A_MINUTE", 1)
    client = Client()
    responses = [client.get(reverse("publicity:public-home")) for _ in range(2)]
    assert [response.status_code for response in responses] == [200, 429]
    assert responses[1]["Retry-After"] == "60"
