"""The payment list (补贴发放表), in its official wording: see `tests/golden`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import (
    Case,
    F,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import JSONObject
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core import codelists
from core.actors import Actor
from core.money import capital_numerals, plain_amount
from funds import permissions
from funds.models import Payment, PaymentBatch
from households.ledgers import (
    head_number,
    opened_account,
    opened_number,
    opened_phone,
    packed,
)
from households.permissions import REVEAL
from ledgers import words
from ledgers.declaration import (
    DECIMAL,
    SERIAL,
    YUAN,
    Column,
    Ledger,
    LedgerQuery,
)
from ledgers.forms import YearField


class BatchNumberForm(forms.Form):
    """Lines of one batch, or of one subsidy."""

    batch = forms.CharField(label=_("Batch number"), required=False, max_length=40)
    year = YearField(label=_("Year"), required=False, ahead=1)
    programme = forms.ChoiceField(label=_("Subsidy"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data: QueryDict | None, user: Actor) -> None:
        super().__init__(data)
        self.fields["programme"].choices = [
            ("", _("All")),
            *codelists.choices("subsidy"),
        ]
        self.fields["state"].choices = [
            ("", _("paid out")),
            *PaymentBatch.State.choices[:3],
        ]


def payment_year(query: LedgerQuery) -> int | None:
    """The year asked for, else the present one; a batch has its own."""
    if year := query.filters.get("year"):
        return int(year)
    return None if query.filters.get("batch") else query.on.year


def _payment_day(query: LedgerQuery) -> dt.date:
    return words.day_of(payment_year(query) or query.on.year, query)


def payment_rows(query: LedgerQuery) -> QuerySet:
    """Lines in the region that were paid for the year.

    Of a batch that is asked for all of them, and of a state those in it: what is not
    paid yet is in no sum with what is.
    """
    rows = Payment.objects.visible_to(query.user).in_region(query.region_code).live()
    number, state = query.filters.get("batch"), query.filters.get("state")
    if number:
        rows = rows.filter(batch__number=number)
    if state or not number:
        rows = rows.in_state(state or PaymentBatch.State.RELEASED)
    if programme := query.filters.get("programme"):
        rows = rows.filter(programme=programme)
    if year := payment_year(query):
        covered = (dt.date(year, 1, 1), dt.date(year + 1, 1, 1))
        rows = rows.filter(covers__overlap=covered)
    return rows


# What is not paid yet says so, or a list of intentions would pass for one of payments.
REMARK = Case(
    When(batch__state="draft", then=Value("未审批、未发放")),
    When(batch__state="approved", then=Value("已审批、未发放")),
    default=F("note"),
)


def payment_title(query: LedgerQuery) -> str:
    on = _payment_day(query)
    subsidy = query.filters.get("programme")
    kind = f"（{codelists.label('subsidy', subsidy, on)}）" if subsidy else ""
    return words.title(query, payment_year(query), "payment-list", on) + kind


def payment_columns(query: LedgerQuery) -> tuple[Column, ...]:
    """The columns; with the permission and a purpose the numbers are in full."""
    if not query.full:
        return PAYMENT_COLUMNS
    in_full = {
        "head_id": (head_number("household"), opened_number),
        "payee_id": (packed("payee_id", "payee__id_no_sealed"), opened_number),
        "account": (packed("household_id", "account_sealed"), opened_account),
        "phone": (packed("household_id", "household__phone_sealed"), opened_phone),
    }
    return tuple(
        replace(column, source=in_full[column.key][0], render=in_full[column.key][1])
        if column.key in in_full
        else column
        for column in PAYMENT_COLUMNS
    )


# A project paid by area or head of cattle has a standard; others pay by household.
PAID_BY = JSONObject(
    amount=F("amount_fen"),
    standard=F("batch__project__standard_fen"),
    unit=F("batch__project__standard_unit"),
)


def _standard(paid: Mapping[str, Any], context: Any) -> str:
    """`500元/亩`; of a payment that is no whole number of units, `1200元/户`."""
    if not _is_by_unit(paid):
        return f"{plain_amount(paid['amount'])}元/户"
    return f"{plain_amount(paid['standard'])}元/{paid['unit']}"


def _quantity(paid: Mapping[str, Any], context: Any) -> Decimal:
    return (
        Decimal(paid["amount"]) / Decimal(paid["standard"])
        if _is_by_unit(paid)
        else Decimal(1)
    )


def _is_by_unit(paid: Mapping[str, Any]) -> bool:
    """Whether the amount is so many units of the project's standard, to the hundredth."""
    return bool(paid["standard"]) and paid["amount"] * 100 % paid["standard"] == 0


PAYMENT_COLUMNS = (
    Column("serial", ("序号",), kind=SERIAL, width=6),
    Column("township", ("乡镇",), F("region_code"), width=12, render=words.township),
    Column("village", ("村",), F("region_code"), width=14, render=words.village),
    Column("group", ("组",), "household__group_name", width=14),
    Column("head", ("户主",), "household__head_name", width=10, counted="户"),
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
        render=words.label("subsidy"),
    ),
    Column("standard", ("标准",), PAID_BY, width=12, render=_standard),
    Column("quantity", ("数量",), PAID_BY, DECIMAL, width=8, render=_quantity),
    Column("amount", ("金额（元）",), "amount_fen", YUAN, width=12, total=True),
    Column("phone", ("联系电话",), "household__phone_mask", width=14),
    Column("remark", ("备注",), REMARK, width=16),
)


def _total_in_words(totals: Mapping[str, Any]) -> str:
    """The total in figures and in words, as a list of payments has it."""
    amount = totals["amount"]
    in_words = capital_numerals(int(amount * 100))
    return f"合计金额：{amount:,.2f}元（大写：人民币{in_words}）"


PAYMENT_LEDGER = Ledger(
    slug="payment-list",
    named_by="head",
    name=_("Payment list"),
    permission=permissions.VIEW_BATCH,
    full_permission=REVEAL,
    unit="元",
    paper="A3",
    rows=payment_rows,
    title=payment_title,
    context=lambda query: words.words_for(query, _payment_day(query)),
    filter_form=BatchNumberForm,
    reporter=lambda query: words.reporter(query, _payment_day(query)),
    columns=PAYMENT_COLUMNS,
    columns_for=payment_columns,
    closing=_total_in_words,
    footer=("村（盖章）：", "乡镇（盖章）：", "审核人：", "填表人：", "填报日期："),
    notes=("按标准计发的，金额等于标准乘数量；其他按户计，一户一份。",),
)
