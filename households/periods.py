"""The yearly batches in which households are recorded.

Their names and the income year they ask about are data: the code list `period`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from core import codelists
from core.codelists import Code

LIST = "period"


@dataclass(frozen=True)
class Period:
    """One batch of the yearly collection; both days of the window belong to it."""

    code: str
    label: str
    window_start: dt.date
    window_end: dt.date


def _period(item: Code) -> Period:
    start, end = (dt.date.fromisoformat(day) for day in item.attributes["window"])
    return Period(item.code, item.label, start, end)


def open_periods(on: dt.date) -> list[Period]:
    """Every batch that has begun by `on`, latest first."""
    begun = [
        item
        for item in codelists.every_item(LIST)
        if item.valid_from is None or item.valid_from <= on
    ]
    return [
        _period(item)
        for item in sorted(begun, key=lambda item: item.code, reverse=True)
    ]


def current_period(on: dt.date) -> Period:
    """The batch in which facts of this day are recorded."""
    return open_periods(on)[0]


def period_named(code: str) -> Period | None:
    """The batch of a code, or None when there is no such batch."""
    return next(
        (_period(item) for item in codelists.every_item(LIST) if item.code == code),
        None,
    )
