"""The project library as a ledger (项目库台账), in its official wording.

A ledger is a spreadsheet: see docs/decisions/0062-ledgers-are-spreadsheets.md.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core import codelists
from core.actors import Actor
from core.scope import TOWNSHIP, at_level
from ledgers import declaration
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
from projects.filters import ProjectFilter
from projects.models import Project, ProjectBeneficiary
from villages.models import Region, Village

MONEY = "资金规模和筹资方式"
PERIOD = "时间进度"
BENEFIT = "受益对象"


def register() -> None:
    """Make the ledger known; called from `AppConfig.ready`."""
    declaration.register(LIBRARY)


def rows(query: LedgerQuery) -> QuerySet:
    """Projects of the region, under the same conditions as the list on screen."""
    visible = Project.objects.visible_to(query.user).in_region(query.region_code)
    conditions = {
        name: value for name, value in query.filters.items() if name != "region"
    }
    return ProjectFilter(conditions, queryset=visible).qs


def title(query: LedgerQuery) -> str:
    names = Region.objects.names([query.region_code])
    year = query.filters.get("year") or query.on.year
    return f"{names.get(query.region_code, '')}{year}年脱贫攻坚项目库台账"


def place_names(query: LedgerQuery) -> dict[str, str]:
    return dict(
        Region.objects.current().below(query.region_code).values_list("code", "name")
    )


def _township(code: str, places: dict[str, str]) -> str:
    return places.get(at_level(code, TOWNSHIP), "")


def _village(code: str, places: dict[str, str]) -> str:
    return places.get(code, "")


def filter_form(data: QueryDict | None, user: Actor) -> Any:
    return ProjectFilter(data, queryset=Project.objects.none()).form


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


def _label(list_name: str) -> Any:
    return lambda value, places: codelists.label(list_name, value) if value else ""


def _count(codes: list[str] | None, places: Any) -> int:
    return len(codes or [])


COLUMNS = (
    Column("serial", ("序号",), kind=SERIAL, width=6),
    Column("type", ("项目类型",), "category_1", width=12, render=_label(TYPE)),
    Column("second", ("二级项目类型",), "category_2", width=14, render=_label(TYPE)),
    Column("third", ("项目子类型",), "category_3", width=14, render=_label(TYPE)),
    Column("township", ("乡",), F("region_code"), width=10, render=_township),
    Column("village", ("村",), F("region_code"), width=14, render=_village),
    Column("name", ("项目名称",), "name", width=26),
    Column("nature", ("建设性质",), "nature", width=8, render=_label(NATURE)),
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
        "special",
        (MONEY, "其中：财政衔接资金"),
        "budget_special_fen",
        WAN,
        width=12,
        total=True,
    ),
    Column(
        "fiscal",
        (MONEY, "其他财政资金"),
        "budget_fiscal_fen",
        WAN,
        width=12,
        total=True,
    ),
    Column(
        "bond",
        (MONEY, "地方政府债"),
        "budget_bond_fen",
        WAN,
        width=12,
        total=True,
    ),
    Column(
        "other",
        (MONEY, "其他资金"),
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
        "poor",
        (BENEFIT, "其中：脱贫村"),
        _poor_villages(),
        INTEGER,
        width=8,
        render=_count,
    ),
    Column(
        "named",
        (BENEFIT, "其中：脱贫户及监测对象户"),
        _over_beneficiaries(Count("pk")),
        INTEGER,
        width=10,
        total=True,
    ),
    Column(
        "heads",
        (BENEFIT, "脱贫户及监测对象人口"),
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
    title=title,
    context=place_names,
    filter_form=filter_form,
    reporter=lambda query: Region.objects.names([query.region_code]).get(
        query.region_code, ""
    ),
    columns=COLUMNS,
)
