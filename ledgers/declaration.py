"""What a ledger declares: its columns, rows and paper, read by page, export and API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from core.actors import Actor

# The kinds of a column; YUAN and WAN are stored in fen, SERIAL is counted while writing.
TEXT, INTEGER, YUAN, WAN, DATE, SERIAL, DECIMAL, PERCENT = (
    "text",
    "integer",
    "yuan",
    "wan",
    "date",
    "serial",
    "decimal",
    "percent",
)


@dataclass(frozen=True)
class Column:
    """One column: its official head, where its value comes from, how it is written.

    `head` has one string a header row. `source` is a field path, or an expression for
    `annotate`. `render(value, context)` turns a stored value into the written one, such
    as a code into its label; `context` is what `Ledger.context` prepared. In the row of
    totals stands the sum with `total`, the number of rows in the unit `counted`.
    """

    key: str
    head: tuple[str, ...]
    source: Any = None
    kind: str = TEXT
    width: float = 12
    render: Callable[[Any, Any], Any] | None = None
    total: bool = False
    counted: str = ""

    @property
    def label(self) -> str:
        """The lowest head, for screens."""
        return self.head[-1]


@dataclass(frozen=True)
class LedgerQuery:
    """Who asks for which rows of a ledger: enough to find the same rows again."""

    user: Any
    region_code: str
    filters: Mapping[str, Any]
    on: dt.date
    full: bool = False


@dataclass(frozen=True)
class Ledger:
    """One official ledger.

    - `rows(query)` starts from `visible_to(query.user)`; `order` ends in a unique column.
    - `title(query)` is the official title; `context(query)` is read once an export.
    - `full_permission` is needed to have personal numbers written in full.
    - `named_by` is the column a row is known by; it stays in sight on a narrow screen.
    - `formulas` has a text a column, in a row of its own under the heads.
    - `closing(totals)` is a line under the rows that repeats the totals, as in words.
    """

    slug: str
    name: Any
    permission: str
    columns: tuple[Column, ...]
    rows: Callable[[LedgerQuery], QuerySet]
    title: Callable[[LedgerQuery], str]
    unit: str
    order: tuple[str, ...] = ("region_code", "id")
    context: Callable[[LedgerQuery], Any] = lambda query: None
    columns_for: Callable[[LedgerQuery], tuple[Column, ...]] | None = None
    filter_form: Callable[[QueryDict | None, Any], Any] | None = None
    full_permission: str = ""
    named_by: str = ""
    appendix: str = "附件"  # its number is that of the letter it goes out with
    formulas: tuple[str, ...] = ()
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
    reporter: Callable[[LedgerQuery], str] = lambda query: ""

    def columns_of(self, query: LedgerQuery) -> tuple[Column, ...]:
        """The columns for one query: another year or permission may mean others."""
        return self.columns_for(query) if self.columns_for else self.columns


_ledgers: dict[str, Ledger] = {}


def register(ledger: Ledger) -> Ledger:
    """Make a ledger known; call it in `AppConfig.ready`."""
    _ledgers[ledger.slug] = ledger
    return ledger


def ledger_named(slug: str) -> Ledger | None:
    return _ledgers.get(slug)


def ledgers_for(user: Actor) -> list[Ledger]:
    """The ledgers a person may see, in the order of their registration."""
    return [ledger for ledger in _ledgers.values() if user.has_perm(ledger.permission)]


def raw_values(
    ledger: Ledger, query: LedgerQuery, queryset: QuerySet, *before: str
) -> QuerySet:
    """The stored values as tuples in column order, after the fields named `before`.

    See also `render_row`, which turns one tuple into the written row.
    """
    names: list[str] = []
    expressions = {}
    for column in ledger.columns_of(query):
        if column.source is None:
            continue
        if isinstance(column.source, str):
            names.append(column.source)
        else:
            expressions[f"col_{column.key}"] = column.source
            names.append(f"col_{column.key}")
    return queryset.annotate(**expressions).values_list(*before, *names)


def render_row(
    columns: Sequence[Column], raw: Sequence[Any], serial: int, context: Any
) -> list[Any]:
    """One row as it is written: serial number where asked for, codes as labels."""
    stored = iter(raw)
    row: list[Any] = []
    for column in columns:
        if column.kind == SERIAL:
            row.append(serial)
            continue
        value = next(stored) if column.source is not None else None
        row.append(column.render(value, context) if column.render else value)
    return row
