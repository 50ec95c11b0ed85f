"""The database's clock, by which periods are judged: a web machine may be days off."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.db.models import DateTimeField, Func


class ClockTimestamp(Func):
    """The database's time at this very moment, also late in a long transaction."""

    template = "clock_timestamp()"
    output_field = DateTimeField()


def database_now() -> dt.datetime:
    """What the database's clock says now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
