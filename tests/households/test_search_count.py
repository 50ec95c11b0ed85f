"""A search that lists only some of what it found says how many there are, or at least are."""

import pytest
from django.urls import reverse

from households import search
from tests import factories

pytestmark = pytest.mark.django_db
NAME, API = "欧阳建国", "/api/v1/households/"


@pytest.fixture
def five(cadre):
    """Five families with a person of one name."""
    for _ in range(5):
        factories.household(by=cadre, members=[factories.member(NAME)])


def capped(monkeypatch, *, listed=100, counted=100):
    monkeypatch.setattr(search, "MOST_MATCHES", listed)
    monkeypatch.setattr(search, "COUNT_CAP", counted)


def told(client, **asked):
    answer = client.get(API, {"q": NAME, **asked}).json()
    return len(answer["results"]), answer["count"], answer["count_is_at_least"]


@pytest.mark.parametrize(
    ("listed", "counted", "expected"),
    [
        (100, 100, (5, 5, False)),  # all are listed
        (3, 100, (3, 5, False)),  # some are listed, all are counted
        (3, 4, (3, 4, True)),  # more than can be counted cheaply
    ],
)
def test_api_tells_the_whole_number_or_that_there_are_more(
    client, cadre, five, monkeypatch, listed, counted, expected
):
    capped(monkeypatch, listed=listed, counted=counted)
    client.force_login(cadre)
    assert told(client) == expected


@pytest.mark.parametrize(
    ("counted", "words"), [(100, "共 5 户"), (4, "超过 4 户")], ids=["whole", "more"]
)
def test_page_says_the_same(client, cadre, five, monkeypatch, counted, words):
    capped(monkeypatch, listed=3, counted=counted)
    client.force_login(cadre)
    page = client.get(reverse("households:list"), {"q": NAME}).content.decode()
    assert words in page
    assert page.count(NAME) >= 3


def test_narrowed_by_another_condition_it_is_at_least_so_many(
    client, cadre, five, monkeypatch
):
    """Of what is not listed some may meet the condition too."""
    capped(monkeypatch, listed=3)
    client.force_login(cadre)
    assert told(client, state="exited") == (0, 0, True)


def test_the_same_ones_are_listed_on_every_page(cadre, five, monkeypatch):
    capped(monkeypatch, listed=3)
    first, again = (
        {one.pk for one in search.find(cadre, NAME).households} for _ in range(2)
    )
    assert first == again
    assert len(first) == 3
