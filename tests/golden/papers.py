"""Read an official paper back from its file, cell by cell, to hold it against its golden one.

Nothing here asks the product what a paper should be: that stands in the TOML beside it.
"""

from __future__ import annotations

import datetime as dt
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from ledgers.declaration import LedgerQuery, ledger_named
from ledgers.export import write_file
from tests import factories

FOLDER = Path(__file__).parent


def golden(name: str) -> dict[str, Any]:
    """The paper as it was typed from the domain, before the code that makes it."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text())


def plain(value: Any) -> Any:
    """A cell as it is compared: full and half width are one, a blank cell is empty."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, str):
        return unicodedata.normalize("NFKC", value)
    return value


def asked(user: Any, place: str = factories.COUNTY, **values: Any) -> LedgerQuery:
    """A query of the day of the tests."""
    return LedgerQuery(
        user,
        place,
        values.pop("filters", values),
        factories.TODAY,
        values.pop("full", False),
    )


@dataclass(frozen=True)
class Sheet:
    """One sheet of a ledger file, by its parts; rows and columns count from one."""

    sheet: Any
    width: int

    def texts(self, row: int) -> list[Any]:
        return [plain(self.sheet.cell(row, n).value) for n in range(1, self.width + 1)]

    def row_of(self, text: str) -> int:
        """The first row whose first cell begins with this text."""
        return next(
            row
            for row in range(1, self.sheet.max_row + 1)
            if str(plain(self.sheet.cell(row, 1).value)).startswith(text)
        )

    @property
    def merged(self) -> set[str]:
        return {str(box) for box in self.sheet.merged_cells.ranges}

    @property
    def total_row(self) -> int:
        return self.row_of("合计")

    @property
    def rows(self) -> list[list[Any]]:
        """The rows under the totals, down to the first line over all columns."""
        found = []
        for row in range(self.total_row + 1, self.sheet.max_row + 1):
            if f"A{row}:{get_column_letter(self.width)}{row}" in self.merged:
                break
            found.append(self.texts(row))
        return found

    def column(self, head: str, heads: list[list[str]]) -> list[Any]:
        """What stands under one head."""
        index = [one[-1] for one in heads].index(head)
        return [row[index] for row in self.rows]


def written(slug: str, query: LedgerQuery, folder: Path, width: int) -> Sheet:
    """The sheet of a ledger as its file has it."""
    ledger = ledger_named(slug)
    assert ledger is not None
    path = folder / f"{slug}.xlsx"
    write_file(ledger, query, path)
    return Sheet(openpyxl.load_workbook(path).active, width)


def boxes(heads: list[list[str]], first: int) -> dict[str, str]:
    """Text and cells of each head: equal neighbours are one, a short one reaches down.

    Written anew here: `ledgers.heads` is what is judged.
    """
    depth = max(map(len, heads))
    found: dict[str, str] = {}
    for column, head in enumerate(heads, start=1):
        for level, text in enumerate(head):
            upper = head[: level + 1]
            is_last = level == len(head) - 1
            if not is_last and column > 1 and heads[column - 2][: level + 1] == upper:
                continue
            right = column
            while (
                not is_last
                and right < len(heads)
                and (heads[right][: level + 1] == upper)
            ):
                right += 1
            bottom = first + depth - 1 if is_last else first + level
            cells = f"{get_column_letter(column)}{first + level}"
            end = f"{get_column_letter(right)}{bottom}"
            found[f"{cells}:{end}" if cells != end else cells] = text
    return found
