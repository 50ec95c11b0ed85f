"""What a county files with the province of its project library (省级备案)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db.models import (
    DateTimeField,
    F,
    OuterRef,
    Subquery,
)
from django.db.models.functions import JSONObject, TruncDate
from django.utils.translation import gettext_lazy as _

from core.scope import COUNTY, TOWNSHIP, VILLAGE, at_level
from ledgers import words
from ledgers.declaration import (
    DATE,
    Column,
    LedgerQuery,
)
from ledgers.words import Words
from projects import stages
from projects.ledgers.library import (
    COLUMNS,
    LIBRARY,
    SPECIAL,
    day_of,
    in_words_of,
    year_of,
)


def filing_columns(query: LedgerQuery) -> tuple[Column, ...]:
    """The columns under the heads of the plan year."""
    return in_words_of(day_of(query), FILING_COLUMNS)


def _decided(level: int) -> Any:
    """The place of a project, and when that level passed its part of the walk."""
    passed = stages.passed(level).filter(case__subject_id=OuterRef("pk"))
    at = Subquery(passed.values("at")[:1], output_field=DateTimeField())
    return JSONObject(code=F("region_code"), on=TruncDate(at))


def _unit(level: int) -> Any:
    """The unit that answered for that level on the day it did."""

    def unit(decided: dict[str, str | None], context: Words) -> str:
        if not decided["on"]:
            return ""
        on = dt.date.fromisoformat(decided["on"])
        return context.unit(at_level(str(decided["code"]), level), on)

    return unit


def _when(decided: dict[str, str | None], context: Any) -> dt.date | None:
    return dt.date.fromisoformat(decided["on"]) if decided["on"] else None


def _stage(name: str, key: str, level: int) -> tuple[Column, Column]:
    return (
        Column(
            f"{key}_unit",
            (name, "单位"),
            _decided(level),
            width=18,
            render=_unit(level),
        ),
        Column(
            f"{key}_on", (name, "时间"), _decided(level), DATE, width=12, render=_when
        ),
    )


_KEPT = {column.key: column for column in COLUMNS}
_FUNDS = "资金规模（万元）"
FILING_COLUMNS = (
    _KEPT["serial"],
    Column("county", ("县",), F("region_code"), width=10, render=words.county),
    _KEPT["township"],
    _KEPT["village"],
    Column("number", ("项目编号",), "number", width=22),
    *(_KEPT[key] for key in ("name", "type", "second", "nature", "site", "content")),
    *(_KEPT[key] for key in ("from", "to", "unit")),
    replace(_KEPT["budget"], head=(_FUNDS, "项目预算总投资")),
    replace(_KEPT[SPECIAL], head=(_FUNDS, "其中：财政衔接资金")),
    replace(_KEPT["households"], head=("受益户（户）",)),
    replace(_KEPT["people"], head=("受益人口（人）",)),
    *_stage("村级申报", "declared", VILLAGE),
    *_stage("乡镇审核", "township_passed", TOWNSHIP),
    *_stage("县级审定", "county_passed", COUNTY),
    Column("entered", ("入库时间",), "in_library_on", DATE, width=12),
    _KEPT["remark"],
)
FILING = replace(
    LIBRARY,
    slug="project-filing",
    name=_("Filing list of the project library"),
    unit="万元、户、人",
    title=lambda query: words.title(
        query, year_of(query), "project-filing", day_of(query)
    ),
    columns=FILING_COLUMNS,
    columns_for=filing_columns,
)
