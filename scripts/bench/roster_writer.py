"""Write the roster of about so many households and print what it took, as JSON."""

import datetime as dt
import json
import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import django


def main() -> None:
    django.setup()
    print("ready", flush=True)
    rows = int(sys.stdin.readline())
    written, seconds, held = write_roster(rows)
    print(
        json.dumps(
            {"rows": written, "seconds": seconds, "peak_mb": peak_mb(), "cursor": held}
        ),
        flush=True,
    )


def peak_mb() -> float:
    """The most memory this process has held.

    `getrusage` would count that of the process that started it, too.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(
            line for line in status.read_text().splitlines() if line.startswith("VmHWM")
        )
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write_roster(rows: int) -> tuple[int, float, bool]:
    """Rows written, seconds, and whether the server held the rest meanwhile."""
    from households.ledgers import ROSTER
    from households.models import Household
    from ledgers.declaration import LedgerQuery
    from ledgers.export import write_file
    from scripts.bench.people import person
    from scripts.bench.prototypes import PERIOD

    places = Household.objects.active().order_by("region_code", "id")
    codes = places.values_list("region_code", flat=True)
    province = f"{codes.first()[:2]}0000000000"
    upto = codes[rows : rows + 1].first() or "999999999999"
    ledger = replace(
        ROSTER, rows=lambda query: ROSTER.rows(query).filter(region_code__lt=upto)
    )
    user, today = person("supervisor", province), dt.date(int(PERIOD), 11, 21)
    query = LedgerQuery(user, province, {"period": PERIOD}, today)
    watch = CursorWatch()
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        written = write_file(ledger, query, Path(folder) / "roster.xlsx", watch)
        return written, time.perf_counter() - started, watch.held


class CursorWatch:
    """In place of a job's progress: whether rows come from a server-side cursor."""

    held = False

    def total(self, total: int) -> None:
        """Nobody asks."""

    def tick(self, done: int, message: str = "") -> None:
        self.look()

    def look(self) -> Any:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_cursors WHERE statement LIKE %s",
                ["%households_household%"],
            )
            self.held = self.held or cursor.fetchone()[0] > 0


if __name__ == "__main__":
    main()
