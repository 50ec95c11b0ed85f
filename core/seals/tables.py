"""Which tables are sealed, and the triggers that note every lawful write to them.

A note says which rows a statement has written and in which role. The sealer seals what
the application's role has written; what the owner or a superuser writes past it stays as
a note, which the check names. Who switches triggers off leaves no note, and the digest
differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import connection

# Rows that are rewritten all day and decide nothing, or are public and come from a file.
UNSEALED = {
    "core_job",
    "core_draft",
    "core_pendingfile",
    "core_sentform",
    "core_counter",
    "core_sealnote",
    "core_seal",
    "core_sealhead",
    "core_codeitem",
    "core_holiday",
    "villages_region",
    "accounts_session",
    "accounts_endedsession",
    "accounts_apitoken",
}
FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO core_sealnote (table_name, rows, writer)
  SELECT TG_TABLE_NAME, array_agg({pk}::text), current_user
  FROM changed HAVING count(*) > 0;
  RETURN NULL;
END $$
"""
TRIGGER = """
CREATE OR REPLACE TRIGGER seal_noted_{event} AFTER {event} ON {table}
REFERENCING {row} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION {name}()
"""
EVENTS = {"insert": "NEW", "update": "NEW", "delete": "OLD"}


@dataclass(frozen=True)
class Table:
    """A sealed table: its key, the type of the key, and its columns in order."""

    name: str
    pk: str
    pk_type: str
    columns: tuple[str, ...]


def sealed() -> Iterator[Table]:
    """Every table of ours but those in `UNSEALED`."""
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        ours = meta.app_label in settings.FIRST_PARTY_APPS
        if not ours or not meta.managed or meta.db_table in UNSEALED:
            continue
        pk = meta.pk
        yield Table(
            meta.db_table,
            pk.column,
            pk.db_type(connection).split()[0],
            tuple(sorted(field.column for field in meta.local_concrete_fields)),
        )


def install() -> None:
    """Let every sealed table note its writes; the owner does it with the migrations."""
    with connection.cursor() as cursor:
        for table in sealed():
            name = f"seal_noted_by_{table.pk}"
            cursor.execute(FUNCTION.format(name=name, pk=table.pk))
            for event, row in EVENTS.items():
                cursor.execute(
                    TRIGGER.format(event=event, table=table.name, row=row, name=name)
                )


def last_note() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('core_sealnote') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute("SELECT coalesce(max(id), 0) FROM core_sealnote")
        return cursor.fetchone()[0]


def own_migration(since: int) -> None:
    """What a migration has written is lawful, though the owner wrote it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_sealnote SET writer = %s WHERE id > %s AND writer = current_user",
            [settings.DATABASE_ROLE, since],
        )
