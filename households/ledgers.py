"""Spreadsheets of the registry, in their official wording.

Always Chinese, whatever the language of the page. The official layouts stand in
`tests/golden`, apart from what is declared here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import (
    CharField,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Concat, ExtractYear
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import codelists
from core.crypto import unseal
from households.models import Household, Member, MemberPeriod
from households.periods import current_period, open_periods
from households.permissions import REVEAL, VIEW
from ledgers import words
from ledgers.declaration import INTEGER, SERIAL, YUAN, Column, Ledger, LedgerQuery

HEAD = "01"  # the relation of a head of household
STATE_WORDS = {
    Household.State.NOT_EXITED: "未脱贫",
    Household.State.PRE_EXIT: "预脱贫",
    Household.State.EXITED_WITH_POLICY: "已脱贫（享受政策）",
    Household.State.EXITED_NO_POLICY: "已脱贫（不再享受政策）",
    Household.State.RETURNED: "返贫",
    Household.State.REMOVED: "清退",
    Household.State.CLOSED: "销户",
}


class RosterForm(forms.Form):
    """Year and kind of households of a roster."""

    period = forms.CharField(label=_("Year"), required=False, max_length=6)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        # Who was removed or closed is no longer registered, and on no roster.
        choices=[
            ("", _("all registered")),
            *((one.value, one.label) for one in Household.ACTIVE),
        ],
    )
    main_cause = forms.ChoiceField(label=_("Main cause"), required=False)

    def __init__(self, data: Any, user: Any) -> None:
        super().__init__(data)
        self.fields["main_cause"].choices = [
            ("", _("all")),
            *codelists.choices("cause"),
        ]
        today = timezone.localdate()
        self.fields["period"].widget.attrs["placeholder"] = current_period(today).code

    def clean_period(self) -> str:
        """A year that was collected; of any other the file would say nothing true."""
        period = self.cleaned_data["period"].strip()
        known = [one.code for one in open_periods(timezone.localdate())]
        if period and period not in known:
            raise ValidationError(
                gettext(
                    "There is no roster of %(period)s; choose %(first)s to %(last)s."
                )
                % {"period": period, "first": known[-1], "last": known[0]}
            )
        return period


def period_of(query: LedgerQuery) -> str:
    """The year asked for, else the present one."""
    return query.filters.get("period") or current_period(query.on).code


def _day(query: LedgerQuery) -> dt.date:
    return words.day_of(int(period_of(query)[:4]), query)


def roster_rows(query: LedgerQuery) -> QuerySet:
    """Registered households of the region, identified by the end of the period.

    Each with what was recorded of it in the period (`p`).
    """
    period = period_of(query)
    rows = Household.objects.visible_to(query.user).in_region(query.region_code)
    rows = rows.active().filter(
        first_identified_on__lte=dt.date(int(period[:4]), 12, 31)
    )
    rows = rows.annotate(
        p=FilteredRelation("periods", condition=Q(periods__period=period))
    )
    if state := query.filters.get("state"):
        rows = rows.filter(state=state)
    if cause := query.filters.get("main_cause"):
        rows = rows.filter(p__main_cause=cause)
    return rows


def roster_title(query: LedgerQuery) -> str:
    """The official title: the place, the year, and the paper's name of that year."""
    return words.title(query, period_of(query)[:4], "roster", _day(query))


def roster_columns(query: LedgerQuery) -> tuple[Column, ...]:
    """The columns; with the permission and a purpose the numbers are in full."""
    if not query.full:
        return ROSTER.columns
    in_full = {
        "head_id": (head_number("pk"), opened_number),
        "phone": (packed("pk", "phone_sealed"), opened_phone),
    }
    return tuple(
        replace(column, source=in_full[column.key][0], render=in_full[column.key][1])
        if column.key in in_full
        else column
        for column in ROSTER.columns
    )


