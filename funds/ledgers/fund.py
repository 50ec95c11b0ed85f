"""The fund ledger (资金台账), in its official wording: see `tests/golden`."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import (
    BigIntegerField,
    Case,
    DecimalField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, NullIf, Round
from django.utils.translation import gettext_lazy as _

from core import codelists
from core.actors import Actor
from funds import permissions
from funds.models import Account, Allocation
from ledgers import words
from ledgers.declaration import (
    DATE,
    PERCENT,
    SERIAL,
    WAN,
    Column,
    Ledger,
    LedgerQuery,
)
from ledgers.forms import YearField
from ledgers.words import Words

CENTRAL, PROVINCE, CITY, COUNTY = "1", "2", "3", "4"
AMOUNT = "金额（万元）"


class YearForm(forms.Form):
    """Documents of one year."""

    year = YearField(label=_("Year"), required=False)

    def __init__(self, data: Any, user: Actor) -> None:
        super().__init__(data)


def fund_year(query: LedgerQuery) -> int:
    """The year asked for, else the present one."""
    return int(query.filters.get("year") or query.on.year)


def _fund_day(query: LedgerQuery) -> dt.date:
    return words.day_of(fund_year(query), query)


def fund_rows(query: LedgerQuery) -> QuerySet:
    """One line for each document of the year and project that has its money.

    The first of their standing allocations stands for all of them: paid and left are
    kept for the pair, not for each allocation.
    """
    rows = (
        Allocation.objects.visible_to(query.user)
        .in_region(query.region_code)
        .standing()
        .filter(document__issued_on__year=fund_year(query))
    )
    first = _of_pair().order_by("id").values("pk")[:1]
    return rows.filter(pk=Subquery(first)).annotate(issued_on=F("document__issued_on"))


def _of_pair() -> QuerySet:
    """All standing allocations of a line's document to its project."""
    return Allocation.objects.standing().filter(
        document=OuterRef("document"), project=OuterRef("project")
    )


def _balance(purpose: str) -> Any:
    """What the project's account with the document holds."""
    found = Account.objects.filter(
        document=OuterRef("document"), project=OuterRef("project"), purpose=purpose
    )
    return Coalesce(Subquery(found.with_balance().values("balance_fen")), 0)


def _given() -> Any:
    """What the document gives the project in all."""
    given = _of_pair().order_by().values("project").annotate(sum=Sum("amount_fen"))
    return Subquery(given.values("sum"), output_field=BigIntegerField())


def _of_document(query: LedgerQuery, **level: str) -> Any:
    """The amount of the document, on its first line only.

    Otherwise the sum of the column would count it once for each project.
    """
    lines = fund_rows(query).filter(document=OuterRef("document"))
    first = Q(pk=Subquery(lines.order_by(*FUND_ORDER).values("pk")[:1]))
    return Case(
        When(first & Q(**level), then=F("document__amount_fen")),
        output_field=BigIntegerField(),
    )


def fund_columns(query: LedgerQuery) -> tuple[Column, ...]:
    """The columns; the first line of a document depends on what the person sees."""
    amounts = {
        "amount": _of_document(query),
        "central": _of_document(query, document__level=CENTRAL),
        "province": _of_document(query, document__level=PROVINCE),
        "city": _of_document(query, document__level=CITY),
        "county": _of_document(query, document__level=COUNTY),
    }
    return tuple(
        replace(column, source=amounts[column.key]) if column.key in amounts else column
        for column in FUND_COLUMNS
    )


def _budget_line(code: str, context: Words) -> str:
    found = codelists.label("budget_line", code, context.on) if code else ""
    return f"{code} {found}".strip()


SHARE = DecimalField(max_digits=7, decimal_places=2)
PAID, HELD = _balance("paid"), _balance("project")
SPENT = Round(
    Cast(PAID, DecimalField(max_digits=20, decimal_places=4))
    * 100
    / NullIf(PAID + HELD, Value(0)),
    2,
    output_field=SHARE,
)
FUND_ORDER = ("issued_on", "document_id", "id")


def _wan(key: str, *head: str, source: Any = None) -> Column:
    return Column(key, head, source, WAN, width=12, total=True)


FUND_COLUMNS = (
    Column("serial", ("序号",), kind=SERIAL, width=6),
    Column("number", ("文号",), "document__number", width=22),
    Column("issued", ("下达时间",), "document__issued_on", DATE, width=12),
    Column("fund", ("资金名称/类型",), "document__title", width=24),
    Column("line", ("科目",), "document__budget_line", width=18, render=_budget_line),
    _wan("amount", AMOUNT, "合计"),
    _wan("central", AMOUNT, "中央"),
    _wan("province", AMOUNT, "省"),
    _wan("city", AMOUNT, "市"),
    _wan("county", AMOUNT, "县"),
    Column("project", ("项目名称",), "project__name", width=26),
    Column("unit", ("实施单位",), "project__responsible_unit", width=18),
    _wan("given", "安排金额", source=_given()),
    # The county pays households directly, so that what went out has arrived.
    _wan("sent", "已拨付", source=PAID),
    _wan("paid", "已支付（报账）", source=PAID),
    Column("spent", ("支出率",), SPENT, PERCENT, width=10),
    _wan("left", "结转结余", source=HELD),
    Column("remark", ("备注",), "note", width=12),
)
FUND_LEDGER = Ledger(
    slug="fund-ledger",
    named_by="project",
    name=_("Fund ledger"),
    permission=permissions.VIEW_DOCUMENT,
    unit="万元",
    paper="A3",
    rows=fund_rows,
    order=FUND_ORDER,
    title=lambda query: words.title(
        query, fund_year(query), "fund-ledger", _fund_day(query)
    ),
    context=lambda query: words.words_for(query, _fund_day(query)),
    filter_form=YearForm,
    reporter=lambda query: words.reporter(query, _fund_day(query)),
    columns=FUND_COLUMNS,
    columns_for=fund_columns,
    formulas=(
        *("1", "2", "3", "4", "5", "6=7+8+9+10", "7", "8", "9", "10"),
        *("11", "12", "13", "14", "15", "16=15÷13", "17=13-15", "18"),
    ),
    notes=(
        "本表列出已安排到项目的资金，一个文件安排一个项目列一行；"
        "指标文中尚未安排的部分不在表内。",
        "文件金额只在该文件的第一行列出，合计不重复计算。",
        "资金由县直接发放到户，拨付即为支付，两栏相等。",
    ),
)
