"""What a policy file may contain: typed sections, and statements with the phrase they come from.

An app declares its section as a frozen dataclass and registers it with `register_section`; the file is
then read strictly: an unknown key, a missing key or a wrong type is an error that names the file, the
key and what is expected there. All other tables are statements: a value with its phrase `q`, or
`not_stated`. See docs/policies.md.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import tomllib
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

from core.scope import CODE_LENGTH

T = TypeVar("T")
Found = list[str]
STATEMENT_WORDS = {"label", "q", "sec", "note", "not_stated", "derived", "analyst"}
HEAD = ("name", "document", "jurisdiction", "validity", "parameters", "labels")


@dataclass(frozen=True)
class Parameter:
    """A figure the document leaves to the jurisdiction."""

    label: str
    type: Literal["yuan", "int", "share", "date", "month_day", "choice", "text"]
    note: str = ""
    q: str = ""
    unit: str = ""
    min: int | None = None
    max: int | None = None
    choices: dict[str, str] = field(default_factory=dict)
    required: bool = False
    not_stated: bool = False


@dataclass(frozen=True)
class Evidence:
    """One field an actor fills in at a step."""

    key: str
    label: str
    type: Literal["int", "text", "longtext", "date", "yesno", "files"]
    required: bool = True
    min: int | None = None
    max: int | None = None
    help: str = ""


@dataclass(frozen=True)
class Check:
    """An equation between evidence fields, with the sentence said when it does not hold."""

    kind: Literal["sum", "share_at_least", "share_above"]
    message: str
    whole: str
    part: str = ""
    parts: list[str] = field(default_factory=list)
    share: dict[str, str] | str = ""


@dataclass(frozen=True)
class Notice:
    """What is posted at a notice step, where, and by which parameter its days are set."""

    kind: str
    level: Literal[3, 4, 5]
    days: str
    place: str


@dataclass(frozen=True)
class Step:
    """One step of a process; see core.process."""

    key: str
    name: str
    kind: Literal["task", "decision", "notice", "announcement"]
    role: list[str]
    level: Literal[3, 4, 5]
    source: str = ""
    due_days: str = ""
    evidence: list[Evidence] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    notice: Notice | None = None


@dataclass(frozen=True)
class _Section:
    kind: type
    further: Callable[[Any, dict[str, Any], str], Found] | None


_sections: dict[str, _Section] = {}


def register_section(
    path: str,
    kind: type,
    further: Callable[[Any, dict[str, Any], str], Found] | None = None,
) -> None:
    """Make a section typed; `further(section, contents, where)` returns what is wrong beyond its types."""
    _sections[path] = _Section(kind, further)


def read(kind: type[T], table: Any, where: str, problems: Found) -> T | None:
    """A table as an instance of `kind`; what is wrong is added to `problems`, and None returned."""
    if not isinstance(table, dict):
        problems.append(f"{where}: a table is expected, not {_said(table)}.")
        return None
    hints = typing.get_type_hints(kind)
    before = len(problems)
    for key in table.keys() - hints.keys():
        problems.append(
            f"{where}.{key}: unknown key; expected: {', '.join(sorted(hints))}."
        )
    values = {}
    for item in dataclasses.fields(kind):
        if item.name in table:
            values[item.name] = _value(
                hints[item.name], table[item.name], f"{where}.{item.name}", problems
            )
        elif (
            item.default is dataclasses.MISSING
            and item.default_factory is dataclasses.MISSING
        ):
            problems.append(
                f"{where}.{item.name}: missing; {_words(hints[item.name])} is expected."
            )
    return kind(**values) if len(problems) == before else None


def problems_of(path: Path) -> Found:
    """Everything wrong with one policy file, as sentences; none when it is good."""
    try:
        contents = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return [f"{path.name}: not readable as TOML: {error}."]
    problems: Found = []
    _check_head(contents, path, problems)
    for name, section in _sections.items():
        table = at(contents, name)
        if table is not None:
            where = f"{path.name}: [{name}]"
            value = read(section.kind, table, where, problems)
            if value is not None and section.further:
                problems += section.further(value, contents, where)
    labels = contents.get("labels", {})
    for where, statement in statements(contents):
        problems += _statement_problems(statement, f"{path.name}: [{where}]", labels)
    return problems + _phrase_problems(contents, path)


def statements(contents: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each statement of a profile with its dotted path, typed sections and the head left out."""
    for key, value in contents.items():
        if key not in HEAD:
            yield from _statements(key, value)


def at(contents: dict[str, Any], path: str) -> Any:
    """The table at a dotted path, or None."""
    found: Any = contents
    for part in path.split("."):
        if not isinstance(found, dict) or part not in found:
            return None
        found = found[part]
    return found


