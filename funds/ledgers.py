"""The spreadsheets of money, in their official wording.

The fund ledger (资金台账) and the payment list (补贴发放表). A ledger is a spreadsheet,
never the book-keeping: see docs/decisions/0062-ledgers-are-spreadsheets.md.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import (
    BigIntegerField,
    Case,
    DecimalField,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, NullIf, Round
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core import codelists
from core.actors import Actor
from core.money import capital_numerals
from core.scope import TOWNSHIP, at_level
from funds import permissions
from funds.models import Account, Allocation, Payment, PaymentBatch
from ledgers import declaration
from ledgers.declaration import (
    DATE,
    DECIMAL,
    SERIAL,
    WAN,
    YUAN,
    Column,
    Ledger,
    LedgerQuery,
)
from villages.models import Region

CENTRAL, PROVINCE, CITY, COUNTY = "1", "2", "3", "4"
AMOUNT = "安排金额（万元）"


def register() -> None:
    """Make the ledgers known; called from `AppConfig.ready`."""
    declaration.register(FUND_LEDGER)
    declaration.register(PAYMENT_LEDGER)


def place_names(query: LedgerQuery) -> dict[str, str]:
    return dict(
        Region.objects.current().below(query.region_code).values_list("code", "name")
    )


def _place(query: LedgerQuery) -> str:
    return Region.objects.names([query.region_code]).get(query.region_code, "")


def _township(code: str, places: dict[str, str]) -> str:
    return places.get(at_level(code, TOWNSHIP), "")


def _village(code: str, places: dict[str, str]) -> str:
    return places.get(code, "")


# --- fund ledger -----------------------------------------------------------------------------


class YearForm(forms.Form):
    """Documents of one year."""

    year = forms.IntegerField(
        label=_("Year"), required=False, min_value=2000, max_value=2100
    )

    def __init__(self, data: QueryDict | None, user: Actor) -> None:
        super().__init__(data)


def fund_rows(query: LedgerQuery) -> QuerySet:
    """Standing allocations in the region: one line for each project and document."""
    rows = (
        Allocation.objects.visible_to(query.user)
        .in_region(query.region_code)
        .standing()
    )
    year = query.filters.get("year")
    return rows.filter(document__issued_on__year=year) if year else rows


def fund_title(query: LedgerQuery) -> str:
    return (
        f"{_place(query)}{query.filters.get('year') or query.on.year}年财政扶贫资金台账"
    )


def _of_level(level: str) -> Any:
    return Case(
        When(document__level=level, then=F("amount_fen")),
        output_field=BigIntegerField(),
    )


def _balance(purpose: str) -> Any:
    """What the project's account with the document holds."""
    found = Account.objects.filter(
        document=OuterRef("document"), project=OuterRef("project"), purpose=purpose
    )
    return Coalesce(Subquery(found.with_balance().values("balance_fen")), 0)


def _on_first(figure: Any, other: Any, field: Any) -> Any:
    """A figure of a pair of project and document, on the first line of that pair only.

    Otherwise the sum of the column would count it once for each allocation.
    """
    first = Allocation.objects.standing().filter(
        document=OuterRef("document"), project=OuterRef("project")
    )
    is_first = When(pk=Subquery(first.order_by("id").values("pk")[:1]), then=figure)
    return Case(is_first, default=other, output_field=field)


PAID = _on_first(_balance("paid"), Value(0), BigIntegerField())
HELD = _on_first(_balance("project"), Value(0), BigIntegerField())
SHARE = DecimalField(max_digits=7, decimal_places=2)
SPENT = Round(
    Cast(_balance("paid"), DecimalField(max_digits=20, decimal_places=4))
    * 100
    / NullIf(_balance("paid") + _balance("project"), Value(0)),
    2,
    output_field=SHARE,
)


