"""The simulated clock of the demonstration: services run on days of the past.

A county that begins today has no history, and one whose days are moved back afterwards
contradicts its own papers: the text and the check code of a notice hold the days on which
it was posted. So the real services are called with every trigger on, on a day of the
past: "now" is set for Python, and for PostgreSQL by functions that stand before its own
in the search path of one transaction. Never use it outside a demonstration.
See decision 0050.
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
CREATED = " ".join(
    f"CREATE FUNCTION demo_clock.{name}() RETURNS timestamptz LANGUAGE sql STABLE "
    "AS $$ SELECT pg_catalog.current_setting('demo.now')::timestamptz $$;"
    for name in FUNCTIONS
)
# The transaction idles for longer than a page may while the families are made up.
SET_UP = (
    f"CREATE SCHEMA demo_clock; {CREATED} "
    "SET LOCAL search_path = demo_clock, pg_catalog, public; "
    "SET LOCAL idle_in_transaction_session_timeout = 0"
)
TEAR_DOWN = "SET LOCAL search_path TO DEFAULT; DROP SCHEMA demo_clock CASCADE"
# A sequence of actions; it yields the moment at which it goes on.
Story = Generator[dt.datetime, None, None]


class Clock:
    """The time in the county, for Python and for PostgreSQL."""

    def __init__(self, made_on: dt.date) -> None:
        self.made_on, self.now = made_on, timezone.now()

    def __call__(self) -> dt.datetime:
        return self.now

    @property
    def today(self) -> dt.date:
        return timezone.localdate(self.now)

    def set(self, moment: dt.datetime) -> None:
        """Make it this moment, until it is set again or the transaction ends."""
        self.now = moment
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('demo.now', %s, true)", [moment.isoformat()]
            )


@contextmanager
def simulated_clock(made_on: dt.date) -> Iterator[Clock]:
    """One transaction in which the time is what the clock says.

    Outside of it nothing has changed.
    """
    if not settings.DEMO:
        raise RuntimeError("the past is simulated in a demonstration only")
    clock = Clock(made_on)
    features = connection.features
    with (
        transaction.atomic(),
        mock.patch("django.utils.timezone.now", clock),
        # Otherwise a column's DEFAULT would ask PostgreSQL's own clock.
        mock.patch.object(features, "supports_default_keyword_in_insert", False),
        mock.patch.object(features, "supports_default_keyword_in_bulk_insert", False),
        connection.cursor() as cursor,
    ):
        cursor.execute(SET_UP)
        clock.set(clock.now)
        yield clock
        # Deferred constraints are checked while the simulated time still holds.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(TEAR_DOWN)


class Agenda:
    """Runs many stories side by side, in the order of time."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._due: list[tuple[dt.datetime, int, Story]] = []
        self._number = count()

    def add(self, moment: dt.datetime, story: Story) -> None:
        """Let a story begin, or go on, at this moment."""
        heapq.heappush(self._due, (moment, next(self._number), story))

    def run(self) -> None:
        """Run all stories up to the day on which the demonstration is made."""
        end = timezone.make_aware(dt.datetime.combine(self.clock.made_on, dt.time()))
        while self._due and self._due[0][0] < end:
            moment, _number, story = heapq.heappop(self._due)
            self.clock.set(moment)
            following = next(story, None)
            if following is not None:
                self.add(following, story)
