"""Insert rows by COPY: thousands a second, with every constraint and trigger on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

NULL = "\\N"


def copy_rows(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> int:
    """Insert rows given as {field name: value}; all rows have the same keys."""
    if not rows:
        return 0
    unsaid = _defaults(model, rows[0])
    columns = [model._meta.get_field(name).column for name in (*rows[0], *unsaid)]
    tail = [_text(value) for value in unsaid.values()]
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerows([_text(value) for value in row.values()] + tail for row in rows)
    stream.seek(0)
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f'COPY "{model._meta.db_table}" ({names})'
            f" FROM STDIN (FORMAT csv, NULL '{NULL}')",
            stream,
        )
    return len(rows)


def _defaults(model: type[models.Model], row: dict[str, Any]) -> dict[str, Any]:
    """The defaults of the model; COPY only knows those of the database."""
    fields = [
        f
        for f in model._meta.concrete_fields
        if f.name not in row and not f.has_db_default() and not f.primary_key
    ]
    return {f.name: f.get_default() for f in fields if f.has_default() or not f.null}


def _text(value: Any) -> Any:
    if value is None:
        return NULL
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    if isinstance(value, list | tuple):
        return "{" + _joined(value) + "}"
    return value


def _joined(values: Iterable[str]) -> str:
    return ",".join(
        '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values
    )
