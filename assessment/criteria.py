"""An exit standard, declared once in the policy: judged in Python for one household, in SQL for a million.

A criterion is *unmet* when a column says so, *unknown* when something it needs was not surveyed, else
*met*. `judge` and `sql` say the same of every row; `tests/assessment/test_criteria.py` holds them equal.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import eq, ge, gt
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessment.sections import Indicator, household_exit
from core import codelists
from core.policy.profiles import Policy, parameter_row
from households.models import HouseholdPeriod
from households.periods import current_period

COMPARE = {"gt": (gt, ">"), "ge": (ge, ">="), "eq": (eq, "=")}
BLANK = "—"
Condition = tuple[str, list[Any]]  # SQL and its parameters


class Outcome(models.TextChoices):
    """What a standard says of a household, and of each of its lines."""

    MET = "met", gettext_lazy("met")
    UNMET = "unmet", gettext_lazy("not met")
    UNKNOWN = "unknown", gettext_lazy("not known")


@dataclass(frozen=True)
class Criterion:
    """An indicator with the figure that was in force: enough to judge again years later."""

    key: str
    code: int
    label: str
    columns: list[str]
    op: str
    required: Any
    unit: str
    unknown_columns: list[str]
    unknown_values: list[str]
    codes: str
    message: str
    unknown: str
    blocking: bool
    source: str
    basis: str

    @property
    def bit(self) -> int:
        return 1 << self.code

    def outcome(self, facts: Mapping[str, Any]) -> Outcome:
        """What the facts say; a missing fact is not a failed one."""
        held = [self._holds(self._known(facts.get(column))) for column in self.columns]
        if False in held:
            return Outcome.UNMET
        gaps = [facts.get(column) for column in self.unknown_columns]
        if None in held or any(gap is None or gap > 0 for gap in gaps):
            return Outcome.UNKNOWN
        return Outcome.MET

    def sql(self, alias: str) -> tuple[Condition, Condition]:
        """Conditions `unmet` and `unknown` over the columns of a period, never NULL."""
        tests = [self._sql_test(f"{alias}.{column}") for column in self.columns]
        params = [value for _test, values in tests for value in values]
        unmet = " OR ".join(f"({test}) IS FALSE" for test, _values in tests)
        gaps = [f"({test}) IS NULL" for test, _values in tests]
        gaps += [
            f"COALESCE({alias}.{column}, 1) > 0" for column in self.unknown_columns
        ]
        return (f"({unmet})", params), (
            f"(NOT ({unmet}) AND ({' OR '.join(gaps)}))",
            [*params, *params],
        )

    def _known(self, value: Any) -> Any:
        return None if value == "" or value in self.unknown_values else value

    def _holds(self, value: Any) -> bool | None:
        if value is None:
            return None
        if self.op == "is_true":
            return bool(value)
        if self.op == "in":
            return value in self.required
        return bool(COMPARE[self.op][0](value, self.required))

    def _sql_test(self, column: str) -> tuple[str, list[Any]]:
        params: list[Any] = []
        if self.op == "in" or self.unknown_values:
            params.append(["", *self.unknown_values])
            column = f"CASE WHEN {column} = ANY(%s) THEN NULL ELSE {column} END"
        if self.op == "is_true":
            return column, params
        if self.op == "in":
            return f"({column}) = ANY(%s)", [*params, list(self.required)]
        return f"({column}) {COMPARE[self.op][1]} %s", [*params, self.required]


@dataclass(frozen=True)
class Result:
    """One line of the table a decider reads: what was asked, what was found, and what to do."""

    key: str
    label: str
    outcome: str
    value: str
    required: str
    message: str
    basis: str
    blocking: bool


@dataclass(frozen=True)
class Judgement:
    """The lines and what follows from the blocking ones."""

    results: list[Result]
    outcome: Outcome
    unmet: int
    unknown: int

    @property
    def reasons(self) -> list[str]:
        """Sentences of the blocking lines that are not met or not known."""
        return [
            row.message
            for row in self.results
            if row.blocking and row.outcome != Outcome.MET
        ]


@dataclass(frozen=True)
class Criteria:
    """A standard as it was in force for one region on one day."""

    policy_name: str
    policy_digest: str
    region_code: str
    on: str
    lines: list[Criterion]

    @property
    def columns(self) -> list[str]:
        """Every column the standard reads."""
        return list(
            dict.fromkeys(
                c for line in self.lines for c in (*line.columns, *line.unknown_columns)
            )
        )

    @property
    def blocking(self) -> int:
        return sum(line.bit for line in self.lines if line.blocking)

    def judge(self, facts: Mapping[str, Any]) -> Judgement:
        """The verdict on one household's facts, line by line."""
        outcomes = [(line, line.outcome(facts)) for line in self.lines]
        unmet = sum(line.bit for line, outcome in outcomes if outcome == Outcome.UNMET)
        unknown = sum(
            line.bit for line, outcome in outcomes if outcome == Outcome.UNKNOWN
        )
        results = [_result(line, outcome, facts) for line, outcome in outcomes]
        return Judgement(results, self.overall(unmet, unknown), unmet, unknown)

    def overall(self, unmet: int, unknown: int) -> Outcome:
        """The verdict that follows from the bits of the lines."""
        if unmet & self.blocking:
            return Outcome.UNMET
        return Outcome.UNKNOWN if unknown & self.blocking else Outcome.MET

    def sql_bits(self, alias: str) -> tuple[str, list[Any]]:
        """A select list `unmet, unknown` of bit masks over a period's columns, and its parameters."""
        bits = []
        for number, name in enumerate(("unmet", "unknown")):
            conditions = [(line.bit, *line.sql(alias)[number]) for line in self.lines]
            cases = [
                f"CASE WHEN {condition} THEN {bit} ELSE 0 END"
                for bit, condition, _params in conditions
            ]
            params = [
                value for _bit, _condition, values in conditions for value in values
            ]
            bits.append((f"{' | '.join(['0', *cases])} AS {name}", params))
        return ", ".join(text for text, _params in bits), [
            value for _text, values in bits for value in values
        ]

    def sql_overall(self, alias: str) -> str:
        """The verdict in words from the bits `alias.unmet` and `alias.unknown`."""
        return (
            f"CASE WHEN {alias}.unmet & {self.blocking} <> 0 THEN '{Outcome.UNMET}'"
            f" WHEN {alias}.unknown & {self.blocking} <> 0 THEN '{Outcome.UNKNOWN}' ELSE '{Outcome.MET}' END"
        )

    def frozen(self) -> dict[str, Any]:
        """As JSON, to be kept with what it decided."""
        return dataclasses.asdict(self)

    @classmethod
    def thawed(cls, frozen: dict[str, Any]) -> Criteria:
        """The standard an old case was judged by, whatever the files say today."""
        return cls(
            **{**frozen, "lines": [Criterion(**line) for line in frozen["lines"]]}
        )


