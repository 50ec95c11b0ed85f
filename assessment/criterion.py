"""One line of an exit standard, evaluated in Python for one household, in SQL for many.

A line is *unmet* when a column says so, *unknown* when something it needs was not
surveyed, else *met*. `outcome` and `sql` agree on every row;
`tests/assessment/test_criteria.py` holds them equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from operator import eq, ge, gt
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

ATTESTED = "attested"  # judged by a person, not from a column
COMPARE = {"gt": (gt, ">"), "ge": (ge, ">="), "eq": (eq, "=")}
Condition = tuple[str, list[Any]]  # SQL and its parameters
# Conditions `unmet` and `unknown` of one criterion.
ConditionPair = tuple[Condition, Condition]


class Outcome(models.TextChoices):
    """The verdict of a standard on a household, and on each of its lines."""

    MET = "met", _("met")
    UNMET = "unmet", _("not met")
    UNKNOWN = "unknown", _("not known")


@dataclass(frozen=True)
class Criterion:
    """An indicator with the figure in force: enough to judge again years later."""

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
    who: str = ""

    @property
    def bit(self) -> int:
        """The bit of this line in the masks `unmet` and `unknown` of a verdict."""
        return 1 << self.code

    def outcome(self, facts: Mapping[str, Any]) -> Outcome:
        """The verdict on this line; a missing fact is unknown, not failed.

        See also `sql`, the same rule in SQL.
        """
        held = [self._holds(self._known(facts.get(column))) for column in self.columns]
        if False in held:
            return Outcome.UNMET
        gaps = [facts.get(column) for column in self.unknown_columns]
        if None in held or any(gap is None or gap > 0 for gap in gaps):
            return Outcome.UNKNOWN
        return Outcome.MET

    def sql(self, alias: str) -> ConditionPair:
        """Conditions `unmet` and `unknown` over the columns of a period, never NULL.

        See also `outcome`, the same rule in Python.
        """
        tests = [self._sql_test(f"{alias}.{column}") for column in self.columns]
        params = [value for _test, values in tests for value in values]
        unmet = " OR ".join(f"({test}) IS FALSE" for test, _values in tests)
        gaps = [f"({test}) IS NULL" for test, _values in tests]
        # A count of missing records that is itself missing counts as a gap.
        gaps += [
            f"COALESCE({alias}.{column}, 1) > 0" for column in self.unknown_columns
        ]
        unknown = f"NOT ({unmet}) AND ({' OR '.join(gaps)})"
        return (f"({unmet})", params), (f"({unknown})", [*params, *params])

    def _known(self, value: Any) -> Any:
        # Code lists write "not surveyed" as a code of its own.
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
