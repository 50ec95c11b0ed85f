"""What all lists of the API have in common: conditions that are known, cursors that are whole."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.api import router
from core.web.api_paging import KeysetPages
from tests import factories, money

pytestmark = pytest.mark.django_db
LISTS = [
    name
    for _prefix, viewset, name in router.registry
    if hasattr(viewset, "list") and viewset.pagination_class
]


@pytest.fixture
def reader(client):
    person = factories.person("county_office", factories.COUNTY)
    factories.grant(person, "county_finance", factories.COUNTY)
    client.force_login(person)
    return client


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "asked",
    [
        {"colour": "red"},
        {"after": "half"},
        {"before": "WyJhIl0x"},
        {"page_size": "many"},
        {"page_size": "0"},
        {"page_size": "２"},
    ],
    ids=str,
)
def test_what_a_list_does_not_know_is_refused_by_name(reader, name, asked):
    answer = reader.get(reverse(f"api:{name}-list"), asked)
    assert answer.status_code == 400
    assert set(answer.json()) == set(asked)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_with_conditions_by_place_refuses_what_is_no_place(reader, name):
    viewset = next(
        viewset for _prefix, viewset, base in router.registry if base == name
    )
    if "region" in getattr(
        getattr(viewset, "filterset_class", None), "base_filters", {}
    ):
        answer = reader.get(
            reverse(f"api:{name}-list"), {"region": "１２３４５６７８９０１２"}
        )
        assert (answer.status_code, set(answer.json())) == (400, {"region"})


def test_an_order_that_is_not_offered_is_refused(reader):
    answer = reader.get("/api/v1/households/", {"sort": "wealth"})
    assert (answer.status_code, set(answer.json())) == (400, {"sort"})
    assert reader.get("/api/v1/households/", {"sort": "-income"}).status_code == 200


def test_every_list_of_rows_is_paged_by_key():
    paged = {
        viewset.pagination_class
        for _prefix, viewset, _name in router.registry
        if viewset.pagination_class
    }
    assert paged == {KeysetPages}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_as_many_queries_for_many_rows_as_for_one(
    reader, django_assert_num_queries, name
):
    address = reverse(f"api:{name}-list")
    _some_of_everything()
    first = reader.get(address)
    assert first.status_code == 200
    with CaptureQueriesContext(connection) as asked:
        reader.get(address)
    for _ in range(3):
        _some_of_everything()
    with django_assert_num_queries(len(asked)):
        more = reader.get(address)
    assert more.json()["count"] >= first.json()["count"]


def _some_of_everything():
    """A paid batch brings a fund document, a project with its case, a family and its people along."""
    money.batch("released", households=[money.family(), money.family()])
