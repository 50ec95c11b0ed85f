"""A page of a ledger: its rows as text, their numbers, and where it starts."""

from __future__ import annotations

import datetime as dt

import pytest

from ledgers import listing
from ledgers.declaration import (
    DATE,
    INTEGER,
    SERIAL,
    TEXT,
    WAN,
    YUAN,
    Column,
    Ledger,
    LedgerQuery,
)
from tests import factories
from villages.models import Region

LEDGER = Ledger(
    slug="test",
    name="test",
    permission="households.view_household",
    columns=(
        Column("serial", ("序号",), kind=SERIAL),
        Column("name", ("名称",), "name"),
    ),
    rows=lambda query: Region.objects.below(query.region_code),
    title=lambda query: "试验台账",
    unit="个",
    order=("code", "id"),
)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (TEXT, None, ""),
        (TEXT, "", ""),
        (TEXT, "张三", "张三"),
        (INTEGER, 0, "0"),
        (INTEGER, 1_200_000, "1200000"),
        (SERIAL, 7, "7"),
        (YUAN, 0, "0.00"),
        (YUAN, 123_456_789, "1234567.89"),
        (YUAN, -5, "-0.05"),
        (WAN, 0, "0.0000"),
        (WAN, 123_456_789_000, "123,456.7890"),
        (WAN, 49, "0.0000"),
        (WAN, 51, "0.0001"),
        (DATE, dt.date(2026, 1, 9), "2026-01-09"),
    ],
)
def test_a_value_is_shown_as_the_workbook_would(kind, value, text):
    assert listing.as_text(Column("x", ("",), kind=kind), value) == text


@pytest.fixture
def page(db, monkeypatch):
    """A page of three places of the county, of which there are six."""
    monkeypatch.setattr(listing, "SIZE", 3)
    query = LedgerQuery(None, factories.COUNTY, {}, factories.TODAY)

    def asked(**params):
        found = listing.page_of(LEDGER, query, params)
        texts = [[text for _column, text in row] for row in found["rows"]]
        return texts, found

    return asked


def test_a_page_holds_its_rows_in_order_and_no_others(page):
    rows, found = page()
    assert rows == [["1", "清河县"], ["2", "东山镇"], ["3", "上村村委会"]]
    assert [head.text for head in found["heads"]] == ["序号", "名称"]
    assert [column.key for column in found["columns"]] == ["serial", "name"]
    assert (found["previous_row"], found["next_row"]) == (1, 4)
    following, found = page(after=found["page"].next, row="4")
    assert following == [["4", "下村村委会"], ["5", "西水乡"], ["6", "柳树村村委会"]]
    assert (found["previous_row"], found["next_row"]) == (1, 7)


def test_only_the_rows_of_the_page_are_read(page, django_assert_max_num_queries):
    with django_assert_max_num_queries(3) as queries:
        page()
    assert " IN (" in queries.captured_queries[-1]["sql"]


@pytest.mark.parametrize(
    ("row", "first"),
    [
        ("4", "4"),
        ("9999999", "9999999"),
        ("10000000", "1"),
        ("", "1"),
        ("-3", "1"),
        ("x", "1"),
        ("四", "1"),
        ("４", "1"),
    ],
)
def test_rows_count_on_from_the_number_that_was_passed(page, row, first):
    rows, _found = page(row=row)
    assert rows[0][0] == first


def test_a_ledger_starts_at_the_first_of_the_places(cadre):
    factories.grant(cadre, "village_cadre", factories.OTHER_TOWNSHIP_VILLAGE)
    permission = "households.view_household"
    assert listing.widest_place(cadre, permission) == factories.VILLAGE
    assert listing.widest_place(factories.person(), permission) == ""
