import datetime as dt

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from accounts import services, tokens
from accounts.models import ApiToken
from core.web.api_permissions import HasPermission
from tests import factories

pytestmark = pytest.mark.django_db


def bearing(text: str) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": f"Token {text}"}


def test_token_opens_the_api_as_its_owner(client, cadre):
    _token, text = tokens.create_token(by=cadre, name="x")
    answer = client.get("/api/v1/me/", **bearing(text)).json()
    assert answer["name"] == cadre.name
    assert answer["grants"][0]["region_code"] == factories.VILLAGE
    assert "households.change_household" in answer["grants"][0]["permissions"]


def test_revoked_token_opens_nothing(client, cadre):
    token, text = tokens.create_token(by=cadre, name="x")
    tokens.revoke_token(token=token, by=cadre)
    assert client.get("/api/v1/me/", **bearing(text)).status_code in (401, 403)


def test_token_is_made_for_ninety_days(cadre):
    token, _text = tokens.create_token(by=cadre, name="x")
    assert token.expiry - token.created == pytest.approx(
        dt.timedelta(days=90), abs=dt.timedelta(minutes=1)
    )


def test_token_ends_by_itself(client, cadre):
    token, text = tokens.create_token(by=cadre, name="x")
    ApiToken.objects.filter(pk=token.pk).update(
        expiry=timezone.now() - dt.timedelta(seconds=1)
    )
    assert client.get("/api/v1/me/", **bearing(text)).status_code in (401, 403)


def test_token_of_a_switched_off_person_opens_nothing(client, cadre):
    _token, text = tokens.create_token(by=cadre, name="x")
    type(cadre).objects.filter(pk=cadre.pk).update(is_active=False)
    assert client.get("/api/v1/me/", **bearing(text)).status_code in (401, 403)


def test_a_token_ends_with_the_password_it_was_made_under(client, cadre):
    _token, text = tokens.create_token(by=cadre, name="x")
    services.set_own_password(user=cadre, password="seven quiet herons at dusk")
    assert client.get("/api/v1/me/", **bearing(text)).status_code == 403
    assert not ApiToken.objects.exists()


def test_a_token_is_refused_where_its_owner_must_first_set_a_password(client, cadre):
    _token, text = tokens.create_token(by=cadre, name="x")
    cadre.must_change_password = True
    cadre.save(update_fields=["must_change_password"])
    answer = client.get("/api/v1/me/", **bearing(text))
    assert answer.status_code == 403
    assert answer.json()["detail"] == _("Set a new password on the website first.")
    cadre.must_change_password = False
    cadre.save(update_fields=["must_change_password"])
    assert client.get("/api/v1/me/", **bearing(text)).status_code == 200


def test_bytes_that_are_no_text_are_no_token(client, db):
    assert client.get("/api/v1/me/", **bearing("lika_\xff\xfe")).status_code == 403


def test_token_bears_no_token(client, cadre):
    _token, text = tokens.create_token(by=cadre, name="x")
    answer = client.post(
        "/api/v1/tokens/",
        {"name": "y"},
        content_type="application/json",
        **bearing(text),
    )
    assert answer.status_code in (401, 403)
    assert ApiToken.objects.count() == 1


def test_new_token_is_shown_once(client, cadre):
    client.force_login(cadre)
    text = client.post(
        "/api/v1/tokens/", {"name": "y"}, content_type="application/json"
    ).json()["token"]
    assert client.get("/api/v1/me/", **bearing(text)).status_code == 200
    assert text not in client.get("/api/v1/tokens/").content.decode()


def test_page_shows_a_new_token_once(client, cadre):
    client.force_login(cadre)
    shown = client.post("/accounts/me/tokens/", {"name": "数据交换"}).context["text"]
    assert shown.startswith("lika_")
    assert shown not in client.get("/accounts/me/tokens/").content.decode()


def test_endpoint_that_states_nothing_is_shut(county_officer):
    request = APIRequestFactory().get("/")
    request.user = county_officer
    assert not HasPermission().has_permission(request, APIView())


def test_default_of_all_endpoints_is_the_stated_permission():
    assert APIView.permission_classes == [HasPermission]


def test_schema_tells_how_to_bear_a_token(client, cadre):
    client.force_login(cadre)
    schema = client.get("/api/schema/?format=json").json()
    assert "knoxApiToken" in schema["components"]["securitySchemes"]
