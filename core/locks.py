"""One after the other: what is counted before it is written, is counted by one at a time."""

from __future__ import annotations

from django.db import connection


def advisory_lock(name: str) -> None:
    """Wait until nobody else has the turn of this name, and keep it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
