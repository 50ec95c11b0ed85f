"""The clock of the demonstration: what happens in it happens when it is said to have happened.

A county that begins today has no past, and one whose days are moved back afterwards contradicts its own
papers: a notice's text and check code hold the days on which it hung. So the real verbs are called with
every trigger on, on a day of the past: "now" is set for Python, and for PostgreSQL by functions that stand
before its own in the search path of this one transaction. Never call it outside a demonstration.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from itertools import count
from unittest import mock

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

FUNCTIONS = ("now", "clock_timestamp", "statement_timestamp", "transaction_timestamp")
SET_UP = "CREATE SCHEMA demo_clock; " + " ".join(
    f"CREATE FUNCTION demo_clock.{name}() RETURNS timestamptz LANGUAGE sql STABLE "
    "AS $$ SELECT pg_catalog.current_setting('demo.now')::timestamptz $$;"
    for name in FUNCTIONS
)
Story = Generator[dt.datetime, None, None]


class Clock:
    """Says what time it is in the county, to Python and to PostgreSQL."""

    def __init__(self, made_on: dt.date) -> None:
        self.made_on, self.now = made_on, timezone.now()

    def __call__(self) -> dt.datetime:
        return self.now

    @property
    def today(self) -> dt.date:
        return timezone.localdate(self.now)

    def set(self, moment: dt.datetime) -> None:
        self.now = moment
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('demo.now', %s, true)", [moment.isoformat()]
            )


@contextmanager
def turned_clock(made_on: dt.date) -> Iterator[Clock]:
    """One transaction in which the time is what the clock says; outside it nothing has changed."""
    if not settings.DEMO:
        raise RuntimeError("the past is only played in a demonstration")
    clock = Clock(made_on)
    features = connection.features
    with (
        transaction.atomic(),
        mock.patch("django.utils.timezone.now", clock),
        # Otherwise a column's DEFAULT would ask PostgreSQL's own clock.
        mock.patch.object(features, "supports_default_keyword_in_insert", False),
        mock.patch.object(features, "supports_default_keyword_in_bulk_insert", False),
    ):
        with connection.cursor() as cursor:
            cursor.execute(SET_UP)
            cursor.execute("SET LOCAL search_path = demo_clock, pg_catalog, public")
            cursor.execute(
                "SET LOCAL idle_in_transaction_session_timeout = 0"
            )  # families are made in between
        clock.set(clock.now)
        yield clock
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(
                "SET LOCAL search_path TO DEFAULT; DROP SCHEMA demo_clock CASCADE"
            )


class Agenda:
    """What is to happen, told in order of time: a story yields the moment at which it goes on."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._due: list[tuple[dt.datetime, int, Story]] = []
        self._number = count()

    def add(self, moment: dt.datetime, story: Story) -> None:
        heapq.heappush(self._due, (moment, next(self._number), story))

    def play(self) -> None:
        """Tell all stories up to the day on which the demonstration is made; the rest has not happened yet."""
        end = timezone.make_aware(dt.datetime.combine(self.clock.made_on, dt.time()))
        while self._due and self._due[0][0] < end:
            moment, _number, story = heapq.heappop(self._due)
            self.clock.set(moment)
            following = next(story, None)
            if following is not None:
                self.add(following, story)
