"""Actions at the same moment, each on a connection of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from tests.database import as_owner

PATIENCE = 60


class Started:
    """An action under way; `outcome` is what it returned or raised."""

    def __init__(self, action: Callable[[], Any]) -> None:
        self.outcome: Any = None
        self._thread = threading.Thread(target=self._run, args=[action])
        self._thread.start()

    def waits(self) -> bool:
        """Whether it comes to wait for a lock; not so when it ends without."""
        deadline = time.monotonic() + PATIENCE
        while self._thread.is_alive() and time.monotonic() < deadline:
            if _somebody_waits():
                return True
            time.sleep(0.02)
        return False

    def result(self) -> Any:
        """Its outcome, once it has ended."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "it never ended"
        return self.outcome

    def _run(self, action: Callable[[], Any]) -> None:
        try:
            self.outcome = action()
        except BaseException as error:
            self.outcome = error
        finally:
            connection.close()


def at_once(actions: Sequence[Callable[[], Any]]) -> list[Any]:
    """Release all in the same moment, connected before it; what each gave or raised."""
    barrier = threading.Barrier(len(actions))

    def when_all_are_there(action: Callable[[], Any]) -> Any:
        connection.ensure_connection()
        barrier.wait(PATIENCE)
        return action()

    under_way = [
        Started(lambda action=action: when_all_are_there(action)) for action in actions
    ]
    return [one.result() for one in under_way]


@dataclass(frozen=True)
class Overlap:
    """What two actions returned or raised, and whether the second waited for the first."""

    first: Any
    second: Any
    waited: bool


def overlapping(first: Callable[[], Any], second: Callable[[], Any]) -> Overlap:
    """Begin the second when the first has written.

    The first commits when the second waits for it, or has ended.
    """
    written, commit = threading.Event(), threading.Event()

    def held_open() -> Any:
        try:
            with transaction.atomic():
                outcome = first()
                written.set()
                assert commit.wait(PATIENCE)
                return outcome
        finally:
            written.set()

    one = Started(held_open)
    assert written.wait(PATIENCE)
    two = Started(second)
    waited = two.waits()
    commit.set()
    return Overlap(one.result(), two.result(), waited)


def _somebody_waits() -> bool:
    # What another session waits for is told to its own role and to superusers.
    with as_owner() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock')"
        )
        return cursor.fetchone()[0]
