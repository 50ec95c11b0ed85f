"""What money and subsidies are for, as the code lists say.

See also `funds.triggers.purposes`, which asks the same in SQL and has the last word.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from core import codelists

if TYPE_CHECKING:
    from funds.models import FundDocument
    from projects.models import Project

BUDGET_LINE, FUND_KIND, SUBSIDY = "budget_line", "fund_type", "subsidy"
OTHER_MONEY = "other"


def serves(list_name: str, code: str, project: Project) -> bool:
    """Whether a budget line or subsidy is for projects of this type."""
    found = codelists.item(list_name, code)
    if found is None:
        return False
    prefixes = found.attributes.get("for_projects")
    return prefixes is None or project.category.startswith(tuple(prefixes))


def source_of(document: FundDocument) -> str:
    """The part of a project's budget that the money of a document is taken from."""
    kind = codelists.item(FUND_KIND, document.kind)
    return kind.attributes.get("budget", OTHER_MONEY) if kind else OTHER_MONEY


def budget_fen(project: Project, source: str) -> int:
    """What a project may have of one kind of money."""
    return getattr(project, f"budget_{source}_fen")


def subsidies_of(project: Project) -> list[tuple[str, str]]:
    """Codes and labels of the subsidies that a project of this type pays."""
    return [
        (code, label)
        for code, label in codelists.choices(SUBSIDY)
        if serves(SUBSIDY, code, project)
    ]


def excluding(programme: str) -> list[str]:
    """The subsidies that exclude this one, and itself: they count as a common one."""
    own = _counts_as(programme)
    return sorted(
        {
            item.code
            for item in codelists.every_item(SUBSIDY)
            if own & _counts_as(item.code)
        }
        | {programme}
    )


def years_of(document: FundDocument, project: Project) -> tuple[dt.date, dt.date]:
    """The years in which money of a document can be for something, half open."""
    issued = document.issued_on.year
    first = min(issued, project.planned_from.year)
    # What is issued in advance is for the next year.
    last = max(issued + document.is_advance, project.planned_to.year)
    return dt.date(first, 1, 1), dt.date(last + 1, 1, 1)


def _counts_as(code: str) -> set[str]:
    found = codelists.item(SUBSIDY, code)
    return {code, *(found.attributes.get("counts_as", []) if found else [])}
