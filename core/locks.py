"""Serialise check-then-write with a PostgreSQL advisory lock."""

from __future__ import annotations

from django.db import connection


def advisory_lock(name: str) -> None:
    """Wait for the lock of this name and hold it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