FUND_COLUMNS = (
    Column("serial", ("序号",), kind=SERIAL, width=6),
    Column("number", ("文号",), "document__number", width=22),
    Column("issued", ("下达时间",), "document__issued_on", DATE, width=12),
    Column("fund", ("资金名称/类型",), "document__title", width=24),
    Column(
        "line",
        ("科目",),
        "document__budget_line",
        width=18,
        render=lambda code, places: (
            f"{code} {codelists.label('budget_line', code)}" if code else ""
        ),
    ),
    Column("amount", (AMOUNT, "合计"), "amount_fen", WAN, width=12, total=True),
    Column(
        "central",
        (AMOUNT, "中央"),
        _of_level(CENTRAL),
        WAN,
        width=12,
        total=True,
    ),
    Column(
        "province",
        (AMOUNT, "省"),
        _of_level(PROVINCE),
        WAN,
        width=12,
        total=True,
    ),
    Column("city", (AMOUNT, "市"), _of_level(CITY), WAN, width=12, total=True),
    Column("county", (AMOUNT, "县"), _of_level(COUNTY), WAN, width=12, total=True),
    Column("project", ("项目名称",), "project__name", width=26),
    Column("unit", ("实施单位",), "project__responsible_unit", width=18),
    Column("paid", ("已支付（报账）",), PAID, WAN, width=12, total=True),
    Column(
        "spent",
        ("支出率（%）",),
        _on_first(SPENT, Value(None), SHARE),
        DECIMAL,
        width=10,
    ),
    Column("left", ("结转结余",), HELD, WAN, width=12, total=True),
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
    title=fund_title,
    context=place_names,
    filter_form=YearForm,
    reporter=_place,
    columns=FUND_COLUMNS,
    notes=(
        "本表逐笔列出已安排到项目的资金，指标文中尚未安排的部分不在表内。",
        "同一项目由同一文件分次安排的，已支付、支出率、结转结余列在第一次安排的一行。",
    ),
)


# --- payment list ----------------------------------------------------------------------------


class BatchNumberForm(forms.Form):
    """Lines of one batch, or of one subsidy."""

    batch = forms.CharField(label=_("Batch number"), required=False, max_length=40)
    programme = forms.ChoiceField(label=_("Subsidy"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data: QueryDict | None, user: Actor) -> None:
        super().__init__(data)
        self.fields["programme"].choices = [
            ("", _("All")),
            *codelists.choices("subsidy"),
        ]
        self.fields["state"].choices = [("", _("All")), *PaymentBatch.State.choices[:3]]


def payment_rows(query: LedgerQuery) -> QuerySet:
    """Live lines in the region that the person sees."""
    rows = Payment.objects.visible_to(query.user).in_region(query.region_code).live()
    if number := query.filters.get("batch"):
        rows = rows.filter(batch__number=number)
    if programme := query.filters.get("programme"):
        rows = rows.filter(programme=programme)
    if state := query.filters.get("state"):
        rows = rows.in_state(state)
    return rows


# What is not paid yet says so, or a list of intentions would pass for one of payments.
REMARK = Case(
    When(batch__state="draft", then=Value("未审批、未发放")),
    When(batch__state="approved", then=Value("已审批、未发放")),
    default=F("note"),
)


def payment_title(query: LedgerQuery) -> str:
    subsidy = query.filters.get("programme")
    return f"{_place(query)}惠民惠农财政补贴资金“一卡通”发放表" + (
        f"（{codelists.label('subsidy', subsidy)}）" if subsidy else ""
    )


PAYMENT_COLUMNS = (
    Column("serial", ("序号",), kind=SERIAL, width=6),
    Column("township", ("乡镇",), F("region_code"), width=12, render=_township),
    Column("village", ("村",), F("region_code"), width=14, render=_village),
    Column("group", ("组",), "household__group_name", width=14),
    Column("head", ("户主",), "household__head_name", width=10),
    Column("head_id", ("身份证号",), "household__head_id_mask", width=22),
    Column("payee", ("领款人",), "payee_name", width=10),
    Column("payee_id", ("领款人身份证号",), "payee_id_mask", width=22),
    Column("account", ("社保卡（银行卡）号",), "account_mask", width=24),
    Column("bank", ("开户行",), "bank_name", width=18),
    Column(
        "programme",
        ("补贴项目",),
        "programme",
        width=16,
        render=lambda code, places: codelists.label("subsidy", code),
    ),
    Column("standard", ("标准",), width=8),
    Column("quantity", ("数量",), kind=DECIMAL, width=8),
    Column("amount", ("金额（元）",), "amount_fen", YUAN, width=12, total=True),
    Column("phone", ("联系电话",), "household__phone_mask", width=14),
    Column("remark", ("备注",), REMARK, width=16),
)
PAYMENT_LEDGER = Ledger(
    slug="payment-list",
    named_by="head",
    name=_("Payment list"),
    permission=permissions.VIEW_BATCH,
    unit="元",
    paper="A3",
    rows=payment_rows,
    title=payment_title,
    context=place_names,
    filter_form=BatchNumberForm,
    reporter=_place,
    columns=PAYMENT_COLUMNS,
    closing=lambda totals: (
        f"合计金额（大写）：人民币{capital_numerals(int(totals['amount'] * 100))}"
    ),
    footer=("村（盖章）：", "乡镇（盖章）：", "审核人：", "填表人：", "填报日期："),
)
