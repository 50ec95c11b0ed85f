"""The facts that the deciders of a project see, frozen when it is declared."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core import codelists
from core.cases.models import Case
from core.money import WAN, plain_amount
from projects.models import Project

BUDGET_SOURCE = "budget_source"
MAX_CELL = 180  # characters; a posted list has short cells
FACTS = (
    "number",
    "name",
    "category_1",
    "category_2",
    "category_3",
    "nature",
    "plan_year",
    "content",
    "site",
    "responsible_unit",
    "responsible_person",
    "budget_fen",
    *Project.BUDGETS,
    "standard_fen",
    "standard_unit",
    "benefit_linkage",
    "performance_target",
)


def snapshot_of(project: Project) -> dict[str, Any]:
    """The facts of a project as plain JSON values, with the households it names."""
    return {name: getattr(project, name) for name in FACTS} | {
        "planned_from": project.planned_from.isoformat(),
        "planned_to": project.planned_to.isoformat(),
        "beneficiaries": [
            {
                "household": str(row.household_id),
                "hh_no": row.household.hh_no,
                "head_name": row.household.head_name,
                "how": row.how,
                "expected_fen": row.expected_fen,
            }
            for row in project.beneficiaries.with_households()
        ],
    }


def notice_cells(case: Case) -> dict[str, Any]:
    """The row of a public notice about a project.

    Always Chinese, from the frozen facts; no household is named.
    """
    facts = case.snapshot
    return {
        "project_name": facts["name"],
        "site": facts["site"],
        "content": _shortened(facts["content"]),
        "fund_source": _sources(facts),
        "duration": f"{facts['planned_from']}至{facts['planned_to']}",
        "unit": f"{facts['responsible_unit']} {facts['responsible_person']}",
        "performance": _shortened(facts["performance_target"]),
        "linkage": _shortened(facts["benefit_linkage"]),
    }


def _sources(facts: dict[str, Any]) -> str:
    """Where the money comes from and how much of it, as `财政衔接资金50万元`."""
    # Facts that were frozen before projects had a plan year tell it by their start.
    year = facts.get("plan_year") or int(facts["planned_from"][:4])
    on = dt.date(year, 12, 31)
    parts = [
        f"{codelists.label(BUDGET_SOURCE, name, on)}{plain_amount(facts[name], WAN)}万元"
        for name in Project.BUDGETS
        if facts[name]
    ]
    total = f"共{plain_amount(facts['budget_fen'], WAN)}万元"
    return "、".join(parts) if len(parts) == 1 else f"{total}：{'、'.join(parts)}"


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"
