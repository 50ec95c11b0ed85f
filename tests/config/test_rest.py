"""What holds for every endpoint of the API: the size of a page, and how often one may ask."""

import pytest
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory
from rest_framework.throttling import SimpleRateThrottle

from core.web.api_paging import page_size
from tests import factories

pytestmark = pytest.mark.django_db
URL = "/api/v1/me/"


@pytest.mark.parametrize(
    ("asked", "given"),
    [("", 50), ("1", 1), ("500", 500), ("501", 500), ("99999", 500)],
)
def test_a_page_is_never_larger_than_five_hundred_rows(asked, given):
    """What is no number of rows at all is refused: see tests/config/test_api.py."""
    assert (
        page_size(Request(APIRequestFactory().get("/", {"page_size": asked}))) == given
    )


@pytest.fixture
def rates(monkeypatch):
    """Other rates than those of the settings, which no test could reach."""

    def put(**rates):
        monkeypatch.setattr(
            SimpleRateThrottle,
            "THROTTLE_RATES",
            SimpleRateThrottle.THROTTLE_RATES | rates,
        )

    return put


def test_a_person_may_ask_so_often_and_the_next_one_is_told_when_to_come_again(
    client, cadre, rates
):
    rates(user="2/min")
    client.force_login(cadre)
    answers = [client.get(URL) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    client.force_login(factories.person("village_cadre"))
    assert client.get(URL).status_code == 200, "the neighbour at the same address"


def test_the_rates_of_the_settings_are_limits():
    """Who is not signed in is refused before anybody counts."""
    assert SimpleRateThrottle.THROTTLE_RATES == {"user": "600/min", "export": "60/hour"}
