"""The answers as a table on the screen and as docs/bench.md."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence

import psutil
from django.db import connection

from scripts.bench.databases import Registry
from scripts.bench.figures import Answer, Figure
from scripts.bench.workers import ROOT

PAGE = ROOT / "docs" / "bench.md"
HEAD = """# What was measured

Written by `make bench WRITE=1`. Every figure is a ratio of two things measured in turn
within one run on one machine; milliseconds are told only to show where a ratio comes
from. Databases of {small} and of {large} made-up households ({members} members) in the
real schema, filled by `scripts/bench`.

由 `make bench WRITE=1` 生成:每个数字都是同一台机器、同一次运行中交替测得的两项之比;毫秒数只说明比值的由来。

Machine: {machine}.
"""


def table(answers: Sequence[Answer]) -> str:
    rows = [
        (
            answer.title,
            figure.what,
            figure.value_text,
            figure.limit_text,
            figure.verdict,
            figure.note,
        )
        for answer in answers
        for figure in answer.figures
    ]
    widths = [max(_width(row[n]) for row in rows) for n in range(5)]
    lines = [
        "  ".join(
            _padded(cell, width) for cell, width in zip(row, [*widths, 0], strict=True)
        )
        for row in rows
    ]
    return "\n".join(line.rstrip() for line in lines)


def all_met(answers: Sequence[Answer]) -> bool:
    return not any(
        figure.met is False for answer in answers for figure in answer.figures
    )


def write(answers: Sequence[Answer], small: Registry, large: Registry) -> None:
    """Write docs/bench.md anew."""
    PAGE.write_text(page(answers, small, large), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} written")


def page(answers: Sequence[Answer], small: Registry, large: Registry) -> str:
    parts = [
        HEAD.format(
            small=f"{small.households:,}",
            large=f"{large.households:,}",
            members=_members(large),
            machine=_machine(),
        )
    ]
    for answer in answers:
        lines = [
            f"## {answer.title}\n",
            "| what | measured | limit | |",
            "|---|---|---|---|",
        ]
        lines += [_row(figure) for figure in answer.figures]
        parts.append("\n".join([*lines, "", answer.how]))
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _row(figure: Figure) -> str:
    what = f"{figure.what} ({figure.note})" if figure.note else figure.what
    cells = (what, figure.value_text, figure.limit_text, figure.verdict)
    return f"| {' | '.join(cells)} |"


def _members(registry: Registry) -> str:
    with registry.open(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples::bigint FROM pg_class WHERE relname = 'households_member'"
        )
        return f"{cursor.fetchone()[0]:,}"


def _machine() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('shared_buffers'),"
            " current_setting('fsync'), current_setting('synchronous_commit')"
        )
        version, buffers, fsync, commit = cursor.fetchone()
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB of memory, PostgreSQL {version} "
        f"(shared_buffers {buffers}, fsync {fsync}, synchronous_commit {commit})"
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _padded(text: str, width: int) -> str:
    return text + " " * max(0, width - _width(text))
