"""The typed sections of a policy file, read strictly by pydantic.

An app declares its section as a `Section` and registers it with `register_section`. An
unknown key, a missing key or a value of another type is a problem that names the file,
the key and what is expected there. See docs/policies.md.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

Found = list[str]
Further = Callable[[Any, dict[str, Any], str], Found]


class Section(BaseModel):
    """A table of a policy file: no further keys, no silent conversion, never changed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


T = TypeVar("T", bound=Section)


class Parameter(Section):
    """A figure the document leaves to the jurisdiction."""

    label: str
    type: Literal["yuan", "int", "share", "date", "month_day", "choice", "text"]
    note: str = ""
    q: str = ""
    unit: str = ""
    min: int | None = None
    max: int | None = None
    choices: dict[str, str] = {}
    required: bool = False
    not_stated: bool = False


class Evidence(Section):
    """One field an actor fills in at a step."""

    key: str
    label: str
    type: Literal[
        "int", "text", "longtext", "date", "yesno", "choice", "signer", "files"
    ]
    required: bool = True
    min: int | None = None
    max: int | None = None
    help: str = ""
    choices: dict[str, str] = {}
    years_back: int = 0  # how many years before the proposal's a day may lie


class Share(Section):
    """A share that the jurisdiction sets."""

    parameter: str


class Check(Section):
    """What must hold of evidence fields, and what is said when it does not."""

    kind: Literal["sum", "share_at_least", "share_above", "is"]
    message: str
    whole: str = ""
    part: str = ""
    parts: list[str] = []
    share: Share | str = ""
    value: str = ""


class Notice(Section):
    """What is posted at a notice step, where, and which parameter sets its days."""

    kind: str
    level: Literal[3, 4, 5]
    days: str
    place: str
    # The step to which an upheld objection sends a case back; "" means the first one.
    upheld_to: str = ""


class Step(Section):
    """One step of a process; see `core.cases.engine`."""

    key: str
    name: str
    kind: Literal["task", "decision", "notice", "announcement"]
    role: list[str]
    level: Literal[3, 4, 5]
    source: str = ""
    due_days: str = ""
    evidence: list[Evidence] = []
    checks: list[Check] = []
    notice: Notice | None = None
    apart_from: list[str] = []  # earlier steps whose doers do not do this one


@dataclass(frozen=True)
class Registered:
    """A typed section at a dotted path, and what is asked of it beyond its types."""

    kind: type[Section]
    further: Further | None


# Filled by the apps that read the sections, since core knows none of their words.
_sections: dict[str, Registered] = {}


def register_section(
    path: str, kind: type[Section], further: Further | None = None
) -> None:
    """Make a section typed; call it in `AppConfig.ready`.

    `further(section, contents, where)` returns what is wrong beyond the types.
    """
    _sections[path] = Registered(kind, further)


def registered_sections() -> Mapping[str, Registered]:
    """Every typed section by its dotted path."""
    return _sections


class Malformed(ValueError):
    """A table is not what its section declares; `problems` are sentences."""

    def __init__(self, problems: Found) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def read(kind: type[T], table: Any, where: str) -> T:
    """A table as an instance of `kind`; raises `Malformed`."""
    try:
        return kind.model_validate(table)
    except ValidationError as error:
        said = (
            _sentence(kind, table, where, flaw)
            for flaw in error.errors(include_url=False)
        )
        # A value that fits no branch of a union is one flaw for each branch.
        raise Malformed(list(dict.fromkeys(said))) from error


def _sentence(
    kind: type[Section], table: Any, where: str, flaw: Mapping[str, Any]
) -> str:
    """One flaw that pydantic found, with its place and what is expected there."""
    hint, value, parent = kind, table, kind
    for part in flaw["loc"]:
        if len(_options(hint)) > 1:
            break  # pydantic goes on into each branch; the sentence names them all
        where += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
        parent, hint = hint, _hint_of(hint, part)
        value = _part_of(value, part)
    if flaw["type"] == "extra_forbidden" and hint is None:
        known = ", ".join(sorted(parent.model_fields))
        return f"{where}: unknown key; expected: {known}."
    if flaw["type"] == "missing" and value is None:
        return f"{where}: missing; {_words(hint)} is expected."
    return f"{where}: {_words(hint)} is expected, not {_said(value)}."


def _hint_of(hint: Any, part: int | str) -> Any:
    """The type of what lies at one part of a path; None for a key nobody declared."""
    (hint,) = _options(hint)
    if _is_section(hint):
        declared = hint.model_fields.get(part)
        return declared.annotation if declared else None
    return typing.get_args(hint)[-1]  # of list[...] or dict[str, ...]


def _part_of(value: Any, part: int | str) -> Any:
    """What lies at one part of a path; None where it is missing."""
    return value.get(part) if isinstance(value, dict) else value[part]


def _options(hint: Any) -> list[Any]:
    """The types a value may have, without None."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return [one for one in typing.get_args(hint) if one is not type(None)]
    return [hint]


def _is_section(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Section)


def _words(hint: Any) -> str:
    """What is expected, in words."""
    options = _options(hint)
    if len(options) > 1:
        return " or ".join(map(_words, options))
    (hint,) = options
    origin = typing.get_origin(hint)
    if origin is Literal:
        return "one of " + ", ".join(map(str, typing.get_args(hint)))
    if origin is list:
        return "a list"
    if origin is dict or _is_section(hint):
        return "a table"
    names = {str: "text", int: "a whole number", bool: "true or false"}
    return names.get(hint, str(hint))


def _said(value: Any) -> str:
    if isinstance(value, str | int | float):
        return f"“{value}”"
    return type(value).__name__
