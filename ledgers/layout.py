"""The frame of an official ledger, made with openpyxl: everything but the rows.

Layout from top to bottom: appendix, title over all columns, reporting unit · unit of
measure · date, filters when there are any, merged heads, formulas, totals directly under
the heads, the rows, signatures, notes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from ledgers.conditions import conditions
from ledgers.declaration import (
    DATE,
    DECIMAL,
    INTEGER,
    PERCENT,
    SERIAL,
    TEXT,
    WAN,
    YUAN,
    Column,
    Ledger,
    LedgerQuery,
)
from ledgers.heads import heads
from ledgers.heights import height_of, lines_of

# Characters XML 1.0 cannot hold at all; a lone surrogate cannot come out of PostgreSQL.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
THIN = Border(*(Side(style="thin") for _ in range(4)))
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="center")
NARROW = 16  # text is centred in columns up to this width, set left in wider ones
SIGNATURE_GAP = " " * 12
MARGINS = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.6, header=0.3, footer=0.3)
TITLE = Font(name="方正小标宋简体", size=20)
SMALL = Font(name="仿宋_GB2312", size=11)
HEAD = Font(name="黑体", size=11)
BODY = Font(name="仿宋_GB2312", size=11)
SHADE = PatternFill("solid", fgColor="F2F2F2")
FORMATS = {
    YUAN: "#,##0.00",
    WAN: "#,##0.0000",
    DATE: "yyyy-mm-dd",
    INTEGER: "0",
    SERIAL: "0",
    DECIMAL: "0.00",
    PERCENT: '0.00"%"',
    TEXT: "@",
}
MONEY = (YUAN, WAN)


@dataclass(frozen=True)
class Frame:
    """A workbook whose sheets hold one sample row each, in place of all their rows."""

    content: bytes
    sample_row: int
    columns: tuple[Column, ...]


def frame(
    ledger: Ledger, query: LedgerQuery, totals: dict[str, Any], sheets: int
) -> Frame:
    """The workbook without its rows; `totals` stand on its first sheet."""
    columns = ledger.columns_of(query)
    book = Workbook()
    book.remove(book.active)
    for number in range(sheets):
        # Excel allows 31 characters; the number of the sheet needs some of them.
        name = ledger.title(query)[:25] + (f"（{number + 1}）" if sheets > 1 else "")
        sheet = book.create_sheet(_sheet_name(name))
        sample_row = _write_sheet(
            sheet, ledger, query, columns, totals if number == 0 else {}
        )
    stream = BytesIO()
    book.save(stream)
    return Frame(stream.getvalue(), sample_row, columns)


def _write_sheet(
    sheet: Worksheet,
    ledger: Ledger,
    query: LedgerQuery,
    columns: tuple[Column, ...],
    totals: dict[str, Any],
) -> int:
    row = _write_top(sheet, ledger, query, columns)
    depth = max(len(column.head) for column in columns)
    first_head = row
    _write_heads(sheet, columns, first_head)
    if ledger.formulas:
        _write_formulas(sheet, ledger, first_head + depth)
        depth += 1
    row += depth
    if any(column.total or column.counted for column in columns):
        _write_totals(sheet, columns, row, totals)
        row += 1
    _write_sample(sheet, columns, row)
    for number, line in enumerate(_bottom_lines(ledger, totals), start=row + 1):
        _whole_line(sheet, number, columns, line)
    _set_up_page(sheet, ledger, first_head, depth, columns)
    return row


def _write_top(
    sheet: Worksheet, ledger: Ledger, query: LedgerQuery, columns: tuple[Column, ...]
) -> int:
    row, last = 1, len(columns)
    if ledger.appendix:
        _line(sheet, row, 1, last, ledger.appendix, SMALL, LEFT)
        row += 1
    _line(sheet, row, 1, last, ledger.title(query), TITLE, CENTRE)
    sheet.row_dimensions[row].height = 36
    row += 1
    # Three texts share the line; with fewer than three columns only the first fits.
    third = max(last // 3, 1)
    reporter = f"填报单位（盖章）：{ledger.reporter(query)}"
    _line(sheet, row, 1, third, reporter, SMALL, LEFT)
    if last > 2 * third:
        filled_on = f"填报时间：{query.on:%Y年%m月%d日}"
        _line(sheet, row, third + 1, 2 * third, f"单位：{ledger.unit}", SMALL, CENTRE)
        _line(sheet, row, 2 * third + 1, last, filled_on, SMALL, RIGHT)
    if words := conditions(ledger, query):
        row += 1
        _whole_line(sheet, row, columns, f"条件：{words}")
    return row + 1


def _write_heads(sheet: Worksheet, columns: tuple[Column, ...], first: int) -> None:
    for head in heads(columns):
        top, left = first + head.row, head.column + 1
        bottom, right = top + head.down - 1, left + head.across - 1
        _box(sheet, top, left, bottom, right, head.text)
    _fit_heads(sheet, columns, first)


def _fit_heads(sheet: Worksheet, columns: tuple[Column, ...], first: int) -> None:
    """Make each header row as high as its text needs.

    A head that reaches down over several rows adds what it lacks to the last of them.
    """
    needed = [1] * max(len(column.head) for column in columns)
    for head in sorted(heads(columns), key=lambda one: one.down):
        width = sum(
            column.width for column in columns[head.column : head.column + head.across]
        )
        rows = range(head.row, head.row + head.down)
        missing = lines_of(head.text, width) - sum(needed[row] for row in rows)
        needed[rows[-1]] += max(missing, 0)
    for level, lines in enumerate(needed):
        sheet.row_dimensions[first + level].height = height_of(lines)


def _box(
    sheet: Worksheet, top: int, left: int, bottom: int, right: int, text: str
) -> None:
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            cell = sheet.cell(row, column)
            cell.border, cell.font = THIN, HEAD
            cell.alignment, cell.fill = CENTRE, SHADE
    sheet.cell(top, left, text)
    if (top, left) != (bottom, right):
        sheet.merge_cells(
            start_row=top, start_column=left, end_row=bottom, end_column=right
        )


def _write_formulas(sheet: Worksheet, ledger: Ledger, row: int) -> None:
    """The number of each column, and how one follows from others."""
    for index, text in enumerate(ledger.formulas, start=1):
        _box(sheet, row, index, row, index, text)
        sheet.cell(row, index).data_type = "s"


def _write_totals(
    sheet: Worksheet, columns: tuple[Column, ...], row: int, totals: dict[str, Any]
) -> None:
    named = False
    for index, column in enumerate(columns, start=1):
        cell = sheet.cell(row, index)
        cell.border, cell.font, cell.alignment = THIN, HEAD, CENTRE
        if column.total:
            cell.value = totals.get(column.key)
            cell.number_format = FORMATS[column.kind]
            cell.alignment = _alignment(column)
        elif column.counted:
            cell.value = totals.get(column.key)
            cell.number_format = f'0"{column.counted}"'
        elif not named:
            cell.value, named = "合计", True


def _write_sample(sheet: Worksheet, columns: tuple[Column, ...], row: int) -> None:
    """The sample row, which carries the style of each column.

    `quotePrefix` keeps text cells from becoming formulas when they are edited.
    """
    for index, column in enumerate(columns, start=1):
        cell = sheet.cell(row, index, "x")
        cell.border, cell.font = THIN, BODY
        cell.alignment = _alignment(column)
        cell.number_format = FORMATS[column.kind]
        cell.quotePrefix = column.kind == TEXT


def _alignment(column: Column) -> Alignment:
    if column.kind in MONEY:
        return RIGHT
    return LEFT if column.kind == TEXT and column.width > NARROW else CENTRE


def _bottom_lines(ledger: Ledger, totals: dict[str, Any]) -> list[str]:
    """The lines under the rows: totals in words, signatures, notes."""
    closing = [ledger.closing(totals)] if ledger.closing and totals else []
    notes = list(ledger.notes)
    if notes:
        notes[0] = f"填表说明：{notes[0]}"
    return [*closing, SIGNATURE_GAP.join(ledger.footer), *notes]


def _whole_line(
    sheet: Worksheet, row: int, columns: tuple[Column, ...], text: str
) -> None:
    """A line over all columns, as high as its text needs."""
    _line(sheet, row, 1, len(columns), text, SMALL, LEFT)
    sheet.row_dimensions[row].height = height_of(
        lines_of(text, sum(column.width for column in columns))
    )


def _line(
    sheet: Worksheet,
    row: int,
    left: int,
    right: int,
    text: str,
    font: Font,
    alignment: Alignment,
) -> None:
    cell = sheet.cell(row, left, plain(text))
    cell.data_type = "s"  # text, even when it begins with “=”
    cell.font, cell.alignment = font, alignment
    if right > left:
        sheet.merge_cells(
            start_row=row, start_column=left, end_row=row, end_column=right
        )


def _set_up_page(
    sheet: Worksheet,
    ledger: Ledger,
    first_head: int,
    depth: int,
    columns: tuple[Column, ...],
) -> None:
    for index, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = column.width
    sheet.sheet_format.defaultRowHeight = height_of(1)
    sheet.sheet_format.customHeight = True
    sheet.freeze_panes = sheet.cell(first_head + depth, 1)
    sheet.print_title_rows = f"{first_head}:{first_head + depth - 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = (
        sheet.PAPERSIZE_A3 if ledger.paper == "A3" else sheet.PAPERSIZE_A4
    )
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins = MARGINS
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"


def plain(text: str) -> str:
    """Text without the characters that a workbook cannot hold."""
    return ILLEGAL.sub("", text)


def _sheet_name(name: str) -> str:
    return "".join(
        "_" if character in r"[]:*?/\\" else character for character in plain(name)
    )[:31]
