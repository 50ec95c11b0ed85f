"""The cells of a ledger's header rows: equal neighbours merged, short heads reach down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from ledgers.declaration import Column


@dataclass(frozen=True)
class Head:
    """A header cell: where it begins, and how many rows and columns it spans."""

    text: str
    row: int
    column: int
    down: int
    across: int


def heads(columns: Sequence[Column]) -> list[Head]:
    """The cells of all header rows, row by row."""
    depth = max(len(column.head) for column in columns)
    cells = []
    for level in range(depth):
        for index in range(len(columns)):
            head = _head_at(columns, index, level, depth)
            if head is not None:
                cells.append(head)
    return cells


def _head_at(
    columns: Sequence[Column], index: int, level: int, depth: int
) -> Head | None:
    """The cell that begins in this column and row; None inside a merged one."""
    head = columns[index].head
    if level >= len(head):
        return None
    if level == len(head) - 1:  # the lowest head of a column reaches down to the rows
        return Head(head[level], level, index, depth - level, 1)
    upper = head[: level + 1]
    if index > 0 and _is_under(columns[index - 1], upper):
        return None
    across = len(list(takewhile(lambda one: _is_under(one, upper), columns[index:])))
    return Head(head[level], level, index, 1, across)


def _is_under(column: Column, upper: tuple[str, ...]) -> bool:
    return column.head[: len(upper)] == upper
