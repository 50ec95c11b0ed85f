"""Periods are decided by the database's clock: the web machine may be days off."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.db.models import DateTimeField, Func
from django.utils import timezone


class ClockTimestamp(Func):
    """The database's time at this very moment, also late in a long transaction."""

    template = "clock_timestamp()"
    output_field = DateTimeField()


def database_now() -> dt.datetime:
    """What the database's clock says now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def midnight_after(day: dt.date) -> dt.datetime:
    """The moment a day is over."""
    return timezone.make_aware(
        dt.datetime.combine(day + dt.timedelta(days=1), dt.time())
    )


def last_day_before(moment: dt.datetime) -> dt.date:
    """The last whole day of a period that ends at `moment`."""
    return (timezone.localtime(moment) - dt.timedelta(microseconds=1)).date()
