"""The list of the project library (项目库台账), in its official wording: see `tests/golden`.

A ledger is a spreadsheet: see docs/decisions/0062-ledgers-are-spreadsheets.md.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Count,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from ledgers import words
from ledgers.declaration import (
    DATE,
    INTEGER,
    SERIAL,
    WAN,
    Column,
    Ledger,
    LedgerQuery,
)
from projects import permissions
from projects.categories import NATURE, TYPE
from projects.filters import LibraryFilter
from projects.models import Project, ProjectBeneficiary
from villages.models import Village

MONEY = "资金规模和筹资方式"
PERIOD = "时间进度"
BENEFIT = "受益对象"
OF_IT = "其中"
# Heads that were called differently before 2021, by column: see the code list `paper`.
SPECIAL, POOR_VILLAGES = "special", "poor_villages"
POOR_HOUSEHOLDS, POOR_PEOPLE = "poor_households", "poor_people"


def year_of(query: LedgerQuery) -> int:
    """The plan year asked for, else the present one."""
    return int(query.filters.get("year") or query.on.year)


def day_of(query: LedgerQuery) -> dt.date:
    return words.day_of(year_of(query), query)


def rows(query: LedgerQuery) -> QuerySet:
    """Projects of one plan year that the county has let into the library.

    Under the same conditions as the list on screen. What is only declared is no part of
    the library, and its money no part of the sum.
    """
    visible = Project.objects.visible_to(query.user).in_region(query.region_code)
    conditions = {
        name: value for name, value in query.filters.items() if name != "region"
    }
    conditions["year"] = year_of(query)
    return LibraryFilter(conditions, queryset=visible.in_library(), user=query.user).qs


def filter_form(data: QueryDict | None, user: Actor) -> Any:
    return LibraryFilter(data, queryset=Project.objects.none(), user=user).form


def _over_beneficiaries(expression: Any) -> Any:
    """A figure over the registered households that a project names."""
    grouped = (
        ProjectBeneficiary.objects.filter(project=OuterRef("pk"))
        .order_by()
        .values("project")
        .annotate(figure=expression)
    )
    return Coalesce(Subquery(grouped.values("figure")), 0)


def _poor_villages() -> Any:
    """The project's own village in a list when it is a poor one; else an empty list."""
    poor = Village.objects.poor().filter(region_code=OuterRef("region_code"))
    return ArraySubquery(poor.values("region_code"))


def _count(codes: list[str] | None, context: Any) -> int:
    return len(codes or [])


def library_columns(query: LedgerQuery) -> tuple[Column, ...]:
    """The columns under the heads of the plan year."""
    return in_words_of(day_of(query), COLUMNS)


def in_words_of(on: dt.date, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns with the heads that were called otherwise in other years."""
    return tuple(
        replace(column, head=(*column.head[:-1], _head(column, on)))
        for column in columns
    )


def _head(column: Column, on: dt.date) -> str:
    if column.key not in (SPECIAL, POOR_VILLAGES, POOR_HOUSEHOLDS, POOR_PEOPLE):
        return column.head[-1]
    own = words.head(column.key, on)
    return f"其中：{own}" if column.head[-1].startswith("其中：") else own


COLUMNS = (
    Column("serial", ("序号",), kind=SERIAL, width=6),
    Column("type", ("项目类型",), "category_1", width=12, render=words.label(TYPE)),
    Column(
        "second", ("二级项目类型",), "category_2", width=14, render=words.label(TYPE)
    ),
    Column("third", ("项目子类型",), "category_3", width=14, render=words.label(TYPE)),
    Column("township", ("乡",), F("region_code"), width=10, render=words.township),
    Column("village", ("村",), F("region_code"), width=14, render=words.village),
    Column("name", ("项目名称",), "name", width=26, counted="个"),
    Column("nature", ("建设性质",), "nature", width=8, render=words.label(NATURE)),
    Column("site", ("实施地点",), "site", width=16),
    Column("from", (PERIOD, "计划开工时间"), "planned_from", DATE, width=12),
    Column("to", (PERIOD, "计划完工时间"), "planned_to", DATE, width=12),
    Column("unit", ("责任单位",), "responsible_unit", width=18),
    Column("content", ("建设内容及规模",), "content", width=30),
    Column(
        "budget",
        (MONEY, "项目预算总投资（万元）"),
        "budget_fen",
        WAN,
        width=12,
        total=True,
    ),
    Column(
        SPECIAL,
        (MONEY, OF_IT, "财政衔接资金"),
        "budget_special_fen",
        WAN,
        width=12,
        total=True,
    ),
    Column(
        "fiscal",
        (MONEY, OF_IT, "其他财政资金"),
        "budget_fiscal_fen",
        WAN,
        width=12,
        total=True,
    ),
    Column(
        "bond",
        (MONEY, OF_IT, "地方政府债"),
        "budget_bond_fen",
        WAN,
        width=12,
        total=True,
    ),
    Column(
        "other",
        (MONEY, OF_IT, "其他资金"),
        "budget_other_fen",
        WAN,
        width=12,
        total=True,
    ),
    Column(
        "villages",
        (BENEFIT, "受益村（个）"),
        "benefit_villages",
        INTEGER,
        width=8,
        total=True,
    ),
    Column(
        "households",
        (BENEFIT, "受益户（户）"),
        "benefit_households",
        INTEGER,
        width=8,
        total=True,
    ),
    Column(
        "people",
        (BENEFIT, "受益人口（人）"),
        "benefit_people",
        INTEGER,
        width=8,
        total=True,
    ),
    Column(
        POOR_VILLAGES,
        (BENEFIT, OF_IT, "脱贫村"),
        _poor_villages(),
        INTEGER,
        width=8,
        render=_count,
    ),
    Column(
        POOR_HOUSEHOLDS,
        (BENEFIT, OF_IT, "脱贫户及监测对象户（户）"),
        _over_beneficiaries(Count("pk")),
        INTEGER,
        width=10,
        total=True,
    ),
    Column(
        POOR_PEOPLE,
        (BENEFIT, OF_IT, "脱贫户及监测对象人口（人）"),
        _over_beneficiaries(Sum("household__member_count")),
        INTEGER,
        width=10,
        total=True,
    ),
    Column("target", ("绩效目标",), "performance_target", width=26),
    Column("linkage", ("群众参与和联农带农机制",), "benefit_linkage", width=26),
    Column("remark", ("备注",), "remark", width=12),
)
LIBRARY = Ledger(
    slug="project-library",
    named_by="name",
    name=_("Project library"),
    permission=permissions.VIEW,
    unit="万元、个、户、人",
    paper="A3",
    rows=rows,
    title=lambda query: words.title(
        query, year_of(query), "project-library", day_of(query)
    ),
    context=lambda query: words.words_for(query, day_of(query)),
    filter_form=filter_form,
    reporter=lambda query: words.reporter(query, day_of(query)),
    columns=COLUMNS,
    columns_for=library_columns,
)
