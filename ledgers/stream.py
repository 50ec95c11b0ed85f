"""Write any number of rows to a workbook in constant memory.

openpyxl draws the frame (`ledgers.layout`) with one sample row; the XML of the real rows
is written in its place. See decision 0012.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from ledgers.declaration import DATE, TEXT, WAN, YUAN, Column
from ledgers.heights import height_of, lines_of
from ledgers.layout import Frame, plain

ROWS_PER_SHEET = 1_000_000
CHUNK = 500
EPOCH = dt.date(1899, 12, 30)  # day zero of the dates of a workbook
ROW = re.compile(rb'<row r="(\d+)".*?</row>', re.DOTALL)
REFERENCE = re.compile(rb"(\b[A-Z]{1,3})(\d+)")


def write_workbook(frame: Frame, rows: Iterable[list[Any]], path: Path) -> int:
    """Write all rows to the frame's sheets, one after the other; returns how many."""
    stream = iter(rows)
    written = 0
    with (
        zipfile.ZipFile(BytesIO(frame.content)) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as target,
    ):
        for item in source.infolist():
            # Everything but the sheets is copied as it is.
            if not item.filename.startswith("xl/worksheets/sheet"):
                target.writestr(item.filename, source.read(item))
        for name in sorted(_sheets(source), key=_number):
            with target.open(name, "w", force_zip64=True) as out:
                written += _write_sheet(
                    source.read(name), frame, islice(stream, ROWS_PER_SHEET), out
                )
    return written


def _write_sheet(
    xml: bytes, frame: Frame, rows: Iterator[list[Any]], out: IO[bytes]
) -> int:
    sample = next(
        match for match in ROW.finditer(xml) if int(match.group(1)) == frame.sample_row
    )
    # The dimension would have to name the last row; readers do without it.
    out.write(re.sub(rb"<dimension[^>]*/>", b"", xml[: sample.start()]))
    # openpyxl has numbered the styles of the sample row; the real rows name the same.
    styles = re.findall(rb'<c r="[A-Z]+\d+" s="(\d+)"', sample.group(0))
    shape = [
        (get_column_letter(index), style.decode(), column)
        for index, (style, column) in enumerate(
            zip(styles, frame.columns, strict=True), start=1
        )
    ]
    count = 0
    while chunk := list(islice(rows, CHUNK)):
        lines = [
            _row(frame.sample_row + count + n, shape, row)
            for n, row in enumerate(chunk)
        ]
        out.write("".join(lines).encode())
        count += len(chunk)
    out.write(_shifted(xml[sample.end() :], frame.sample_row, count - 1))
    return count


def _row(number: int, shape: list[tuple[str, str, Column]], row: list[Any]) -> str:
    cells, lines = [], 1
    for (letter, style, column), value in zip(shape, row, strict=True):
        cells.append(_cell(f"{letter}{number}", style, column.kind, value))
        if value and column.kind == TEXT:
            lines = max(lines, lines_of(str(value), column.width))
    # Only rows of several lines name a height; the others have that of the sheet.
    height = f' ht="{height_of(lines)}" customHeight="1"' if lines > 1 else ""
    return f'<row r="{number}"{height}>{"".join(cells)}</row>'


def _cell(reference: str, style: str, kind: str, value: Any) -> str:
    """A cell of the column's type; text is always a string, never a formula."""
    if value is None or value == "":
        return f'<c r="{reference}" s="{style}"/>'
    if kind == TEXT:
        text = f'<t xml:space="preserve">{escape(plain(str(value)))}</t>'
        return f'<c r="{reference}" s="{style}" t="inlineStr"><is>{text}</is></c>'
    return f'<c r="{reference}" s="{style}"><v>{number_text(kind, value)}</v></c>'


def number_text(kind: str, value: Any) -> str:
    """A number as the sheet stores it; money comes in fen."""
    if kind == YUAN:
        return _decimal(value, 2)
    if kind == WAN:
        return _decimal(value, 6)
    if kind == DATE:
        return str((value - EPOCH).days)
    return str(value)


def _decimal(value: int, places: int) -> str:
    """A whole number with a point before its last places; floats would round."""
    whole, rest = divmod(abs(value), 10**places)
    return f"{'-' if value < 0 else ''}{whole}.{rest:0{places}d}"


def _shifted(xml: bytes, sample_row: int, by: int) -> bytes:
    """The footer lines and their merged cells, moved down by the rows written."""
    end = xml.index(b"</sheetData>")
    lines = re.sub(
        rb'(r="[A-Z]{0,3})(\d+)(")',
        lambda m: m[1] + str(int(m[2]) + by).encode() + m[3],
        xml[:end],
    )
    rest = re.sub(
        rb'<mergeCell ref="([^"]+)"',
        lambda m: b'<mergeCell ref="' + _moved(m[1], sample_row, by) + b'"',
        xml[end:],
    )
    return lines + rest


def _moved(reference: bytes, sample_row: int, by: int) -> bytes:
    def move(match: re.Match[bytes]) -> bytes:
        row = int(match[2])
        return match[1] + str(row + by if row > sample_row else row).encode()

    return REFERENCE.sub(move, reference)


def _sheets(source: zipfile.ZipFile) -> list[str]:
    return [
        name for name in source.namelist() if name.startswith("xl/worksheets/sheet")
    ]


def _number(name: str) -> int:
    return int(re.findall(r"\d+", name)[-1])
