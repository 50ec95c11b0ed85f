"""Load the holidays of the chinesecalendar package into the database."""

from __future__ import annotations

import datetime as dt
from typing import Any

import chinese_calendar
from chinese_calendar import constants
from django.core.management.base import BaseCommand
from django.db import transaction

from core.calendar import SATURDAY
from core.models import Holiday

SOURCE = f"chinesecalendar {chinese_calendar.__version__}"


class Command(BaseCommand):
    """Adds and corrects holidays and worked weekends; days a county entered stay."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        count = load()
        if options["verbosity"]:
            self.stdout.write(
                f"holidays: {count} days, until {max(constants.holidays).year}"
            )


@transaction.atomic
def load() -> int:
    """Write the days; twice is the same as once."""
    own = set(
        Holiday.objects.exclude(source__startswith="chinesecalendar").values_list(
            "day", flat=True
        )
    )
    rows = [row for row in _rows() if row.day not in own]
    Holiday.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["is_workday", "name", "source"],
        batch_size=500,
    )
    return len(rows)


def _rows() -> list[Holiday]:
    rest = [
        (day, False, _name(name))
        for day, name in constants.holidays.items()
        if day.weekday() < SATURDAY
    ]
    worked = [
        (day, True, f"{_name(name)}调休上班")
        for day, name in constants.workdays.items()
        if _is_weekend(day)
    ]
    return [
        Holiday(day=day, is_workday=works, name=name, source=SOURCE)
        for day, works, name in sorted(rest + worked)
    ]


def _is_weekend(day: dt.date) -> bool:
    return day.weekday() >= SATURDAY


def _name(english: str) -> str:
    """The Chinese name; the package keys its days by the English one."""
    return next(
        (holiday.chinese for holiday in constants.Holiday if holiday.value == english),
        english,
    )
