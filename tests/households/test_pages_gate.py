"""Who may fill in a sheet, and posts that no page of ours sends."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from households.models import Household
from tests import factories
from tests.households.sheets import CREATE, person, posted, posted_again

pytestmark = pytest.mark.django_db


def test_a_forged_field_is_a_bad_request(signed_in):
    assert signed_in.post(CREATE, posted(state="exited_no_policy")).status_code == 400
    assert (
        signed_in.post(CREATE, posted() | {"members-0-person_no": "P1"}).status_code
        == 400
    )
    assert signed_in.post(CREATE, posted() | {"headcount": "9"}).status_code == 400


@pytest.mark.parametrize(
    "change",
    [
        {"id": "x"},
        {"id": ""},
        {"period": "2013"},
        {"period": "2999"},
        {"period": "\x00"},
    ],
)
def test_a_sheet_without_a_proper_number_or_period_is_a_bad_request(signed_in, change):
    assert signed_in.post(CREATE, posted() | change).status_code == 400


def test_a_person_of_another_household_cannot_be_named_in_a_row(signed_in):
    stranger = factories.household(village=factories.OTHER_COUNTY_VILLAGE).members.get()
    response = signed_in.post(
        CREATE,
        posted(person("张三"), person("李四", relation="99", id=str(stranger.pk))),
    )
    assert response.status_code == 400


def test_a_body_of_50_megabytes_is_refused(signed_in):
    response = signed_in.post(
        CREATE,
        b"need=" + b"x" * 50_000_000,
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code in (400, 413)
    assert not Household.objects.exists()


NONSENSE = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "\x00",
            "\u202e",
            "NaN",
            "Infinity",
            "-0",
            "1e999",
            "1" * 40,
            "9" * 5000,
            "٣",
            "\U0010ffff",
            "[]",
            "{}",
        ]
    ),
)


FIELDS = st.sampled_from(
    [name for name in posted() if name not in ("id", "csrfmiddlewaretoken")]
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(changes=st.dictionaries(FIELDS, NONSENSE, min_size=1, max_size=4))
def test_no_nonsense_breaks_the_page(signed_in, changes):
    for address in (CREATE, reverse("households:hints"), reverse("households:draft")):
        response = signed_in.post(address, posted() | changes)
        assert response.status_code in (200, 204, 302, 400, 404, 409, 422)


@pytest.mark.parametrize(
    ("village", "status"),
    [
        (factories.OTHER_COUNTY_VILLAGE, 404),
        (factories.SIBLING_VILLAGE, 404),
        ("990101100999", 404),
        ("x", 404),
    ],
)
def test_a_household_is_registered_only_in_ones_own_village(signed_in, village, status):
    assert signed_in.post(CREATE, posted(region_code=village)).status_code == status
    assert not Household.objects.exists()


def test_where_one_may_look_but_not_write_is_403(client, cadre):
    factories.grant(cadre, "supervisor", factories.COUNTY)
    client.force_login(cadre)
    assert (
        client.post(CREATE, posted(region_code=factories.SIBLING_VILLAGE)).status_code
        == 403
    )


@pytest.mark.parametrize("role", ["supervisor", "auditor", "helper"])
def test_who_only_reads_gets_403(client, role):
    household = factories.household()
    client.force_login(factories.person(role, factories.COUNTY))
    assert client.get(CREATE).status_code == 403
    assert (
        client.get(reverse("households:update", args=[household.pk])).status_code == 403
    )
    assert (
        client.post(
            reverse("households:draft"), posted(id=str(household.pk))
        ).status_code
        == 403
    )
    assert (
        client.post(
            reverse("households:hints"), posted(id=str(household.pk))
        ).status_code
        == 403
    )


def test_a_foreign_household_is_404(client, stranger):
    household = factories.household()
    client.force_login(stranger)
    address = reverse("households:update", args=[household.pk])
    assert client.get(address).status_code == 404
    assert client.post(address, posted_again(household)).status_code == 404


def test_a_sheet_used_by_another_person_is_refused(signed_in, sibling_cadre, client):
    sheet = posted()
    signed_in.post(CREATE, sheet)
    client.force_login(sibling_cadre)
    response = client.post(CREATE, sheet | {"region_code": factories.SIBLING_VILLAGE})
    assert response.status_code == 409
    assert Household.objects.count() == 1