def household_criteria(policy: Policy, region_code: str, on: dt.date) -> Criteria:
    """The household exit standard of a profile with the county's figures; refused when one is not set."""
    lines = [
        _criterion(indicator, policy, region_code, on)
        for indicator in household_exit(policy).indicators
    ]
    return Criteria(policy.name, policy.digest, region_code, on.isoformat(), lines)


def facts_of(period: HouseholdPeriod | None, columns: list[str]) -> dict[str, Any]:
    """The columns of a period as plain values; nothing is known without a period."""
    return {column: getattr(period, column, None) for column in columns}


def period_of(on: dt.date) -> str:
    """The period a decision of this day looks at."""
    return current_period(on).code


def _criterion(
    indicator: Indicator, policy: Policy, region_code: str, on: dt.date
) -> Criterion:
    required, basis = indicator.value, ""
    if indicator.parameter:
        required = policy.parameter(indicator.parameter, region_code, on)
        row = parameter_row(indicator.parameter, region_code, on)
        basis = row.document if row else ""
    if indicator.unit == "yuan":
        required = int(Decimal(str(required)) * 100)
    shared = {name: getattr(indicator, name) for name in KEPT}
    return Criterion(required=required, basis=basis, **shared)


KEPT = set(Indicator.model_fields) & {
    field.name for field in dataclasses.fields(Criterion)
}


def _result(line: Criterion, outcome: Outcome, facts: Mapping[str, Any]) -> Result:
    value, required = (
        _shown(line, facts.get(line.columns[0])),
        _shown(line, True if line.op == "is_true" else line.required),
    )
    message = {
        Outcome.UNMET: line.message,
        Outcome.UNKNOWN: line.unknown,
        Outcome.MET: "",
    }[outcome]
    message = message.replace("{value}", value).replace("{required}", required)
    if line.unit == "count" and value != BLANK:
        value = ngettext("%s person", "%s people", int(value)) % value
        required = ngettext("%s person", "%s people", int(required)) % required
    elif line.unit == "yuan" and value != BLANK:
        value, required = (_("%s yuan") % amount for amount in (value, required))
    required = {"gt": _("more than %s"), "ge": _("at least %s")}.get(
        line.op, "%s"
    ) % required
    return Result(
        line.key,
        line.label,
        str(outcome),
        value,
        required,
        message,
        line.basis or line.source,
        line.blocking,
    )


def _shown(line: Criterion, value: Any) -> str:
    if value is None or value == "":
        return BLANK
    if line.op == "is_true":
        return _("yes") if value else _("no")
    if line.unit == "yuan":
        return f"{Decimal(value) / 100:,.2f}"
    if line.codes:
        return codelists.labels(
            line.codes, value if isinstance(value, list) else [value]
        )
    return str(value)
