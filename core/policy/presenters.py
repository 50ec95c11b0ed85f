"""Statements and steps of a profile as a page shows them: value, phrase, section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.cases.engine import role_label
from core.policy.parameters import ParameterOverview
from core.policy.profiles import Policy
from core.policy.sections import Step
from core.policy.statements import STATEMENT_WORDS, statements


@dataclass(frozen=True)
class Statement:
    """One statement of the document: its values, phrases, and what it leaves open."""

    label: str
    values: list[tuple[str, str]]
    phrases: list[str]
    section: str
    open: list[str]
    note: str


def statements_of(policy: Policy) -> list[Statement]:
    """Every statement of the document, in its order."""
    labels = policy.contents.get("labels", {})
    return [_statement(table, labels) for _path, table in statements(policy.contents)]


@dataclass(frozen=True)
class StepRow:
    """One step of a process: who does it, and its numbers of days.

    `days` are (label, value, what the document leaves open).
    """

    name: str
    roles: str
    source: str
    days: list[tuple[str, str, str]]


def steps_of(steps: Sequence[Step], figures: list[ParameterOverview]) -> list[StepRow]:
    """The steps with the county's figures for their deadlines and notices."""
    known = {line.key: line for line in figures}
    return [
        StepRow(
            step.name,
            "、".join(role_label(role) for role in step.role),
            step.source,
            [
                (known[key].label, known[key].value or _("not set"), known[key].note)
                for key in (step.due_days, step.notice.days if step.notice else "")
                if key in known
            ],
        )
        for step in steps
    ]


def _statement(table: dict[str, Any], labels: dict[str, str]) -> Statement:
    phrases = table.get("q", [])
    unstated = table.get("not_stated", [])
    return Statement(
        label=table["label"],
        values=[
            (labels[key], _words(value))
            for key, value in table.items()
            if key not in STATEMENT_WORDS
        ],
        phrases=[phrases] if isinstance(phrases, str) else list(phrases),
        section=table.get("sec", ""),
        open=[_("everything")]
        if unstated is True
        else [labels[key] for key in unstated],
        note=table.get("note", ""),
    )


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "、".join(_words(item) for item in value)
    return str(value)
