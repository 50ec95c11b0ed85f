"""A page of a ledger on the screen: the same values as in the file."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from core.web.paging import keyset_page
from ledgers.declaration import (
    DATE,
    WAN,
    YUAN,
    Column,
    Ledger,
    Request,
    heads,
    shown_row,
    values,
)
from ledgers.stream import number_text

SIZE = 50


def shown(
    ledger: Ledger, request: Request, params: Mapping[str, str]
) -> dict[str, Any]:
    """Heads, rows as text, and the cursors around them."""
    columns = ledger.shown(request)
    queryset = ledger.rows(request)
    found = keyset_page(queryset, params, order=ledger.order, size=SIZE)
    keys = [row.pk for row in found]
    raw = dict.fromkeys(keys)
    for key, *row in values(ledger, request, queryset.filter(pk__in=keys), "pk"):
        raw[key] = row
    context = ledger.context(request)
    first = _position(params.get("row", ""))
    rows = [
        [
            as_text(column, value)
            for column, value in zip(
                columns, shown_row(columns, raw[key], n, context), strict=True
            )
        ]
        for n, key in enumerate(keys, start=first)
    ]
    labelled = [list(zip(columns, row, strict=True)) for row in rows]
    around = {"previous_row": max(first - SIZE, 1), "next_row": first + len(keys)}
    return {
        "columns": columns,
        "heads": heads(columns),
        "rows": labelled,
        "page": found,
        **around,
    }


def _position(text: str) -> int:
    """The serial number of the first row of a page: it goes from link to link, as a cursor does not count."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def as_text(column: Column, value: Any) -> str:
    """A value as the sheet would show it."""
    if value is None or value == "":
        return ""
    if column.kind == YUAN:
        return number_text(YUAN, value)
    if column.kind == WAN:
        return f"{Decimal(value) / 1_000_000:,.4f}"
    if column.kind == DATE:
        return value.isoformat()
    return str(value)


def widest_place(user: Any, permission: str) -> str:
    """Where a ledger starts when no region is named: the first of the person's places."""
    ranges = user.scope_ranges(permission)
    return ranges[0][0] if ranges else ""
