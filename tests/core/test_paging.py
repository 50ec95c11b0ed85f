"""Pages by key: every row once, in both directions, whatever the cursor."""

from itertools import chain

import pytest

from core.web import paging
from core.web.paging import keyset_page
from villages.models import Region

ORDER = ("code",)


@pytest.fixture
def regions(db):
    return Region.objects.all()


def walk(queryset, order, size, step="next"):
    seen, params = [], {}
    while True:
        page = keyset_page(queryset, params, order=order, size=size)
        seen.append([row.pk for row in page])
        cursor = getattr(page, step)
        if not cursor:
            return seen
        params = {"after" if step == "next" else "before": cursor}


@pytest.mark.parametrize(
    "order", [("code",), ("-code",), ("level", "code"), ("-level", "code")]
)
def test_walking_on_meets_every_row_once_in_order(regions, order):
    pages = walk(regions, order, 3)
    assert list(chain.from_iterable(pages)) == [
        row.pk for row in regions.order_by(*order)
    ]
    assert len(pages) > 2


def test_walking_back_leads_to_the_first_page(regions):
    first = keyset_page(regions, {}, order=ORDER, size=3)
    second = keyset_page(regions, {"after": first.next}, order=ORDER, size=3)
    again = keyset_page(regions, {"before": second.previous}, order=ORDER, size=3)
    assert [row.pk for row in again] == [row.pk for row in first]
    assert again.previous == ""


@pytest.mark.parametrize(
    "cursor",
    ["x", "bnVsbA", "W10", "W1tdXQ", "WyJhIiwiYiJd", "é", "=" * 9, "W1tb" * 967],
)
def test_a_cursor_made_by_hand_shows_the_first_page(regions, cursor):
    page = keyset_page(regions, {"after": cursor}, order=ORDER, size=3)
    assert [row.pk for row in page] == [row.pk for row in regions.order_by("code")[:3]]
    assert page.previous == ""


def test_a_long_list_is_counted_only_to_the_cap(regions, monkeypatch):
    monkeypatch.setattr(paging, "COUNT_CAP", 4)
    page = keyset_page(regions, {}, order=ORDER, size=2)
    assert (page.count, page.capped) == (4, True)


def test_an_empty_list_has_no_cursors(regions):
    page = keyset_page(regions.none(), {}, order=ORDER)
    assert (page.rows, page.previous, page.next, page.count) == ([], "", "", 0)
