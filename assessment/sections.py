"""The typed sections of a policy profile that this app reads: the household exit."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any, Literal

from core.policy.profiles import Policy, PolicyError
from core.policy.schema import evidence_problems, step_problems
from core.policy.sections import (
    Check,
    Evidence,
    Found,
    Malformed,
    Section,
    Step,
    read,
    register_section,
)
from households.models import HouseholdPeriod

HOUSEHOLD_EXIT = "exit.household"
DIGITS = "零一二三四五六七八九十"
HIGHEST_CODE = 30  # a reason is one bit of a four-byte whole number
VERDICT = "verdict"  # the field of a line in which a person says whether it is met
MET, UNMET = "met", "unmet"


class Indicator(Section):
    """One line of an exit standard: columns of the period compared with a value.

    A line that no column can tell is `attested`: a person says so during the visit.
    """

    key: str
    code: int
    label: str
    columns: list[str] = []
    op: Literal["gt", "ge", "eq", "in", "is_true", "attested"]
    message: str
    unknown: str
    value: Any = None
    parameter: str = ""
    unit: Literal["yuan", "count", "code", ""] = ""
    unknown_columns: list[str] = []
    unknown_values: list[str] = []
    codes: str = ""
    who: str = ""  # who is counted, of a line that counts people
    papers: str = ""  # the paper that shows the line
    blocking: bool = True
    source: str = ""


class ExitStep(Step):
    """A step that may ask for evidence once for each line of the standard."""

    line_evidence: list[Evidence] = []
    line_checks: list[Check] = []


class HouseholdExit(Section):
    """The process and the standard by which a household leaves the register."""

    label: str
    source: str
    after_exit: Literal["policy_continues", "policy_ends"]
    steps: list[ExitStep]
    indicators: list[Indicator]
    v: str = ""
    q: list[str] = []
    sec: str = ""
    note: str = ""
    not_stated: list[str] = []


def register() -> None:
    """Let the profiles have this section, checked when they are read."""
    register_section(HOUSEHOLD_EXIT, HouseholdExit, _problems)


def household_exit(policy: Policy) -> HouseholdExit:
    """The household exit of a profile; `PolicyError` when it is missing or wrong."""
    where = f"{policy.name}: [{HOUSEHOLD_EXIT}]"
    try:
        return read(HouseholdExit, policy.table(HOUSEHOLD_EXIT), where)
    except Malformed as error:
        raise PolicyError(str(error)) from error


def frozen_steps(
    section: HouseholdExit, policy: Policy, region_code: str, on: dt.date
) -> list[dict[str, Any]]:
    """The steps as a case keeps them: with the county's shares, and each line's fields."""
    frozen = []
    for step in section.steps:
        table = step.model_dump(exclude={"line_evidence", "line_checks"})
        for check in table["checks"]:
            share = check["share"]
            if isinstance(share, dict):  # {"parameter": key}: left to the county
                share = str(policy.parameter(share["parameter"], region_code, on))
            check["share"] = share
            check["message"] = check["message"].replace("{share}", share_words(share))
        for indicator in section.indicators:
            table["evidence"] += [
                _of_line(field, indicator) for field in step.line_evidence
            ]
            table["checks"] += [
                _check_of_line(check, indicator)
                for check in step.line_checks
                if indicator.blocking
            ]
        table["evidence"] = [_without_none(evidence) for evidence in table["evidence"]]
        frozen.append(_without_none(table))
    return frozen


def _of_line(field: Evidence, indicator: Indicator) -> dict[str, Any]:
    """A field of evidence for one line; `line` and `field` say which it is."""
    own = field.label.replace("{papers}", indicator.papers)
    return field.model_dump() | {
        "key": f"{indicator.key}_{field.key}",
        "label": f"{indicator.label}·{own}",
        "short": own,
        "group": indicator.label,
        "line": indicator.key,
        "field": field.key,
    }


def _check_of_line(check: Check, indicator: Indicator) -> dict[str, Any]:
    return check.model_dump() | {
        "part": f"{indicator.key}_{check.part}",
        "message": check.message.replace("{line}", indicator.label),
    }


def share_words(share: str) -> str:
    """A share in Chinese words: 三分之二, 一半."""
    if not share:
        return ""
    part = Fraction(share)
    if part == Fraction(1, 2):
        return "一半"
    if part.denominator < len(DIGITS):
        return f"{DIGITS[part.denominator]}分之{DIGITS[part.numerator]}"
    return f"{float(part):.0%}"


def _without_none(table: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if value is not None}


def _problems(section: HouseholdExit, contents: dict[str, Any], where: str) -> Found:
    problems = step_problems(section.steps, contents, where)
    problems += _line_problems(section, where)
    codes = [indicator.code for indicator in section.indicators]
    keys = [indicator.key for indicator in section.indicators]
    if len(set(codes)) < len(codes) or len(set(keys)) < len(keys):
        problems.append(f"{where}.indicators: key and code must be used once each.")
    for indicator in section.indicators:
        problems += _indicator_problems(
            indicator, contents, f"{where}.indicators.{indicator.key}"
        )
    return problems


def _line_problems(section: HouseholdExit, where: str) -> Found:
    """What is wrong with the evidence asked for by line, and lines nobody can attest."""
    problems: Found = []
    attestable = False
    for step in section.steps:
        place = f"{where}.steps.{step.key}.line_evidence"
        problems += evidence_problems(step.line_evidence, step.line_checks, place)
        verdicts = [one for one in step.line_evidence if one.key == VERDICT]
        attestable |= bool(verdicts)
        problems += (
            f"{place}.{VERDICT}: the choices {MET} and {UNMET} are expected."
            for one in verdicts
            if set(one.choices) != {MET, UNMET}
        )
        if any("{papers}" in one.label for one in step.line_evidence):
            problems += (
                f"{where}.indicators.{one.key}.papers: missing; "
                "the paper that shows the line is expected."
                for one in section.indicators
                if not one.papers
            )
    if not attestable and any(one.op == "attested" for one in section.indicators):
        problems.append(
            f"{where}.steps: no step asks for each line's {VERDICT} "
            f"({MET}, {UNMET}), and a line is attested."
        )
    return problems


def _indicator_problems(
    indicator: Indicator, contents: dict[str, Any], where: str
) -> Found:
    known = {column.attname for column in HouseholdPeriod._meta.concrete_fields}
    problems = [
        f"{where}.columns: the household's period has no column “{column}”."
        for column in [*indicator.columns, *indicator.unknown_columns]
        if column not in known
    ]
    if not 1 <= indicator.code <= HIGHEST_CODE:
        problems.append(f"{where}.code: a number from 1 to {HIGHEST_CODE} is expected.")
    declared = contents.get("parameters", {})
    if indicator.parameter and indicator.parameter not in declared:
        problems.append(
            f"{where}.parameter: no [parameters.{indicator.parameter}] is declared."
        )
    # A line compares with a value of the document or with a figure of the county.
    given = (indicator.value is not None) + bool(indicator.parameter)
    if given != (indicator.op not in ("is_true", "attested")):
        problems.append(
            f"{where}: either value or parameter is expected, "
            "and neither for is_true and attested."
        )
    if bool(indicator.columns) == (indicator.op == "attested"):
        problems.append(
            f"{where}.columns: expected, and none for a line that is attested."
        )
    if indicator.unit == "count" and not indicator.who:
        problems.append(f"{where}.who: missing; who is counted is expected.")
    if indicator.op == "in" and not isinstance(indicator.value, list):
        problems.append(f"{where}.value: a list is expected for the comparison “in”.")
    return problems
