"""Spreadsheets of the registry, in their official wording.

Always Chinese, whatever the language of the page.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django import forms
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
from django.utils.translation import gettext_lazy as _

from core import codelists
from core.crypto import unseal
from core.scope import COUNTY, TOWNSHIP, at_level
from households.models import Household, MemberPeriod
from households.permissions import REVEAL, VIEW
from ledgers.declaration import (
    INTEGER,
    SERIAL,
    TEXT,
    YUAN,
    Column,
    Ledger,
    LedgerQuery,
)
from villages.models import Region

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

    period = forms.RegexField(
        r"^20[0-9]{2}([0-9]{2})?\Z", label=_("Year"), required=False
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all registered")), *Household.State.choices],
    )
    main_cause = forms.ChoiceField(label=_("Main cause"), required=False)

    def __init__(self, data: Any, user: Any) -> None:
        super().__init__(data)
        self.fields["main_cause"].choices = [
            ("", _("all")),
            *codelists.choices("cause"),
        ]
        self.fields["period"].widget.attrs["placeholder"] = str(dt.date.today().year)


def period_of(query: LedgerQuery) -> str:
    """The year asked for, else the present one."""
    return query.filters.get("period") or str(query.on.year)


def roster_rows(query: LedgerQuery) -> QuerySet:
    """Households of the region that were registered by the end of the period.

    Each with what was recorded of it in the period (`p`).
    """
    period = period_of(query)
    rows = Household.objects.visible_to(query.user).in_region(query.region_code)
    rows = rows.filter(first_identified_on__lte=dt.date(int(period[:4]), 12, 31))
    rows = rows.annotate(
        p=FilteredRelation("periods", condition=Q(periods__period=period))
    )
    state = query.filters.get("state")
    rows = rows.filter(state=state) if state else rows.active()
    if cause := query.filters.get("main_cause"):
        rows = rows.filter(p__main_cause=cause)
    return rows


def place_names(query: LedgerQuery) -> dict[str, str]:
    """Names of the region's own county and all below it."""
    county = at_level(query.region_code, COUNTY)
    return dict(Region.objects.current().below(county).values_list("code", "name"))


def roster_title(query: LedgerQuery) -> str:
    """The official title: the place and the year."""
    place = (
        Region.objects.current()
        .filter(code=query.region_code)
        .values_list("name", flat=True)
        .first()
    )
    return f"{place or ''}{period_of(query)}年建档立卡户花名册"


def _county(code: str, places: dict[str, str]) -> str:
    return places.get(at_level(code, COUNTY), "")


def _township(code: str, places: dict[str, str]) -> str:
    return places.get(at_level(code, TOWNSHIP), "")


def _village(code: str, places: dict[str, str]) -> str:
    return places.get(code, "").removesuffix("村委会") if code in places else ""


def _labels(list_name: str) -> Any:
    return lambda value, context: codelists.label(list_name, value) if value else ""


def _causes(value: list[str] | None, context: Any) -> str:
    return "、".join(codelists.label("cause", code) for code in value or [])


def roster_columns(query: LedgerQuery) -> tuple[Column, ...]:
    """The columns; with the permission and a purpose the head's number is in full."""
    if not query.full:
        return ROSTER.columns
    head = MemberPeriod.objects.filter(
        household=OuterRef("pk"), period=period_of(query), relation="01"
    )
    packed = Concat(
        Cast("member_id", CharField()),
        Value("#"),
        "member__id_no_sealed",
        output_field=CharField(),
    )
    sealed = Subquery(head.annotate(packed=packed).values("packed")[:1])
    return tuple(
        replace(column, source=sealed, render=_opened)
        if column.key == "head_id"
        else column
        for column in ROSTER.columns
    )


def _opened(packed: str | None, context: Any) -> str:
    if not packed:
        return ""
    member_id, sealed = packed.split("#", 1)
    return unseal(sealed, f"households.Member.id_no:{member_id}")


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
    context=place_names,
    filter_form=RosterForm,
    reporter=lambda query: Region.objects.names([query.region_code]).get(
        query.region_code, ""
    ),
    columns=(
        Column("serial", ("序号",), kind=SERIAL, width=6),
        Column("county", ("县",), F("region_code"), width=10, render=_county),
        Column("township", ("乡（镇）",), F("region_code"), width=12, render=_township),
        Column("village", ("行政村",), F("region_code"), width=12, render=_village),
        Column("group", ("自然村（组）",), "group_name", width=14),
        Column("hh_no", ("户编号",), "hh_no", width=24),
        Column("head", ("户主姓名",), "head_name", width=10),
        Column("head_id", ("户主证件号码",), "head_id_mask", width=22),
        Column(
            "members", ("家庭人口数",), "member_count", INTEGER, width=8, total=True
        ),
        Column(
            "attr",
            ("贫困户属性",),
            "p__attr",
            width=16,
            render=_labels("household_attr"),
        ),
        Column(
            "standard",
            ("识别标准",),
            "id_standard",
            width=10,
            render=_labels("id_standard"),
        ),
        Column(
            "cause",
            ("主要致贫原因",),
            "p__main_cause",
            width=12,
            render=_labels("cause"),
        ),
        Column(
            "causes", ("其他致贫原因",), "p__other_causes", width=14, render=_causes
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
        Column("helper", ("帮扶责任人",), kind=TEXT, width=10),
        Column("helper_unit", ("帮扶单位",), kind=TEXT, width=14),
        Column("helper_phone", ("帮扶人电话",), kind=TEXT, width=14),
        Column("remark", ("备注",), kind=TEXT, width=12),
    ),
)