def packed(key: str, sealed: str) -> Concat:
    """A sealed value with the key of its row, which is needed to open it."""
    return Concat(Cast(key, CharField()), Value("#"), sealed, output_field=CharField())


def head_number(household: str) -> Subquery:
    """The sealed number of the present head of the household named by that field.

    See also `sheet.derive.REFRESH_HEADS`, which chooses the head in the same way.
    """
    heads = MemberPeriod.objects.filter(
        household=OuterRef(household),
        relation=HEAD,
        member__state__in=Member.COUNTED,
    ).order_by("-period")
    sealed = packed("member_id", "member__id_no_sealed")
    return Subquery(heads.annotate(sealed_number=sealed).values("sealed_number")[:1])


def _opened(packed_value: str | None, field: str) -> str:
    key, _sign, sealed = (packed_value or "").partition("#")
    return unseal(sealed, f"households.{field}:{key}") if sealed else ""


def opened_number(packed_value: str | None, context: Any) -> str:
    """The document number of a member in full."""
    return _opened(packed_value, "Member.id_no")


def opened_phone(packed_value: str | None, context: Any) -> str:
    """The telephone of a household in full."""
    return _opened(packed_value, "Household.phone")


def opened_account(packed_value: str | None, context: Any) -> str:
    """A bank account in full; it is sealed in the context of its household."""
    return _opened(packed_value, "Household.bank_account")


ROSTER = Ledger(
    slug="roster",
    named_by="head",
    name=_("Household roster"),
    permission=VIEW,
    full_permission=REVEAL,
    unit="户、人、元",
    paper="A3",
    rows=roster_rows,
    columns_for=roster_columns,
    title=roster_title,
    context=lambda query: words.words_for(query, _day(query)),
    filter_form=RosterForm,
    reporter=lambda query: words.reporter(query, _day(query)),
    columns=(
        Column("serial", ("序号",), kind=SERIAL, width=6),
        Column("county", ("县",), F("region_code"), width=10, render=words.county),
        Column(
            "township", ("乡（镇）",), F("region_code"), width=12, render=words.township
        ),
        Column(
            "village", ("行政村",), F("region_code"), width=12, render=words.village
        ),
        Column("group", ("自然村（组）",), "group_name", width=14),
        Column("hh_no", ("户编号",), "hh_no", width=24),
        Column("head", ("户主姓名",), "head_name", width=10, counted="户"),
        Column("head_id", ("户主证件号码",), "head_id_mask", width=22),
        Column(
            "members", ("家庭人口数",), "member_count", INTEGER, width=8, total=True
        ),
        Column(
            "attr",
            ("贫困户属性",),
            "p__attr",
            width=16,
            render=words.label("household_attr"),
        ),
        Column(
            "standard",
            ("识别标准",),
            "id_standard",
            width=10,
            render=words.label("id_standard"),
        ),
        Column(
            "cause",
            ("主要致贫原因",),
            "p__main_cause",
            width=12,
            render=words.label("cause"),
        ),
        Column(
            "causes",
            ("其他致贫原因",),
            "p__other_causes",
            width=14,
            render=words.label("cause"),
        ),
        Column(
            "identified",
            ("识别年度",),
            ExtractYear("first_identified_on"),
            INTEGER,
            width=8,
        ),
        Column("exited", ("脱贫年度",), ExtractYear("exited_on"), INTEGER, width=8),
        Column(
            "state",
            ("脱贫状态",),
            "state",
            width=20,
            render=lambda value, context: STATE_WORDS[value],
        ),
        Column("net_pc", ("人均纯收入（元）",), "p__net_pc_fen", YUAN, width=12),
        Column("phone", ("联系电话",), "phone_mask", width=14),
        Column("helper", ("帮扶责任人",), width=10),
        Column("helper_unit", ("帮扶单位",), width=14),
        Column("helper_phone", ("帮扶人电话",), width=14),
        Column("remark", ("备注",), width=12),
    ),
)
