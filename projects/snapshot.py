"""What the deciders of a project see, frozen when it is declared."""

from __future__ import annotations

from typing import Any

from core.cases.models import Case
from projects.models import Project

CELL = 180  # a posted list has short cells
SEEN = (
    "number",
    "name",
    "category_1",
    "category_2",
    "category_3",
    "nature",
    "content",
    "site",
    "planned_from",
    "planned_to",
    "responsible_unit",
    "responsible_person",
    "budget_fen",
    *Project.BUDGETS,
    "benefit_linkage",
    "performance_target",
)


def snapshot_of(project: Project) -> dict[str, Any]:
    """The facts of a project as the deciders see them; plain JSON values."""
    facts = {name: getattr(project, name) for name in SEEN}
    facts["planned_from"], facts["planned_to"] = (
        project.planned_from.isoformat(),
        project.planned_to.isoformat(),
    )
    facts["beneficiaries"] = [
        {
            "household": str(row.household_id),
            "hh_no": row.household.hh_no,
            "head_name": row.household.head_name,
            "how": row.how,
            "expected_fen": row.expected_fen,
        }
        for row in project.beneficiaries.with_households()
    ]
    return facts


def notice_cells(case: Case) -> dict[str, Any]:
    """What is posted of a project: always Chinese, from the frozen facts, no household by name."""
    seen = case.snapshot
    return {
        "project_name": seen["name"],
        "site": seen["site"],
        "content": _short(seen["content"]),
        "fund_source": f"{seen['budget_fen'] / 1_000_000:.4f}万元",
        "duration": f"{seen['planned_from']}至{seen['planned_to']}",
        "unit": f"{seen['responsible_unit']} {seen['responsible_person']}",
        "effect": _short(f"{seen['performance_target']} {seen['benefit_linkage']}"),
    }


def _short(text: str) -> str:
    return text if len(text) <= CELL else text[: CELL - 1] + "…"
