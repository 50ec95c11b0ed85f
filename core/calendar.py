"""Count working days by the holiday calendar in the database."""

from __future__ import annotations

import datetime as dt

from core.models import Holiday

SATURDAY = 5


def is_workday(day: dt.date) -> bool:
    """Whether the day is worked: by its calendar row, else by its weekday."""
    row = Holiday.objects.filter(day=day).first()
    return row.is_workday if row else day.weekday() < SATURDAY


def add_days(start: dt.date, days: int, *, working: bool) -> dt.date:
    """The last of `days` full days after `start`, as calendar days or working days."""
    if not working:
        return start + dt.timedelta(days=days)
    # Enough for any holiday arrangement: one query, not one for each day.
    horizon = start + dt.timedelta(days=days * 3 + 30)
    known = dict(
        Holiday.objects.filter(day__gt=start, day__lte=horizon).values_list(
            "day", "is_workday"
        )
    )
    day, left = start, days
    while left:
        day += dt.timedelta(days=1)
        left -= known.get(day, day.weekday() < SATURDAY)
    return day


def years_without_calendar(first: dt.date, last: dt.date) -> list[int]:
    """Years between two days without a loaded holiday calendar: only weekdays count there."""
    known = {day.year for day in Holiday.objects.dates("day", "year")}
    return [year for year in range(first.year, last.year + 1) if year not in known]
