"""The facts that the deciders of a project see, frozen when it is declared."""

from __future__ import annotations

from typing import Any

from core.cases.models import Case
from projects.models import Project

MAX_CELL = 180  # characters; a posted list has short cells
FACTS = (
    "number",
    "name",
    "category_1",
    "category_2",
    "category_3",
    "nature",
    "content",
    "site",
    "responsible_unit",
    "responsible_person",
    "budget_fen",
    *Project.BUDGETS,
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
        "fund_source": f"{facts['budget_fen'] / 1_000_000:.4f}万元",
        "duration": f"{facts['planned_from']}至{facts['planned_to']}",
        "unit": f"{facts['responsible_unit']} {facts['responsible_person']}",
        "effect": _shortened(
            f"{facts['performance_target']} {facts['benefit_linkage']}"
        ),
    }


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"
