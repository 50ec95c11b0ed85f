"""Walk over the description of the API as a person of the county: every request is answered."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from requests import Request

from tests import factories
from tests.hostile.asking import undone
from tests.hostile.test_addresses import _no_limits  # noqa: F401  the same limits are off here

pytestmark = pytest.mark.django_db
REQUESTS_EACH = 12


def test_the_api_answers_whatever_its_description_allows(county_officer):
    import schemathesis  # two seconds, which only the worker of this test shall spend

    client = Client(raise_request_exception=False)
    client.force_login(county_officer)
    factories.household(village=factories.VILLAGE)
    description = client.get("/api/schema/", {"format": "json"}).json()
    schema = schemathesis.openapi.from_dict(description)
    statuses: dict[str, set[int]] = {}
    for result in schema.get_all_operations():
        operation = result.ok()
        asked = statuses.setdefault(
            f"{operation.method.upper()} {operation.path}", set()
        )
        _walk(operation, client, asked)
    assert len(statuses) > 20
    assert any(200 in found for found in statuses.values())
    assert {
        label: found
        for label, found in statuses.items()
        if max(found, default=0) >= 500
    } == {}


def _walk(operation, client: Client, asked: set[int]) -> None:
    @seed(20181124)
    @settings(
        max_examples=REQUESTS_EACH,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case) -> None:
        sent = Request(
            **case.as_transport_kwargs(base_url="http://testserver")
        ).prepare()
        address = urlsplit(sent.url)
        with undone():
            response = client.generic(
                sent.method,
                address.path,
                sent.body or b"",
                content_type=sent.headers.get("Content-Type", ""),
                QUERY_STRING=address.query,
            )
        asked.add(response.status_code)

    ask()
