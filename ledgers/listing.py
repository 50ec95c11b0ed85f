"""A page of a ledger on the screen: the same values as in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from core.actors import Actor
from core.web.paging import keyset_page
from ledgers.declaration import (
    DATE,
    DECIMAL,
    PERCENT,
    WAN,
    YUAN,
    Column,
    Ledger,
    LedgerQuery,
    raw_values,
    render_row,
)
from ledgers.heads import heads
from ledgers.stream import number_text

SIZE = 50
LONGEST_POSITION = 7  # digits of the number of a row


def page_of(
    ledger: Ledger, query: LedgerQuery, params: Mapping[str, str]
) -> dict[str, Any]:
    """Heads, rows as text, and the cursors around them."""
    columns = ledger.columns_of(query)
    queryset = ledger.rows(query)
    found = keyset_page(queryset, params, order=ledger.order, size=SIZE)
    keys = [row.pk for row in found]
    raw = _raw_by_key(ledger, query, queryset, keys)
    context = ledger.context(query)
    first = _position(params.get("row", ""))
    rows = [
        _as_texts(columns, render_row(columns, raw[key], number, context))
        for number, key in enumerate(keys, start=first)
    ]
    return {
        "columns": columns,
        "heads": heads(columns),
        "rows": rows,
        "page": found,
        "previous_row": max(first - SIZE, 1),
        "next_row": first + len(keys),
    }


def as_text(column: Column, value: Any) -> str:
    """A value as the workbook would show it."""
    if value is None or value == "":
        return ""
    if column.kind == YUAN:
        return number_text(YUAN, value)
    if column.kind == WAN:
        return f"{Decimal(value) / 1_000_000:,.4f}"
    if column.kind == DATE:
        return value.isoformat()
    if column.kind == DECIMAL:
        return f"{value:.2f}"
    if column.kind == PERCENT:
        return f"{value:.2f}%"
    return str(value)


def widest_place(user: Actor, permission: str) -> str:
    """Where a ledger starts when no region is named: the first of the person's places."""
    ranges = user.scope_ranges(permission)
    return ranges[0][0] if ranges else ""


def _raw_by_key(
    ledger: Ledger, query: LedgerQuery, queryset: QuerySet, keys: list[Any]
) -> dict[Any, Sequence[Any]]:
    rows = raw_values(ledger, query, queryset.filter(pk__in=keys), "pk")
    return {key: values for key, *values in rows}


def _as_texts(
    columns: Sequence[Column], row: Sequence[Any]
) -> list[tuple[Column, str]]:
    cells = zip(columns, row, strict=True)
    return [(column, as_text(column, value)) for column, value in cells]


def _position(text: str) -> int:
    """The serial number of the first row of a page.

    It is passed on from link to link, since a cursor does not count.
    """
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_POSITION
    return int(text) if is_number else 1
