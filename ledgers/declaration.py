"""A ledger is declared once; the page, the export and the API read the same columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

TEXT, INTEGER, YUAN, WAN, DATE, SERIAL, DECIMAL = (
    "text",
    "integer",
    "yuan",
    "wan",
    "date",
    "serial",
    "decimal",
)


@dataclass(frozen=True)
class Column:
    """One column: its official head (one string a header row), where its value comes from, how it is shown.

    `source` is a field path, or an expression for `annotate`. `render(value, context)` turns a stored
    value into the shown one (a code into its label); it may use what `Ledger.context` prepared.
    `sealed` marks a value only written in full for those who may reveal it.
    """

    key: str
    head: tuple[str, ...]
    source: Any = None
    kind: str = TEXT
    width: float = 12
    render: Callable[[Any, Any], Any] | None = None
    total: bool = False

    @property
    def label(self) -> str:
        """The lowest head, for screens."""
        return self.head[-1]


@dataclass(frozen=True)
class Request:
    """Who asks for which rows of a ledger: everything a worker needs to find the same rows again."""

    user: Any
    region_code: str
    filters: Mapping[str, Any]
    on: dt.date
    full: bool = False


@dataclass(frozen=True)
class Ledger:
    """One official ledger.

    `rows(request)` starts from `visible_to(request.user)` and is ordered by `order`, which ends in a
    unique column; `title(request)` is the official title; `context(request)` is read once per export.
    `full_permission` is needed to have personal numbers written in full; `named_by` is the column a row is
    known by, which stays in sight when the screen is too narrow for all; `closing(totals)` is a line under
    the rows that says the totals once more, as in words.
    """

    slug: str
    name: Any
    permission: str
    columns: tuple[Column, ...]
    rows: Callable[[Request], QuerySet]
    title: Callable[[Request], str]
    unit: str
    order: tuple[str, ...] = ("region_code", "id")
    context: Callable[[Request], Any] = lambda request: None
    columns_for: Callable[[Request], tuple[Column, ...]] | None = None
    filter_form: Callable[[QueryDict | None, Any], Any] | None = None
    full_permission: str = ""
    named_by: str = ""
    appendix: str = ""
    closing: Callable[[Mapping[str, Any]], str] | None = None
    footer: tuple[str, ...] = (
        "单位负责人（签字）：",
        "审核人：",
        "填表人：",
        "联系电话：",
        "填报日期：",
    )
    notes: tuple[str, ...] = field(default=())
    paper: str = "A4"
    reporter: Callable[[Request], str] = lambda request: ""

    def shown(self, request: Request) -> tuple[Column, ...]:
        """The columns of this request: a year more may mean a column more, a right less one value less."""
        return self.columns_for(request) if self.columns_for else self.columns


@dataclass(frozen=True)
class Head:
    """A cell of the heads: where it begins, how far it reaches down and across."""

    text: str
    row: int
    column: int
    down: int
    across: int


def heads(columns: Sequence[Column]) -> list[Head]:
    """The cells of all head rows, row by row: equal neighbours merge sideways, short heads merge downwards."""
    depth = max(len(column.head) for column in columns)
    cells = []
    for level in range(depth):
        for index, column in enumerate(columns):
            upper = column.head[: level + 1]
            if level >= len(column.head) or (
                level < len(column.head) - 1 and _begins_before(columns, index, upper)
            ):
                continue
            is_lowest = level == len(column.head) - 1
            across = 1 if is_lowest else _reach(columns, index, upper)
            cells.append(
                Head(
                    column.head[level],
                    level,
                    index,
                    depth - level if is_lowest else 1,
                    across,
                )
            )
    return cells


def _begins_before(
    columns: Sequence[Column], index: int, upper: tuple[str, ...]
) -> bool:
    return index > 0 and columns[index - 1].head[: len(upper)] == upper


def _reach(columns: Sequence[Column], index: int, upper: tuple[str, ...]) -> int:
    """How many columns from here on stand under the same upper heads."""
    return len(
        list(
            takewhile(
                lambda column: column.head[: len(upper)] == upper, columns[index:]
            )
        )
    )


_ledgers: dict[str, Ledger] = {}


def register(ledger: Ledger) -> Ledger:
    """Make a ledger known; its module is imported in `AppConfig.ready`."""
    _ledgers[ledger.slug] = ledger
    return ledger


def ledger_named(slug: str) -> Ledger | None:
    return _ledgers.get(slug)


def ledgers_for(user: Any) -> list[Ledger]:
    """The ledgers a person may see, in the order of their declaration."""
    return [ledger for ledger in _ledgers.values() if user.has_perm(ledger.permission)]


def values(
    ledger: Ledger, request: Request, queryset: QuerySet, *before: str
) -> QuerySet:
    """The columns' raw values as tuples, in column order, after the fields named `before`."""
    named: list[str] = []
    expressions = {}
    for column in ledger.shown(request):
        if column.source is None:
            continue
        if isinstance(column.source, str):
            named.append(column.source)
        else:
            expressions[f"col_{column.key}"] = column.source
            named.append(f"col_{column.key}")
    return queryset.annotate(**expressions).values_list(*before, *named)


def shown_row(
    columns: Sequence[Column], raw: Sequence[Any], serial: int, context: Any
) -> list[Any]:
    """One row as it is printed: serial number first where asked, codes as labels."""
    stored = iter(raw)
    row = []
    for column in columns:
        if column.kind == SERIAL:
            row.append(serial)
            continue
        value = next(stored) if column.source is not None else None
        row.append(column.render(value, context) if column.render else value)
    return row
