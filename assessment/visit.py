"""What the visit found on each line of the standard: verdict, words and papers.

The fields stand in the frozen steps of a case (`assessment.sections.frozen_steps`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from assessment.criteria import Said
from assessment.sections import VERDICT
from core.cases.models import Case, CaseEvent
from core.models import Attachment

SEEN = "seen"


def said_of(case: Case) -> dict[str, Said]:
    """What a person attested of each line, by its key; the last visit counts."""
    return {
        line: Said(found[VERDICT], str(found.get(SEEN) or ""))
        for line, found in _answers(case).items()
        if found.get(VERDICT)
    }


@dataclass(frozen=True)
class Visited:
    """One line as the visit found it, with the papers that show it."""

    label: str
    verdict: str
    seen: str
    papers: list[Attachment]


def visited_lines(case: Case) -> list[Visited]:
    """What the visit found, line by line in the order of the standard."""
    papers = {
        str(one.pk): one for one in Attachment.objects.filter(subject=case.papers)
    }
    labels = {spec["line"]: spec["group"] for spec in _asked(case)}
    return [
        Visited(
            labels[line],
            found.get(VERDICT) or "",
            str(found.get(SEEN) or ""),
            [papers[key] for key in _named(found) if key in papers],
        )
        for line, found in _answers(case).items()
    ]


def _named(found: dict[str, Any]) -> list[str]:
    """The keys of the papers among the answers of a line."""
    return [
        key for answer in found.values() if isinstance(answer, list) for key in answer
    ]


def _asked(case: Case, step: str = "") -> list[dict[str, Any]]:
    """The fields of evidence that a step, or any step, asks for by line."""
    return [
        spec
        for one in case.steps
        if step in ("", one["key"])
        for spec in one.get("evidence", [])
        if "line" in spec
    ]


def _answers(case: Case) -> dict[str, dict[str, Any]]:
    """The answers of each line by the name of the field."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    # In the order of time: what is done again after a return replaces what was said.
    for event in case.events.filter(action=CaseEvent.Action.FORWARD).order_by("seq"):
        for spec in _asked(case, event.step):
            found[spec["line"]][spec["field"]] = event.evidence.get(spec["key"])
    return dict(found)
