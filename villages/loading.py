"""SQL statements of a load of regions; `services.load_regions` is the verb."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

COLUMNS = "code, name, short_name, level, parent_code, pinyin, initials"
# Below this it is cheaper to keep the indexes while writing.
WORTH_REBUILDING = 50_000


class LineReader(io.TextIOBase):
    """A file for COPY over an iterator of lines: the list is never one string in memory."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._rest = ""

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> str:
        size = -1 if size is None else size
        parts, length = [self._rest], len(self._rest)
        while size < 0 or length < size:
            line = next(self._lines, None)
            if line is None:
                break
            parts.append(line)
            length += len(line)
        text = "".join(parts)
        cut = len(text) if size < 0 else size
        self._rest = text[cut:]
        return text[:cut]


def stage(cursor: Any, lines: Iterator[str]) -> None:
    """Copy the list into a temporary table that lives as long as the transaction."""
    cursor.execute("DROP TABLE IF EXISTS incoming")
    cursor.execute(
        'CREATE TEMP TABLE incoming (code char(12) COLLATE "C" PRIMARY KEY,'
        " name text, short_name text, level smallint, parent_code text,"
        " pinyin text, initials text) ON COMMIT DROP"
    )
    cursor.copy_expert(f"COPY incoming ({COLUMNS}) FROM STDIN", LineReader(lines))
    # Without figures of its size the planner joins 660,000 lines row by row.
    cursor.execute("ANALYZE incoming")


def merge(cursor: Any, *, as_of: dt.date, beginning: dt.date) -> dict[str, int]:
    """Bring `villages_region` in line with `incoming`; counts of what was done."""
    # Names first: what is renamed keeps its row, and with it every reference.
    renamed = _rename(cursor)
    closed = _close(cursor, as_of)
    # An index cannot be built while checks are pending.
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    rebuild = _drop_indexes(cursor)
    created = _create(cursor, as_of, beginning)
    for definition in rebuild:
        cursor.execute(definition)
    cursor.execute("SELECT count(*) FROM incoming")
    total = cursor.fetchone()[0]
    return {
        "created": created,
        "renamed": renamed,
        "unchanged": total - created - renamed,
        "closed": closed,
    }


def _rename(cursor: Any) -> int:
    cursor.execute(
        """
        UPDATE villages_region r
        SET name = i.name, short_name = i.short_name, level = i.level, parent_code = i.parent_code,
            pinyin = i.pinyin, initials = i.initials
        FROM incoming i
        WHERE r.code = i.code AND r.valid_to IS NULL
          AND (r.name, r.short_name, r.level, r.parent_code, r.pinyin, r.initials)
              IS DISTINCT FROM (i.name, i.short_name, i.level, i.parent_code, i.pinyin, i.initials)
        """
    )
    return cursor.rowcount


def _close(cursor: Any, as_of: dt.date) -> int:
    """End what the list no longer names, in the provinces the list speaks of."""
    cursor.execute(
        """
        UPDATE villages_region r SET valid_to = %(as_of)s
        WHERE r.valid_to IS NULL AND r.valid_from < %(as_of)s
          AND left(r.code, 2) IN (SELECT left(code, 2) FROM incoming WHERE level = 1)
          AND NOT EXISTS (SELECT 1 FROM incoming i WHERE i.code = r.code)
        """,
        {"as_of": as_of},
    )
    return cursor.rowcount


def _create(cursor: Any, as_of: dt.date, beginning: dt.date) -> int:
    """New codes begin at the list's day; in a province never loaded before, at the beginning."""
    cursor.execute(
        f"""
        INSERT INTO villages_region ({COLUMNS}, valid_from)
        SELECT i.code, i.name, i.short_name, i.level, i.parent_code, i.pinyin, i.initials,
               CASE WHEN p.province IS NULL THEN %(beginning)s ELSE %(as_of)s END::date
        FROM incoming i
        LEFT JOIN (SELECT DISTINCT left(code, 2) AS province FROM villages_region) p
          ON p.province = left(i.code, 2)
        WHERE NOT EXISTS (
          SELECT 1 FROM villages_region r
          WHERE r.code = i.code AND r.valid_to IS NULL)
        ORDER BY i.code
        ON CONFLICT (code, valid_from) DO UPDATE SET valid_to = NULL, successor_id = NULL
        """,
        {"as_of": as_of, "beginning": beginning},
    )
    return cursor.rowcount


def _drop_indexes(cursor: Any) -> list[str]:
    """Before a first load, drop indexes no constraint needs; their definitions."""
    cursor.execute("SELECT count(*) FROM incoming")
    incoming = cursor.fetchone()[0]
    cursor.execute(
        "SELECT count(*) FROM (SELECT 1 FROM villages_region LIMIT %s) t",
        [WORTH_REBUILDING],
    )
    if incoming < WORTH_REBUILDING or cursor.fetchone()[0] >= WORTH_REBUILDING:
        return []
    cursor.execute(
        """
        SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
        FROM pg_index i WHERE i.indrelid = 'villages_region'::regclass AND NOT i.indisunique
        """
    )
    found = cursor.fetchall()
    # Rebuilding once costs less than 660,000 insertions into each of them.
    for name, _definition in found:
        cursor.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in found]
