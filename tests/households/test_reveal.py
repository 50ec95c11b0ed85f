"""A personal number in full: for whom, for what, how often, and never anywhere else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.audit.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db
PHONE, ACCOUNT = "13912345678", "6217000010001234567"
ID_NO = factories.id_number(serial=21)


@pytest.fixture
def family(cadre):
    return factories.household(
        by=cadre,
        members=[factories.member(id_no=ID_NO)],
        phone=PHONE,
        bank_account=ACCOUNT,
    )


def ask(client, family, field="phone", **sent):
    return client.post(
        reverse("households:reveal", args=[family.pk, field]),
        {"purpose": "contact"} | sent,
    )


def ask_id(client, family, member=None, **sent):
    member = member or family.members.first()
    return client.post(
        reverse("households:member-reveal", args=[family.pk, member.pk]),
        {"purpose": "document"} | sent,
    )


def entries(verb="household.reveal"):
    return AuditEntry.objects.filter(verb=verb)


@pytest.mark.parametrize(
    ("field", "value"), [("phone", PHONE), ("bank_account", ACCOUNT)]
)
def test_a_number_of_the_family_is_shown_once_and_recorded(
    client, cadre, family, field, value
):
    client.force_login(cadre)
    response = ask(client, family, field)
    assert value in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    entry = entries().get()
    assert (entry.actor_id, entry.after, entry.region_code) == (
        cadre.pk,
        {"field": field},
        family.region_code,
    )
    assert entry.purpose


def test_a_document_number_is_shown_and_recorded_without_the_number(
    client, cadre, family
):
    client.force_login(cadre)
    assert ID_NO in ask_id(client, family).content.decode()
    entry = entries().get()
    assert entry.after["member"] == str(family.members.first().pk)
    assert ID_NO not in str(entry.__dict__)


def test_htmx_gets_only_the_number(client, cadre, family):
    client.force_login(cadre)
    url = reverse("households:reveal", args=[family.pk, "phone"])
    text = client.post(
        url, {"purpose": "contact"}, HTTP_HX_REQUEST="true"
    ).content.decode()
    assert PHONE in text
    assert "<html" not in text


@pytest.mark.parametrize("purpose", ["", "just so"])
def test_without_a_purpose_nothing_is_shown(client, cadre, family, purpose):
    client.force_login(cadre)
    response = ask(client, family, purpose=purpose)
    assert response.status_code == 409
    assert PHONE not in response.content.decode()
    assert not entries().exists()


def test_looking_by_address_is_not_possible(client, cadre, family):
    client.force_login(cadre)
    assert (
        client.get(reverse("households:reveal", args=[family.pk, "phone"])).status_code
        == 405
    )


def test_who_lacks_the_permission_is_refused(client, supervisor, family):
    client.force_login(supervisor)
    assert ask(client, family).status_code == 403
    assert ask_id(client, family).status_code == 403


def test_the_permission_must_hold_in_that_place(client, supervisor, family):
    factories.grant(supervisor, "village_cadre", factories.OTHER_COUNTY_VILLAGE)
    client.force_login(supervisor)
    response = ask(client, family)
    assert response.status_code == 403
    assert PHONE not in response.content.decode()
    assert not entries().exists()


def test_a_foreign_family_is_not_there(client, sibling_cadre, family):
    client.force_login(sibling_cadre)
    assert ask(client, family).status_code == 404
    assert ask_id(client, family).status_code == 404


def test_a_foreign_person_is_not_found_through_an_own_family(client, cadre, family):
    other = factories.household(village=factories.SIBLING_VILLAGE)
    client.force_login(cadre)
    assert ask_id(client, family, member=other.members.first()).status_code == 404


def test_the_quota_of_a_day_is_kept_to_the_number(client, cadre, family, settings):
    settings.REVEAL_DAILY_QUOTA = 2
    client.force_login(cadre)
    first, second, third = (ask(client, family) for _ in range(3))
    assert [first.status_code, second.status_code, third.status_code] == [200, 200, 429]
    assert entries().count() == 2
    assert 0 < int(third["Retry-After"]) <= 24 * 3600
    assert "no-store" in third["Cache-Control"]
    assert "Retry-After" not in second


def test_the_quota_counts_each_person_alone_and_begins_anew_each_day(
    client, cadre, township_officer, family, settings
):
    settings.REVEAL_DAILY_QUOTA = 1
    AuditEntry.objects.create(
        actor_id=cadre.pk,
        verb="household.reveal",
        target="x",
        at="2020-01-01T00:00:00Z",
    )
    client.force_login(township_officer)
    assert ask(client, family).status_code == 200
    client.force_login(cadre)
    assert ask(client, family).status_code == 200


def test_who_looked_is_in_the_timeline_of_those_who_watch(
    client, cadre, county_officer, family
):
    client.force_login(cadre)
    ask(client, family)
    url = reverse("households:detail", args=[family.pk])
    seen = len(client.get(url).context["entries"])
    client.force_login(county_officer)
    assert len(client.get(url).context["entries"]) == seen + 1
