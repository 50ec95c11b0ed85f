"""Keyed digests of rows; the key is derived from the key ring, outside the database."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from functools import lru_cache

from core.crypto import key_ring

WHOLE, FIELD = 16, 4
Value = str | None


@lru_cache(maxsize=1)
def _key() -> bytes:
    return hmac.digest(key_ring().index, b"lika: seals of rows", "sha256")


def whole(table: str, row: str, values: Sequence[Value]) -> bytes:
    """The digest of a row under its table and id: it cannot be moved or copied."""
    return _digest(table, row, *values)[:WHOLE]


def fields(
    table: str, row: str, columns: Sequence[str], values: Sequence[Value]
) -> bytes:
    """Four bytes for each field: enough to name the one that was altered."""
    return b"".join(
        _digest(table, row, column, value)[:FIELD]
        for column, value in zip(columns, values, strict=True)
    )


def differing(columns: Sequence[str], known: bytes, found: bytes) -> list[str]:
    """The columns whose four bytes differ."""
    return [
        column
        for number, column in enumerate(columns)
        if known[number * FIELD :][:FIELD] != found[number * FIELD :][:FIELD]
    ]


def head(table: str, columns: Sequence[str], *figures: object) -> bytes:
    return _digest(table, *columns, *(str(figure) for figure in figures))


def _digest(*parts: Value) -> bytes:
    # Each with its length: no two rows run together to the same text.
    told = [
        b"-" if part is None else b"%d:%b" % (len(raw := part.encode()), raw)
        for part in parts
    ]
    return hmac.digest(_key(), b"".join(told), "sha256")
