"""Fill the registry with synthetic households by COPY: same size, same rows.

Triggers and foreign keys are off meanwhile (`session_replication_role`), so this needs a
superuser and is never for real data; the history of what was filled in is empty. Indexes
that carry no constraint are built afterwards.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from django.db import connection, transaction

from accounts.models import User
from scripts.bench.row_generator import MODELS, RowGenerator, columns_of, spread
from villages.models import Region

SEED = 20181124
CHUNK = 5_000
PER_COUNTY = 12_500
# Villages of a county below this are a city's: too few to be one of these counties.
FEWEST_VILLAGES = 30
TABLES = [model._meta.db_table for model in MODELS]


def fill(households: int, villages: Sequence[str], *, prototypes: int = 3_000) -> None:
    """Fill the empty registry with so many households, in one transaction."""
    generator = RowGenerator(SEED, bench_user().pk, prototypes)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL statement_timeout = 0; SET LOCAL maintenance_work_mem = '512MB'"
        )
        cursor.execute("SET LOCAL session_replication_role = replica")
        definitions = _drop_indexes(cursor)
        _copy(cursor, generator, spread(generator.random, villages, households))
        for definition in definitions:
            cursor.execute(definition)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def settle() -> None:
    """Do what autovacuum would do later: visibility, and statistics for the planner."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def bench_user() -> User:
    """The user who is recorded as having typed it all."""
    return User.objects.get_or_create(
        username="bench", defaults={"name": "测量", "password": "!"}
    )[0]


def villages_for(households: int, provinces: Sequence[str]) -> list[str]:
    """The villages of as many counties as are needed, from each province alike."""
    wanted = max(1, round(households / PER_COUNTY))
    villages: list[str] = []
    for number, province in enumerate(provinces):
        share = wanted // len(provinces) + (number < wanted % len(provinces))
        for codes in list(_counties(province).values())[:share]:
            villages += codes
    return villages


def _counties(province: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    places = (
        Region.objects.current()
        .below(f"{province}0000000000")
        .at_level(5)
        .filter(name__endswith="村委会")
    )
    for code in places.order_by("code").values_list("code", flat=True):
        found.setdefault(code[:6], []).append(code)
    return {
        county: codes
        for county, codes in found.items()
        if len(codes) >= FEWEST_VILLAGES
    }


def _copy(
    cursor: Any, generator: RowGenerator, villages: list[tuple[str, int]]
) -> None:
    """Make lines while the server reads those before."""
    columns = columns_of(generator)
    with ThreadPoolExecutor(1) as sender:
        sent: Future[None] | None = None
        for chunk in generator.chunks(villages, CHUNK):
            if sent:
                sent.result()
            sent = sender.submit(_send, cursor, columns, chunk)
        if sent:
            sent.result()


def _send(
    cursor: Any, columns: dict[type, list[str]], chunk: dict[type, list[str]]
) -> None:
    for model, lines in chunk.items():
        named = ", ".join(f'"{column}"' for column in columns[model])
        cursor.copy_expert(
            f'COPY "{model._meta.db_table}" ({named}) FROM STDIN',
            io.StringIO("".join(lines)),
        )


def _drop_indexes(cursor: Any) -> list[str]:
    """Drop what no constraint needs; the statements that build them again."""
    cursor.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " WHERE i.indrelid = ANY(%s::regclass[]) AND NOT EXISTS"
        " (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
        [TABLES],
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in found]
