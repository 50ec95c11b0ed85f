"""An exit standard as it was in force in one place on one day.

Evaluated in Python for one household (`judge`), in SQL for many (`sql_bits`).
See also `assessment.criterion` for one line and `assessment.results` for its wording.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from assessment.criterion import ATTESTED, Condition, Criterion, Outcome
from assessment.results import Result, result_of
from assessment.sections import Indicator, household_exit
from core.policy.profiles import Policy, parameter_row
from households.models import HouseholdPeriod
from households.periods import current_period

UNKNOWN = Outcome.UNKNOWN


@dataclass(frozen=True)
class Judgement:
    """The verdict on each line, and what follows from the blocking ones."""

    results: list[Result]
    outcome: Outcome
    unmet: int
    unknown: int

    @property
    def reasons(self) -> list[str]:
        """The sentences of the blocking lines that are not met or not known."""
        return [
            row.message
            for row in self.results
            if row.blocking and row.outcome != Outcome.MET
        ]


@dataclass(frozen=True)
class Said:
    """What a person attested of one line: the verdict, and what was seen."""

    verdict: str
    seen: str


@dataclass(frozen=True)
class Criteria:
    """A standard as it was in force for one region on one day.

    `lines` are judged from the record of a period; the `attested` ones from what a
    person said during the visit, so a re-check of many does not know them.
    """

    policy_name: str
    policy_digest: str
    region_code: str
    on: str
    lines: list[Criterion]
    attested: list[Criterion] = field(default_factory=list)

    @property
    def columns(self) -> list[str]:
        """Every column the standard reads."""
        read = [
            column
            for line in self.lines
            for column in (*line.columns, *line.unknown_columns)
        ]
        return list(dict.fromkeys(read))

    @property
    def blocking(self) -> int:
        """The bits of the lines that keep a household from exiting."""
        return sum(line.bit for line in (*self.lines, *self.attested) if line.blocking)

    def judge(
        self, facts: Mapping[str, Any], said: Mapping[str, Said] | None = None
    ) -> Judgement:
        """The verdict on one household's facts, line by line.

        `said` is what a person attested of each line; without it those lines are left out.
        """
        outcomes = [(line, line.outcome(facts)) for line in self.lines]
        if said is not None:
            outcomes += [
                (line, Outcome(said[line.key].verdict) if line.key in said else UNKNOWN)
                for line in self.attested
            ]
        unmet = sum(line.bit for line, outcome in outcomes if outcome == Outcome.UNMET)
        unknown = sum(
            line.bit for line, outcome in outcomes if outcome == Outcome.UNKNOWN
        )
        seen = {key: one.seen for key, one in (said or {}).items()}
        results = [
            result_of(line, outcome, facts, seen.get(line.key, ""))
            for line, outcome in outcomes
        ]
        return Judgement(results, self.overall(unmet, unknown), unmet, unknown)

    def overall(self, unmet: int, unknown: int) -> Outcome:
        """The verdict that follows from the bits of the lines.

        See also `sql_overall`, the same rule in SQL.
        """
        # What is known to fail decides, whatever else is not known.
        if unmet & self.blocking:
            return Outcome.UNMET
        return Outcome.UNKNOWN if unknown & self.blocking else Outcome.MET

    def sql_bits(self, alias: str) -> tuple[str, list[Any]]:
        """A select list `unmet, unknown` of bit masks over a period, with parameters."""
        pairs = [(line.bit, line.sql(alias)) for line in self.lines]
        unmet, unmet_params = _bit_mask([(bit, pair[0]) for bit, pair in pairs])
        unknown, unknown_params = _bit_mask([(bit, pair[1]) for bit, pair in pairs])
        text = f"{unmet} AS unmet, {unknown} AS unknown"
        return text, [*unmet_params, *unknown_params]

    def sql_overall(self, alias: str) -> str:
        """The verdict from the bits `alias.unmet` and `alias.unknown`.

        See also `overall`, the same rule in Python.
        """
        return (
            f"CASE WHEN {alias}.unmet & {self.blocking} <> 0 THEN '{Outcome.UNMET}'"
            f" WHEN {alias}.unknown & {self.blocking} <> 0 THEN '{Outcome.UNKNOWN}'"
            f" ELSE '{Outcome.MET}' END"
        )

    def to_json(self) -> dict[str, Any]:
        """As JSON, kept with what it decided; `from_json` reads it back."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Criteria:
        """The standard an old case was judged by, whatever the profiles say today."""
        parts = {
            name: [Criterion(**line) for line in kept.get(name, ())]
            for name in ("lines", "attested")
        }
        return cls(**{**kept, **parts})


def _bit_mask(conditions: list[tuple[int, Condition]]) -> tuple[str, list[Any]]:
    """The bits of all conditions that hold, as one SQL expression with parameters."""
    cases = [
        f"CASE WHEN {text} THEN {bit} ELSE 0 END" for bit, (text, _params) in conditions
    ]
    params = [value for _bit, (_text, values) in conditions for value in values]
    return " | ".join(["0", *cases]), params


def household_criteria(policy: Policy, region_code: str, on: dt.date) -> Criteria:
    """The household exit standard of a profile with the county's figures.

    Refused when the county has not set a figure that a line needs.
    """
    lines = [
        _criterion(indicator, policy, region_code, on)
        for indicator in household_exit(policy).indicators
    ]
    attested = [line for line in lines if line.op == ATTESTED]
    computed = [line for line in lines if line.op != ATTESTED]
    day = on.isoformat()
    return Criteria(policy.name, policy.digest, region_code, day, computed, attested)


def facts_of(period: HouseholdPeriod | None, columns: list[str]) -> dict[str, Any]:
    """The columns of a period as plain values; nothing is known without a period."""
    return {column: getattr(period, column, None) for column in columns}


def period_of(on: dt.date) -> str:
    """The code of the period that a decision of this day looks at."""
    return current_period(on).code


def _criterion(
    indicator: Indicator, policy: Policy, region_code: str, on: dt.date
) -> Criterion:
    # The figure is copied: a case or a run is judged by it even when it changes later.
    required, basis = indicator.value, ""
    if indicator.parameter:
        required = policy.parameter(indicator.parameter, region_code, on)
        row = parameter_row(indicator.parameter, region_code, on)
        basis = row.document if row else ""
    if indicator.unit == "yuan":  # profiles write yuan, columns hold fen
        required = int(Decimal(str(required)) * 100)
    shared = {name: getattr(indicator, name) for name in SHARED_FIELDS}
    return Criterion(required=required, basis=basis, **shared)


SHARED_FIELDS = set(Indicator.model_fields) & {
    field.name for field in dataclasses.fields(Criterion)
}
