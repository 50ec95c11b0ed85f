"""Expect a database error by the name of its constraint, and switch triggers off."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.db import DatabaseError, connection, transaction


def own_url() -> str:
    """The address of the database of the tests, for a process of its own."""
    return (
        urlsplit(os.environ["DATABASE_URL"])
        ._replace(path=f"/{connection.settings_dict['NAME']}")
        .geturl()
    )


@contextmanager
def stopped_by(constraint: str) -> Iterator[None]:
    """The block is refused by the database, and by this very constraint."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        yield
    cause = refusal.value.__cause__ or refusal.value
    assert cause.diag.constraint_name == constraint, str(cause)


@contextmanager
def triggers_off(table: str) -> Iterator[None]:
    """The table without its triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        try:
            yield
        finally:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
