"""The tree of project types, read from the code list: two digits a level."""

from __future__ import annotations

from core import codelists

TYPE, NATURE, MEASURE = "project_category", "project_nature", "measure_kind"


def levels_of(code: str) -> tuple[str, str, str]:
    """A type with the two levels above it; a level that it does not have is empty."""
    return code[:2], code[:4] if len(code) >= 4 else "", code if len(code) == 6 else ""


def top_level() -> list[tuple[str, str]]:
    """First-level types of today, in official order."""
    return [
        item for item in codelists.choices(TYPE) if levels_of(item[0])[0] == item[0]
    ]


def grouped() -> list[tuple[str, list[tuple[str, str]]]]:
    """The finest types under the name of their first level, for one select box."""
    names = dict(codelists.choices(TYPE))
    parents = {
        parent
        for code in names
        for parent in levels_of(code)
        if parent and parent != code
    }
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, label in names.items():
        # Only the finest types are chosen; their parents are stored with them.
        if code not in parents:
            first, second, third = levels_of(code)
            option = f"{names[second]}：{label}" if third else label
            groups.setdefault(names[first], []).append((code, option))
    return list(groups.items())
