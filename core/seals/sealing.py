"""Seal what the application has written since the last time, in batches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import connection, transaction

from core import audit
from core.seals import digests
from core.seals.checks import Finding
from core.seals.models import Seal, SealHead, SealNote
from core.seals.tables import Table, sealed

BATCH = 2_000
ALONE = 0x5EA1  # one sealer at a time
SPACE = 1 << 128
PUT = """
INSERT INTO core_seal (table_name, row_id, whole, fields)
SELECT %s, * FROM unnest(%s::text[], %s::bytea[], %s::bytea[])
ON CONFLICT (table_name, row_id)
DO UPDATE SET whole = EXCLUDED.whole, fields = EXCLUDED.fields
"""


def seal_all() -> int:
    """Seal every row that lawfully changed; the number of rows."""
    known = set(SealHead.objects.values_list("table_name", flat=True))
    return sum(
        _noted(table) if table.name in known else _first_time(table)
        for table in sealed()
    )


def accept(found: Iterable[Finding], *, reason: str) -> int:
    """Take altered rows as they stand, with a reason in the audit; their number."""
    known = {table.name: table for table in sealed()}
    rows: dict[str, set[str]] = {}
    for finding in found:
        if finding.table in known and not finding.what.startswith("file"):
            rows.setdefault(finding.table, set()).add(finding.row)
    with transaction.atomic():
        _alone()
        for name, some in rows.items():
            _renew(known[name], sorted(some))
            notes = SealNote.objects.filter(table_name=name)
            notes.exclude(writer=settings.DATABASE_ROLE).delete()
            for row in sorted(some):
                target = f"{name}:{row}"
                audit.record(by=None, verb="seal.accept", target=target, purpose=reason)
    return sum(len(some) for some in rows.values())


def _noted(table: Table) -> int:
    count = 0
    own = SealNote.objects.filter(
        table_name=table.name, writer=settings.DATABASE_ROLE
    ).order_by("pk")
    while True:
        with transaction.atomic():
            _alone()
            notes = list(own[:BATCH])
            if not notes:
                return count
            rows = dict.fromkeys(row for note in notes for row in note.rows)
            _renew(table, list(rows))
            SealNote.objects.filter(pk__in=[note.pk for note in notes]).delete()
            count += len(rows)


def _first_time(table: Table) -> int:
    """A table that was never sealed: all its rows, and the notes of them are done with."""
    with transaction.atomic():
        _alone()
        if Seal.objects.filter(table_name=table.name).exists():
            return 0  # its head was taken away: the check says so
        own = SealNote.objects.filter(
            table_name=table.name, writer=settings.DATABASE_ROLE
        )
        done = list(own.values_list("pk", flat=True))
        SealHead.objects.create(
            table_name=table.name,
            columns=list(table.columns),
            count=0,
            total="0",
            batch=0,
            mac=digests.head(table.name, table.columns, 0, "0", 0),
        )
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT "{table.pk}"::text FROM {table.name}')
            rows = [row for (row,) in cursor]
        _renew(table, rows)
        own.filter(pk__in=done).delete()
    return len(rows)


def _renew(table: Table, rows: Sequence[str]) -> None:
    """Seal these rows as they stand; those that are gone lose their seal."""
    head = SealHead.objects.select_for_update().get(pk=table.name)
    count, total = head.count, int(head.total)
    for start in range(0, len(rows), BATCH):
        some = rows[start : start + BATCH]
        before = _seals(table.name, some)
        values = dict(_rows(table, head.columns, some))
        now = {
            row: digests.whole(table.name, row, found) for row, found in values.items()
        }
        _put(table.name, head.columns, values, now)
        Seal.objects.filter(
            table_name=table.name, row_id__in=before.keys() - now.keys()
        ).delete()
        count += len(now) - len(before)
        total += _sum(now.values()) - _sum(before.values())
    head.count, head.total, head.batch = count, str(total % SPACE), head.batch + 1
    head.mac = mac_of(head)
    head.save()


def mac_of(head: SealHead) -> bytes:
    return digests.head(
        head.table_name, head.columns, head.count, head.total, head.batch
    )


def _seals(table: str, rows: Sequence[str]) -> dict[str, bytes]:
    found = Seal.objects.filter(table_name=table, row_id__in=rows)
    return {row: bytes(whole) for row, whole in found.values_list("row_id", "whole")}


def _rows(
    table: Table, columns: Sequence[str], rows: Sequence[str]
) -> Iterable[tuple[str, Sequence[digests.Value]]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT t."{table.pk}"::text, {as_text(columns)} FROM {table.name} t'
            f' WHERE t."{table.pk}" = ANY(%s::{table.pk_type}[])',
            [list(rows)],
        )
        for row, *values in cursor:
            yield row, values


def _put(
    table: str,
    columns: Sequence[str],
    values: dict[str, Sequence[digests.Value]],
    now: dict[str, bytes],
) -> None:
    fields = [digests.fields(table, row, columns, values[row]) for row in now]
    with connection.cursor() as cursor:
        cursor.execute(PUT, [table, list(now), list(now.values()), fields])


def as_text(columns: Sequence[str]) -> str:
    """The columns of `t` as the digests read them: the session's time zone is UTC."""
    return ", ".join(f't."{column}"::text' for column in columns)


def _sum(wholes: Iterable[bytes]) -> int:
    return sum(int.from_bytes(whole) for whole in wholes)


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ALONE])
