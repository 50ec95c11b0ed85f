"""Measure whether the roster's file takes more memory when it has more rows."""

from __future__ import annotations

import json
from typing import Any

from scripts.bench.databases import Registry
from scripts.bench.figures import Answer, Figure
from scripts.bench.workers import worker

TITLE = "The roster as an Excel file"
HOW = """\
The roster is written by `ledgers.export.write_file`, as the job does, for the first
1,000 and the first 100,000 households of a province, each in a process of its own;
compared is the most memory the process ever held (RSS). While rows are written,
`pg_cursors` is asked whether the server still holds the rest."""
# The most of the large file may be this much of the most of the small one.
LIMIT = 1.15
MODULE = "scripts.bench.roster_writer"


def answer(registry: Registry, *, rows: tuple[int, int] = (1_000, 100_000)) -> Answer:
    few, many = (_measured(registry, count) for count in rows)
    note = ", ".join(
        f"{one['peak_mb']:.0f} MB for {one['rows']:,} rows" for one in (few, many)
    )
    pace = many["seconds"] / many["rows"] / (few["seconds"] / few["rows"])
    figures = [
        Figure(
            "memory of many rows / of few",
            many["peak_mb"] / few["peak_mb"],
            LIMIT,
            note=note,
        ),
        Figure(
            "large exports without a server-side cursor",
            0 if many["cursor"] else 1,
            0,
            unit="",
        ),
        Figure(
            "time a row, many / few",
            pace,
            note=f"{many['rows'] / many['seconds']:,.0f} rows/s",
        ),
    ]
    return Answer(TITLE, HOW, figures)


def _measured(registry: Registry, rows: int) -> dict[str, Any]:
    with worker(MODULE, registry.url) as writer:
        writer.send(str(rows))
        return json.loads(writer.receive())
