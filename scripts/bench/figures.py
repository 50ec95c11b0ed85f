"""The figures a measurement answers with, their limits, and whether they are met."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One ratio measured within one run; without a limit it only informs."""

    what: str
    value: float
    limit: float | None = None
    at_least: bool = False
    unit: str = "×"
    note: str = ""

    @property
    def met(self) -> bool | None:
        if self.limit is None:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    @property
    def value_text(self) -> str:
        return f"{_number(self.value)} {self.unit}".strip()

    @property
    def limit_text(self) -> str:
        if self.limit is None:
            return "—"
        return (
            f"{'≥' if self.at_least else '≤'} {_number(self.limit)} {self.unit}".strip()
        )

    @property
    def verdict(self) -> str:
        return {True: "met", False: "NOT MET", None: "—"}[self.met]


@dataclass(frozen=True)
class Answer:
    """The figures of one question, and how they were measured."""

    title: str
    how: str
    figures: list[Figure]


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"
