"""What a profile says, matter by matter, as a page shows it: the value, the phrase, where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.policy import Policy
from core.policy_schema import STATEMENT_WORDS, statements


@dataclass(frozen=True)
class Statement:
    """One matter of the document."""

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


def _statement(table: dict[str, Any], labels: dict[str, str]) -> Statement:
    phrases = table.get("q", [])
    unstated = table.get("not_stated", [])
    return Statement(
        label=table["label"],
        values=[(labels[key], _words(value)) for key, value in table.items() if key not in STATEMENT_WORDS],
        phrases=[phrases] if isinstance(phrases, str) else list(phrases),
        section=table.get("sec", ""),
        open=[_("everything")] if unstated is True else [labels[key] for key in unstated],
        note=table.get("note", ""),
    )


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "、".join(_words(item) for item in value)
    return str(value)
