"""What a ledger declares: heads for screens, who sees which, the values of a row."""

from __future__ import annotations

import pytest
from django.db.models import F

from ledgers import declaration
from ledgers.declaration import INTEGER, SERIAL, Column, Ledger, LedgerQuery
from tests import factories
from villages.models import Region

COLUMNS = (
    Column("serial", ("序号",), kind=SERIAL),
    Column("code", ("编码",), "code"),
    Column("level", ("级别", "数"), F("level"), INTEGER),
    Column("named", ("名称",), "name", render=lambda value, words: words[value]),
    Column("remark", ("备注",)),
)


def ledger(slug="test", permission="households.view_household", **changes):
    return Ledger(
        slug=slug,
        name=slug,
        permission=permission,
        columns=COLUMNS,
        rows=lambda query: Region.objects.all(),
        title=lambda query: "试验台账",
        unit="个",
        **changes,
    )


@pytest.fixture
def _shelf(monkeypatch):
    """No ledger but those of the test."""
    monkeypatch.setattr(declaration, "_ledgers", {})


def query(**values):
    return LedgerQuery(None, factories.COUNTY, {}, factories.TODAY, **values)


def test_the_head_on_screens_is_the_lowest():
    assert [column.label for column in COLUMNS[:3]] == ["序号", "编码", "数"]


@pytest.mark.usefixtures("_shelf")
def test_a_registered_ledger_is_found_by_its_name():
    made = declaration.register(ledger())
    assert declaration.ledger_named("test") is made
    assert declaration.ledger_named("other") is None


@pytest.mark.usefixtures("_shelf")
def test_ledgers_are_offered_by_permission_in_the_order_they_were_made(cadre):
    second = declaration.register(ledger("z"))
    declaration.register(ledger("b", "accounts.manage_user"))
    first = declaration.register(ledger("a"))
    assert declaration.ledgers_for(cadre) == [second, first]


def test_columns_are_those_of_the_query():
    masked, full = COLUMNS[:1], COLUMNS[:2]
    changing = ledger(columns_for=lambda query: full if query.full else masked)
    assert changing.columns_of(query()) == masked
    assert changing.columns_of(query(full=True)) == full
    assert ledger().columns_of(query()) == COLUMNS


@pytest.mark.django_db
def test_stored_values_stand_in_the_order_of_the_columns():
    village = Region.objects.filter(code=factories.VILLAGE)
    raw = declaration.raw_values(ledger(), query(), village, "short_name")
    assert list(raw) == [("上村", factories.VILLAGE, 5, "上村村委会")]


def test_a_row_counts_and_says_codes_in_words():
    raw = (factories.VILLAGE, 5, "01")
    row = declaration.render_row(COLUMNS, raw, 7, {"01": "因病"})
    assert row == [7, factories.VILLAGE, 5, "因病", None]