def step_problems(steps: list[Step], contents: dict[str, Any], where: str) -> Found:
    """What is wrong with a process beyond its types: doubled keys, parameters nobody declared."""
    known = contents.get("parameters", {})
    problems = [
        f"{where}.steps: the key “{key}” stands twice."
        for key in _doubled([step.key for step in steps])
    ]
    for step in steps:
        place = f"{where}.steps.{step.key}"
        if step.kind in ("notice", "announcement") and step.notice is None:
            problems.append(
                f"{place}.notice: missing; a step of kind {step.kind} says what is posted."
            )
        named = [step.due_days, step.notice.days if step.notice else ""]
        named += [
            check.share["parameter"]
            for check in step.checks
            if isinstance(check.share, dict)
        ]
        problems += [
            f"{place}: no [parameters.{name}] is declared."
            for name in named
            if name and name not in known
        ]
        fields = {evidence.key for evidence in step.evidence}
        for check in step.checks:
            used = {check.whole, *check.parts} | ({check.part} if check.part else set())
            problems += [
                f"{place}.checks: no evidence field “{name}”."
                for name in sorted(used - fields)
            ]
    return problems


def _check_head(contents: dict[str, Any], path: Path, problems: Found) -> None:
    where = path.name
    if contents.get("name") != path.stem:
        problems.append(
            f"{where}: name: “{path.stem}” is expected, the name of the file."
        )
    title = at(contents, "document.title")
    if not isinstance(title, dict) or not title.get("v"):
        problems.append(f"{where}: [document] title: a table {{ v, q }} is expected.")
    code = at(contents, "jurisdiction.code")
    if not isinstance(code, str) or len(code) != CODE_LENGTH or not code.isdigit():
        problems.append(
            f"{where}: [jurisdiction] code: a region code of 12 digits in quotes is expected."
        )
    days = [at(contents, f"validity.{end}") for end in ("from", "to")]
    if not all(isinstance(day, dt.date) for day in days):
        problems.append(
            f"{where}: [validity] from, to: two dates are expected, like 2018-01-01."
        )
    elif days[0] > days[1]:
        problems.append(f"{where}: [validity] from lies after to.")
    for key, table in contents.get("parameters", {}).items():
        parameter = read(Parameter, table, f"{where}: [parameters.{key}]", problems)
        if parameter and parameter.type == "choice" and not parameter.choices:
            problems.append(
                f"{where}: [parameters.{key}] choices: missing; a table value = words is expected."
            )


def _statements(path: str, value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if path in _sections:
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


def _statement_problems(statement: Any, where: str, labels: dict[str, str]) -> Found:
    if not isinstance(statement, dict) or not statement.get("label"):
        return [
            f"{where}.label: missing; the name of the matter in Chinese is expected."
        ]
    if not statement.keys() & {"q", "not_stated", "derived", "analyst"}:
        return [
            f"{where}.q: missing; a stated value needs its phrase, an open one not_stated = true."
        ]
    unnamed = sorted(statement.keys() - STATEMENT_WORDS - labels.keys())
    return [f"{where}.{key}: no label; add {key} to [labels]." for key in unnamed]


def _phrase_problems(contents: dict[str, Any], path: Path) -> Found:
    """Each phrase stands in the document word for word, when its text lies beside the profile."""
    source = path.parent / "sources" / f"{path.stem}.txt"
    if not source.exists():
        return []
    text = source.read_text(encoding="utf-8")
    return [
        f"{path.name}: {where}: “{q}” is not in the document."
        for where, q in phrases(contents)
        if q not in text
    ]


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


def _value(hint: Any, value: Any, where: str, problems: Found) -> Any:
    if hint is Any or (dataclasses.is_dataclass(hint) and isinstance(hint, type)):
        return value if hint is Any else read(hint, value, where, problems)
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is list and isinstance(value, list):
        return [
            _value(inner[0], item, f"{where}[{number}]", problems)
            for number, item in enumerate(value, 1)
        ]
    if origin in (types.UnionType, typing.Union):
        plain = [option for option in inner if option is not type(None)]
        if len(plain) == 1:
            return _value(plain[0], value, where, problems)
        fits = any(_fits(option, value) for option in plain)
    else:
        fits = _fits(hint, value)
    if not fits:
        problems.append(f"{where}: {_words(hint)} is expected, not {_said(value)}.")
    return value


def _fits(hint: Any, value: Any) -> bool:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return value in inner
    if origin is dict:
        return isinstance(value, dict) and all(
            isinstance(item, inner[1]) for item in value.values()
        )
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, origin or hint)


def _words(hint: Any) -> str:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return "one of " + ", ".join(map(str, inner))
    if origin is list:
        return "a list"
    if origin is dict or dataclasses.is_dataclass(hint):
        return "a table"
    if origin in (types.UnionType, typing.Union):
        return " or ".join(
            _words(option) for option in inner if option is not type(None)
        )
    return {str: "text", int: "a whole number", bool: "true or false"}.get(
        hint, str(hint)
    )


def _said(value: Any) -> str:
    return (
        f"“{value}”" if isinstance(value, str | int | float) else type(value).__name__
    )


def _doubled(keys: list[str]) -> list[str]:
    return sorted({key for key in keys if keys.count(key) > 1})
