"""The untyped tables of a policy file: statements with the phrase they come from.

A statement is a value with its phrase `q`, or `not_stated`. See docs/policies.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.policy.sections import Found, registered_sections

STATEMENT_WORDS = {"label", "q", "sec", "note", "not_stated", "derived", "analyst"}
HEAD = ("name", "document", "jurisdiction", "validity", "parameters", "labels")


def statements(contents: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each statement of a profile with its dotted path; not typed sections, not the head."""
    for key, value in contents.items():
        if key not in HEAD:
            yield from _statements(key, value)


def phrases(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each phrase `q` with the dotted path of its table."""
    if isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from phrases(item, f"{path}.{number}")
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "q":
                yield from (
                    (path, phrase)
                    for phrase in ([item] if isinstance(item, str) else item)
                )
            else:
                yield from phrases(item, f"{path}.{key}" if path else key)


def _statements(path: str, value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if path in registered_sections():
        return
    if isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield f"{path}.{number}", item
    elif isinstance(value, dict) and (
        value.keys() & STATEMENT_WORDS or not _has_tables(value)
    ):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _statements(f"{path}.{key}", item)
    else:
        yield path, {"v": value}


def _has_tables(value: dict[str, Any]) -> bool:
    return any(isinstance(item, dict | list) for item in value.values())


def statement_problems(statement: Any, where: str, labels: dict[str, str]) -> Found:
    """What a statement lacks: its name, its phrase, the label of one of its keys."""
    if not isinstance(statement, dict) or not statement.get("label"):
        return [
            f"{where}.label: missing; the name of the matter in Chinese is expected."
        ]
    if not statement.keys() & {"q", "not_stated", "derived", "analyst"}:
        return [
            f"{where}.q: missing; a stated value needs its phrase,"
            " an open one not_stated = true."
        ]
    unnamed = sorted(statement.keys() - STATEMENT_WORDS - labels.keys())
    return [f"{where}.{key}: no label; add {key} to [labels]." for key in unnamed]
