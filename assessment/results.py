"""The table a decider reads: each line of a standard with its value, limit and reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.criterion import ATTESTED, Criterion, Outcome
from core import codelists

BLANK = "—"


@dataclass(frozen=True)
class Result:
    """One row of the table: required, found, and what to do when it is not met."""

    key: str
    label: str
    outcome: str
    value: str
    required: str
    message: str
    basis: str
    blocking: bool


def result_of(
    line: Criterion, outcome: Outcome, facts: Mapping[str, Any], seen: str = ""
) -> Result:
    """The row of a line with its outcome on these facts, or on what a person has seen."""
    if line.op == ATTESTED:
        value, required = seen or BLANK, _("attested during the visit")
    else:
        value = _format(line, facts.get(line.columns[0]))
        required = _format(line, True if line.op == "is_true" else line.required)
    # The sentence names the bare values; the table adds their units below.
    message = _message(line, outcome)
    message = message.replace("{value}", value).replace("{required}", required)
    if value != BLANK:
        value, required = _with_unit(line, value), _with_unit(line, required)
    return Result(
        key=line.key,
        label=line.label,
        outcome=str(outcome),
        value=value,
        required=_with_comparison(line, required),
        message=message,
        basis=line.basis or line.source,
        blocking=line.blocking,
    )


def _message(line: Criterion, outcome: Outcome) -> str:
    sentences = {Outcome.UNMET: line.message, Outcome.UNKNOWN: line.unknown}
    return sentences.get(outcome, "")


def _format(line: Criterion, value: Any) -> str:
    """A value of the line's type as text, without unit."""
    if value is None or value == "":
        return BLANK
    if line.op == "is_true":
        return _("yes") if value else _("no")
    if line.unit == "yuan":
        return f"{Decimal(value) / 100:,.2f}"
    if line.codes:
        codes = value if isinstance(value, list) else [value]
        return codelists.labels(line.codes, codes)
    return str(value)


def _with_unit(line: Criterion, text: str) -> str:
    if line.unit == "count":
        counted = ngettext("%s person", "%s people", int(text)) % text
        return f"{line.who} {counted}" if line.who else counted
    return _("%s yuan") % text if line.unit == "yuan" else text


def _with_comparison(line: Criterion, text: str) -> str:
    words = {"gt": _("more than %s"), "ge": _("at least %s")}
    return words.get(line.op, "%s") % text
