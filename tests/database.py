"""What stops a deed in the database, by name; and tables without their guards, to set up the impossible."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction


@contextmanager
def stopped_by(constraint: str) -> Iterator[None]:
    """The deed inside is refused by the database, and by this very constraint."""
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
