"""Expect a database error by the name of its constraint, and switch triggers off."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg2.extensions import TRANSACTION_STATUS_INERROR


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
def as_owner() -> Iterator[CursorWrapper]:
    """Lay the application's role down: only to attack from below, or to look there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role')")
        (before,) = cursor.fetchone()
        cursor.execute("SET ROLE NONE")
        try:
            yield cursor
        finally:
            # In a transaction that has failed the role comes back with its end.
            status = connection.connection.info.transaction_status
            if not connection.needs_rollback and status != TRANSACTION_STATUS_INERROR:
                cursor.execute(f"SET ROLE {before}")


@contextmanager
def without_triggers() -> Iterator[CursorWrapper]:
    """A superuser's session in which no trigger fires, foreign keys among them."""
    with as_owner() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield cursor
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")


@contextmanager
def triggers_off(table: str) -> Iterator[None]:
    """The table without its triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    _switch(table, "DISABLE")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            _switch(table, "ENABLE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _switch(table: str, how: str) -> None:
    with as_owner() as cursor:
        cursor.execute(f"ALTER TABLE {table} {how} TRIGGER USER")
