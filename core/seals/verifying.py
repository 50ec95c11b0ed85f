"""Compare every sealed row with its seal; rows stream, whatever their number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction

from core.seals import digests
from core.seals.checks import Finding, register_check
from core.seals.models import SealHead, SealNote
from core.seals.sealing import SPACE, as_text, mac_of
from core.seals.tables import Table, sealed

AT_ONCE = 2_000


class Row(NamedTuple):
    """A row beside its seal; either may be missing."""

    there: str | None
    sealed: str | None
    whole: bytes
    fields: bytes
    values: list[digests.Value]

    @property
    def name(self) -> str:
        return self.there or self.sealed or ""


def altered() -> Iterator[Finding]:
    """Rows that were changed, put in or taken away past the application."""
    with _one_moment():
        heads = {head.table_name: head for head in SealHead.objects.all()}
        for table in sealed():
            yield from _past_the_application(table)
            if head := heads.get(table.name):
                yield from _of_table(table, head)
            elif heads and _has_seals(table):
                yield Finding(table.name, "", "the seal of the table is gone")


def waiting() -> int:
    """How many rows were lawfully written and are not sealed yet."""
    return sum(len(_noted(table)) for table in sealed())


def _past_the_application(table: Table) -> Iterator[Finding]:
    notes = SealNote.objects.filter(table_name=table.name).exclude(
        writer=settings.DATABASE_ROLE
    )
    for note in notes.iterator():
        for row in note.rows:
            yield Finding(table.name, row, f"written by {note.writer}")


def _of_table(table: Table, head: SealHead) -> Iterator[Finding]:
    if bytes(head.mac) != mac_of(head):
        yield Finding("core_sealhead", table.name, "the seal of the table was altered")
    noted, count, total = _noted(table), 0, 0
    for row in _side_by_side(table, head.columns):
        if row.sealed is not None:
            count, total = count + 1, total + int.from_bytes(row.whole)
        if row.name not in noted:
            yield from _of_row(table, head.columns, row)
    if (count, str(total % SPACE)) != (head.count, head.total):
        yield Finding("core_seal", table.name, "seals were put in or taken away")


def _of_row(table: Table, columns: Sequence[str], row: Row) -> Iterator[Finding]:
    if row.sealed is None:
        yield Finding(table.name, row.name, "put in past the application")
    elif row.there is None:
        yield Finding(table.name, row.name, "taken away past the application")
    elif digests.whole(table.name, row.name, row.values) != row.whole:
        found = digests.fields(table.name, row.name, columns, row.values)
        for column in digests.differing(columns, row.fields, found) or [""]:
            yield Finding(table.name, row.name, "altered", column)


def _side_by_side(table: Table, columns: Sequence[str]) -> Iterator[Row]:
    """Each row beside its seal, from a cursor of the server."""
    # A cursor of Django's own would read all rows at once.
    connection.ensure_connection()
    with connection.connection.cursor(name=f"seals_{uuid4().hex}") as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(
            f'SELECT t."{table.pk}"::text, s.row_id, s.whole, s.fields,'
            f" {as_text(columns)} FROM {table.name} t FULL JOIN"
            " (SELECT row_id, whole, fields FROM core_seal WHERE table_name = %s) s"
            f' ON s.row_id = t."{table.pk}"::text',
            [table.name],
        )
        for there, seal, whole, fields, *values in cursor:
            yield Row(there, seal, bytes(whole or b""), bytes(fields or b""), values)


def _noted(table: Table) -> set[str]:
    notes = SealNote.objects.filter(
        table_name=table.name, writer=settings.DATABASE_ROLE
    )
    return {row for rows in notes.values_list("rows", flat=True) for row in rows}


def _has_seals(table: Table) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM core_seal WHERE table_name = %s)", [table.name]
        )
        return cursor.fetchone()[0]


@contextmanager
def _one_moment() -> Iterator[None]:
    """One snapshot: a row and the note of its writing are seen together."""
    within = connection.in_atomic_block
    with transaction.atomic():
        if not within:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
                )
        yield


def register() -> None:
    register_check("seals", altered)
