"""Check a policy file: its head, its typed sections, its statements and their phrases.

See also `core.policy.sections`, which apps declare, and docs/policies.md.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from core.policy.sections import (
    Check,
    Evidence,
    Found,
    Malformed,
    Parameter,
    Share,
    Step,
    read,
    registered_sections,
)
from core.policy.statements import phrases, statement_problems, statements
from core.scope import CODE_LENGTH


def problems_of(path: Path) -> Found:
    """Everything wrong with one policy file, as sentences; none when it is good."""
    try:
        contents = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return [f"{path.name}: not readable as TOML: {error}."]
    labels = contents.get("labels", {})
    return [
        *_head_problems(contents, path),
        *_parameter_problems(contents, path.name),
        *_section_problems(contents, path.name),
        *(
            problem
            for where, statement in statements(contents)
            for problem in statement_problems(
                statement, f"{path.name}: [{where}]", labels
            )
        ),
        *_phrase_problems(contents, path),
    ]


def at(contents: dict[str, Any], path: str) -> Any:
    """The table at a dotted path, or None."""
    found: Any = contents
    for part in path.split("."):
        if not isinstance(found, dict) or part not in found:
            return None
        found = found[part]
    return found


def step_problems(steps: Sequence[Step], contents: dict[str, Any], where: str) -> Found:
    """What is wrong with a process beyond its types; apps call it for their steps."""
    known = contents.get("parameters", {})
    keys = [step.key for step in steps]
    problems = [
        f"{where}.steps: the key “{key}” stands twice."
        for key in sorted({key for key in keys if keys.count(key) > 1})
    ]
    for number, step in enumerate(steps):
        place = f"{where}.steps.{step.key}"
        problems += _problems_of_step(step, known, place)
        problems += _problems_of_objection(step, keys[:number], place)
        problems += (
            f"{place}.apart_from: “{key}” is no earlier step."
            for key in step.apart_from
            if key not in keys[:number]
        )
    return problems


def _problems_of_objection(
    step: Step, earlier: Collection[str], where: str
) -> Iterator[str]:
    """An upheld objection must have an earlier step to send its case back to."""
    if step.kind != "notice" or step.notice is None:
        return
    if not earlier:
        yield f"{where}: a notice cannot be the first step."
    if step.notice.upheld_to and step.notice.upheld_to not in earlier:
        yield (
            f"{where}.notice.upheld_to: “{step.notice.upheld_to}” is no earlier step."
        )


def _problems_of_step(step: Step, known: Collection[str], where: str) -> Iterator[str]:
    """A missing notice, parameters nobody declared, checks of unknown fields."""
    if step.kind in ("notice", "announcement") and step.notice is None:
        yield (
            f"{where}.notice: missing; a step of kind {step.kind} says what is posted."
        )
    named = [step.due_days, step.notice.days if step.notice else ""]
    named += [
        check.share.parameter for check in step.checks if isinstance(check.share, Share)
    ]
    for name in named:
        if name and name not in known:
            yield f"{where}: no [parameters.{name}] is declared."
    yield from evidence_problems(step.evidence, step.checks, where)


def evidence_problems(
    evidence: list[Evidence], checks: list[Check], where: str
) -> Iterator[str]:
    """Choices without any, checks of fields that are not there, checks of nothing."""
    for field in evidence:
        if field.type == "choice" and not field.choices:
            yield (
                f"{where}.evidence.{field.key}: choices: missing; "
                "a table value = words is expected."
            )
    fields = {field.key for field in evidence}
    for check in checks:
        used = {check.whole, *check.parts, check.part} - {""}
        for name in sorted(used - fields):
            yield f"{where}.checks: no evidence field “{name}”."
        needed = {"is": ("part", "value")}.get(check.kind, ("whole",))
        for name in needed:
            if not getattr(check, name):
                yield f"{where}.checks: {name}: missing; “{check.kind}” needs it."


def _head_problems(contents: dict[str, Any], path: Path) -> Iterator[str]:
    where = path.name
    if contents.get("name") != path.stem:
        yield f"{where}: name: “{path.stem}” is expected, the name of the file."
    title = at(contents, "document.title")
    if not isinstance(title, dict) or not title.get("v"):
        yield f"{where}: [document] title: a table {{ v, q }} is expected."
    code = at(contents, "jurisdiction.code")
    if not isinstance(code, str) or len(code) != CODE_LENGTH or not code.isdigit():
        yield (
            f"{where}: [jurisdiction] code:"
            " a region code of 12 digits in quotes is expected."
        )
    days = [at(contents, f"validity.{end}") for end in ("from", "to")]
    if not all(isinstance(day, dt.date) for day in days):
        yield f"{where}: [validity] from, to: two dates are expected, like 2018-01-01."
    elif days[0] > days[1]:
        yield f"{where}: [validity] from lies after to."


def _parameter_problems(contents: dict[str, Any], name: str) -> Iterator[str]:
    for key, table in contents.get("parameters", {}).items():
        where = f"{name}: [parameters.{key}]"
        try:
            parameter = read(Parameter, table, where)
        except Malformed as error:
            yield from error.problems
            continue
        if parameter.type == "choice" and not parameter.choices:
            yield f"{where} choices: missing; a table value = words is expected."


def _section_problems(contents: dict[str, Any], name: str) -> Iterator[str]:
    """What is wrong with the sections that apps declare, where the file has them."""
    for path, section in registered_sections().items():
        table = at(contents, path)
        if table is None:
            continue
        where = f"{name}: [{path}]"
        try:
            value = read(section.kind, table, where)
        except Malformed as error:
            yield from error.problems
            continue
        if section.further:
            yield from section.further(value, contents, where)


def _phrase_problems(contents: dict[str, Any], path: Path) -> Found:
    """Phrases that do not stand word for word in the document beside the profile."""
    source = path.parent / "sources" / f"{path.stem}.txt"
    if not source.exists():
        return []
    text = source.read_text(encoding="utf-8")
    return [
        f"{path.name}: {where}: “{q}” is not in the document."
        for where, q in phrases(contents)
        if q not in text
    ]
