#!/usr/bin/env python3
"""Fills a database with synthetic households for measurements: same size, same rows, every time.

    python scripts/bench/fill.py --create bench1m --households 1000000

makes the database `bench1m` on the server of DATABASE_URL (or of the local services), migrates it, loads the
regions and fills it. Without `--create` the database of DATABASE_URL is filled; it must hold no households.
Triggers and foreign keys rest while filling (`session_replication_role`), so this needs a superuser and is
never for real data. Numbers of documents are random bytes: they can be looked up, not revealed.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
SQL = Path(__file__).with_name("fill.sql")
TABLES = (
    "households_household",
    "households_member",
    "households_householdperiod",
    "households_memberperiod",
)


def main() -> None:
    options = arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DB_STATEMENT_TIMEOUT", "0")
    from config.local import services

    services.ensure()
    if options.create:
        os.environ["DATABASE_URL"] = created_database(os.environ["DATABASE_URL"], options.create)
    import django

    django.setup()
    prepare()
    fill(options.households, options.per_village, options.first_region, options.period)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--create", help="name of a database to make anew (an old one of the name is dropped)")
    parser.add_argument("--households", type=int, default=10_000)
    parser.add_argument("--per-village", type=int, default=300)
    parser.add_argument("--first-region", default="360700000000", help="villages are taken from here on, in order")
    parser.add_argument("--period", default="2026")
    return parser.parse_args()


def created_database(url: str, name: str) -> str:
    """Drop and make the database; its address."""
    import psycopg2

    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def prepare() -> None:
    """Schema, regions, and the person who is said to have typed it all."""
    from django.core.management import call_command

    from accounts.models import User

    call_command("migrate", verbosity=0)
    call_command("import_regions")
    User.objects.get_or_create(username="bench", defaults={"name": "测量", "password": "!"})


def fill(households: int, per_village: int, first_region: str, period: str) -> None:
    """Fill the four tables, indexes rebuilt afterwards, and say how long each took."""
    from django.db import connection, transaction

    values = {"households": households, "per_village": per_village, "first": first_region, "period": period}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL work_mem = '128MB'")
        cursor.execute("SELECT count(*) FROM (SELECT 1 FROM households_household LIMIT 1) t")
        if cursor.fetchone()[0]:
            sys.exit("This database holds households; fill an empty one.")
        definitions = drop_indexes(cursor)
        for statement in SQL.read_text().split(";\n"):
            if statement.strip():
                timed(cursor, statement, values)
        for definition in definitions:
            timed(cursor, definition)
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {', '.join(TABLES)}")


def drop_indexes(cursor) -> list[str]:
    """Drop what no constraint needs; the definitions to build them again."""
    cursor.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " WHERE i.indrelid = ANY(%s::regclass[]) AND NOT EXISTS"
        " (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
        [list(TABLES)],
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in found]


def timed(cursor, statement: str, values: dict | None = None) -> None:
    started = time.monotonic()
    cursor.execute(statement, values)
    title = " ".join(statement.split())[:70]
    print(f"{time.monotonic() - started:7.1f} s  {title}", flush=True)


if __name__ == "__main__":
    main()
