"""Keyset pagination: pages by the key of the last row, never by OFFSET."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

# Beyond it an exact count would cost more than the page itself.
COUNT_CAP = 10_000


@dataclass(frozen=True)
class Page:
    """Rows of one page and the cursors around it; `capped` means “at least `count`”."""

    rows: list[Any]
    previous: str
    next: str
    count: int
    capped: bool

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def keyset_page(
    queryset: QuerySet | Sequence[QuerySet],
    params: Mapping[str, str],
    *,
    order: Sequence[str] = ("region_code", "id"),
    size: int = 50,
    counted: Sequence[QuerySet] | None = None,
) -> Page:
    """The page that `?after=` / `?before=` asks for; `order` must end in a unique column.

    Several querysets are read one after the other, as when a person's posts lie apart:
    each is one range of the index, where their union would be scanned from its
    beginning. They must follow each other in `order`. `counted` is counted instead, when
    the rows carry a condition that only leads to their index.
    """
    parts = [queryset] if isinstance(queryset, QuerySet) else list(queryset)
    before = _decode(params.get("before", ""), order)
    after = _decode(params.get("after", ""), order) if before is None else None
    # One row more than shown tells whether there is a page beyond.
    if before is None:
        rows = _gather(parts, order, after, size + 1)
    else:
        rows = _gather_back(parts, order, before, size + 1)
    more, rows = len(rows) > size, rows[:size]
    if before is not None:
        rows.reverse()
    count = _capped_count(parts if counted is None else counted)
    return Page(
        rows=rows,
        previous=_edge(rows[:1], order, more if before else bool(after)),
        next=_edge(rows[-1:], order, before is not None or more),
        count=min(count, COUNT_CAP),
        capped=count > COUNT_CAP,
    )


def _gather_back(
    parts: Sequence[QuerySet], order: Sequence[str], cursor: list, limit: int
) -> list[Any]:
    """The rows before the cursor, nearest first: everything read the other way round."""
    return _gather(parts[::-1], [_flip(name) for name in order], cursor, limit)


def _edge(rows: list[Any], order: Sequence[str], is_open: bool) -> str:
    """The cursor at the first or last row, where a page lies beyond it."""
    return _encode(rows[0], order) if rows and is_open else ""


def is_cursor(text: str, order: Sequence[str]) -> bool:
    """Whether a text has the shape of a cursor of this order."""
    return _decode(text, order) is not None


def _gather(
    parts: Sequence[QuerySet], order: Sequence[str], cursor: list | None, limit: int
) -> list[Any]:
    rows: list[Any] = []
    for part in parts:
        if len(rows) < limit:
            rows += _rows(part, order, cursor, limit - len(rows))
    return rows


def _capped_count(parts: Sequence[QuerySet]) -> int:
    """Exact up to the cap; one more than the cap beyond it."""
    count = 0
    for part in parts:
        if count <= COUNT_CAP:
            count += part.order_by()[: COUNT_CAP + 1 - count].count()
    return count


def _rows(
    queryset: QuerySet, order: Sequence[str], cursor: list | None, limit: int
) -> list[Any]:
    ordered = queryset.order_by(*order)
    if cursor is None:
        return list(ordered[:limit])
    try:
        return list(ordered.filter(_beyond(order, cursor))[:limit])
    except (ValueError, TypeError, ValidationError):
        # A cursor made by hand: start anew.
        return list(ordered[:limit])


def _beyond(order: Sequence[str], cursor: list) -> Q:
    """Row-wise comparison; the first column is repeated as a plain range for its index."""
    name, comparison = _lookup(order[0])
    condition = Q()
    equal: dict[str, Any] = {}
    for column, value in zip(order, cursor, strict=True):
        field, lookup = _lookup(column)
        condition |= Q(**equal, **{f"{field}__{lookup}": value})
        equal[field] = value
    return Q(**{f"{name}__{comparison}e": cursor[0]}) & condition


def _lookup(column: str) -> tuple[str, str]:
    return (column[1:], "lt") if column.startswith("-") else (column, "gt")


def _flip(column: str) -> str:
    return column[1:] if column.startswith("-") else f"-{column}"


def _encode(row: Model, order: Sequence[str]) -> str:
    values = [_value(row, column.lstrip("-")) for column in order]
    # Not signed: a forged cursor shows no more than the queryset allows.
    text = json.dumps(values, default=str, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _value(row: Model, path: str) -> Any:
    value: Any = row
    for name in path.split("__"):
        value = getattr(value, name)
    return value


def _decode(cursor: str, order: Sequence[str]) -> list | None:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        # The last one: brackets within brackets, as deep as an address is long.
        return None
    # Lists and objects would be lookups of their own: a cursor is a row of scalars.
    scalar = isinstance(values, list) and all(isinstance(v, str | int) for v in values)
    return values if scalar and len(values) == len(order) else None
