"""Rows into a table by COPY: thousands a second, with every constraint and history trigger on."""

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
    columns = [model._meta.get_field(name).column for name in rows[0]]
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerows([_text(value) for value in row.values()] for row in rows)
    stream.seek(0)
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY \"{model._meta.db_table}\" ({names}) FROM STDIN (FORMAT csv, NULL '{NULL}')", stream)
    return len(rows)


def _text(value: Any) -> Any:
    if value is None:
        return NULL
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    if isinstance(value, list | tuple):
        return "{" + _joined(value) + "}"
    return value


def _joined(values: Iterable[str]) -> str:
    return ",".join('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values)
