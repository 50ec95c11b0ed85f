"""A small ledger as a file, every cell and measure of it against values written by hand."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from typing import ClassVar

import openpyxl
import pytest
from django.db.models import F, Value

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
from ledgers.export import write_file
from ledgers.heads import Head, heads
from ledgers.layout import plain
from ledgers.listing import as_text
from ledgers.stream import number_text
from tests import factories
from villages.models import Region

BIG = Value(123_456_789)
COLUMNS = (
    Column("serial", ("序号",), kind=SERIAL, width=6),
    Column("name", ("名称",), "name", width=20, counted="处"),
    Column("code", ("编码",), F("code"), width=16),
    Column("yuan", ("金额", "元"), BIG, YUAN, width=14, total=True),
    Column("wan", ("金额", "其中", "万元"), BIG, WAN, width=15, total=True),
    Column("level", ("金额", "其中", "级"), "level", INTEGER, width=7, total=True),
    Column("day", ("日期",), Value(dt.date(2026, 3, 1)), DATE, width=12),
    Column("area", ("面积",), Value(Decimal("2.5")), DECIMAL, width=8),
    Column("share", ("比例",), Value(Decimal("33.33")), PERCENT, width=9),
    Column("blank", ("备注",), width=11),
)
CODES = (factories.TOWNSHIP, factories.VILLAGE, factories.SIBLING_VILLAGE)
LEDGER = Ledger(
    slug="frame",
    name="frame",
    permission="households.view_household",
    columns=COLUMNS,
    rows=lambda query: Region.objects.filter(code__in=CODES),
    title=lambda query: "试验台账",
    unit="处、元",
    order=("code", "id"),
    reporter=lambda query: "清河县农业农村局",
    formulas=("1", "2", "3", "4", "5", "6", "7", "8", "9=4÷5", "=10"),
    closing=lambda totals: f"合计{totals['yuan']}元",
    notes=("第一条。", "第二条。"),
)


@pytest.fixture
def sheet(cadre, tmp_path):
    path = tmp_path / "frame.xlsx"
    query = LedgerQuery(cadre, factories.COUNTY, {}, dt.date(2026, 11, 21))
    assert write_file(LEDGER, query, path) == 3
    return openpyxl.load_workbook(path).active


def row(sheet, number):
    return [sheet.cell(number, n).value for n in range(1, len(COLUMNS) + 1)]


def test_the_whole_sheet_row_by_row(sheet):
    day = dt.datetime(2026, 3, 1)
    money = [1234567.89, 123.456789]
    assert [row(sheet, n) for n in range(1, sheet.max_row + 1)] == [
        ["附件", *[None] * 9],
        ["试验台账", *[None] * 9],
        [
            *("填报单位（盖章）：清河县农业农村局", None, None),
            *("单位：处、元", None, None),
            *("填报时间：2026年11月21日", None, None, None),
        ],
        ["序号", "名称", "编码", "金额", None, None, "日期", "面积", "比例", "备注"],
        [None, None, None, "元", "其中", None, None, None, None, None],
        [None, None, None, None, "万元", "级", None, None, None, None],
        ["1", "2", "3", "4", "5", "6", "7", "8", "9=4÷5", "=10"],
        ["合计", 3, None, 3703703.67, 370.370367, 14, None, None, None, None],
        [1, "东山镇", factories.TOWNSHIP, *money, 4, day, 2.5, 33.33, None],
        [2, "上村村委会", factories.VILLAGE, *money, 5, day, 2.5, 33.33, None],
        [3, "下村村委会", factories.SIBLING_VILLAGE, *money, 5, day, 2.5, 33.33, None],
        ["合计3703703.67元", *[None] * 9],
        [
            "            ".join(
                (
                    *("单位负责人（签字）：", "审核人：", "填表人："),
                    *("联系电话：", "填报日期："),
                )
            ),
            *[None] * 9,
        ],
        ["填表说明：第一条。", *[None] * 9],
        ["第二条。", *[None] * 9],
    ]


def test_what_is_merged_and_nothing_else(sheet):
    assert {str(box) for box in sheet.merged_cells.ranges} == {
        *("A1:J1", "A2:J2", "A3:C3", "D3:F3", "G3:J3"),
        *("A4:A6", "B4:B6", "C4:C6", "D4:F4", "D5:D6", "E5:F5"),
        *("G4:G6", "H4:H6", "I4:I6", "J4:J6"),
        *("A12:J12", "A13:J13", "A14:J14", "A15:J15"),
    }


def test_number_formats_of_rows_and_totals(sheet):
    formats = ["0", "@", "@", "#,##0.00", "#,##0.0000", "0", "yyyy-mm-dd"]
    assert [sheet.cell(9, n).number_format for n in range(1, 11)] == [
        *formats,
        *("0.00", '0.00"%"', "@"),
    ]
    assert [sheet.cell(8, n).number_format for n in (2, 4, 5, 6)] == [
        *('0"处"', "#,##0.00", "#,##0.0000", "0")
    ]


def test_widths_heights_and_page(sheet):
    assert [sheet.column_dimensions[letter].width for letter in "ABCDEFGHIJ"] == [
        *(6, 20, 16, 14, 15, 7, 12, 8, 9, 11)
    ]
    assert (sheet.row_dimensions[2].height, sheet.sheet_format.defaultRowHeight) == (
        36,
        20,
    )
    assert sheet.sheet_format.customHeight is True
    assert [sheet.row_dimensions[n].height for n in (4, 5, 6, 9)] == [20, 20, 20, None]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A8", "$4:$7")
    page = sheet.page_setup
    assert (page.orientation, page.paperSize, page.fitToWidth, page.fitToHeight) == (
        *("landscape", 9, 1, 0),
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
    assert sheet.print_options.horizontalCentered is True
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
    margins = sheet.page_margins
    assert (margins.left, margins.right, margins.top, margins.bottom) == (
        *(0.4, 0.4, 0.5, 0.6),
    )
    assert sheet.title == "试验台账"


def test_letters_and_where_they_stand(sheet):
    cells = ("A1", "A2", "A3", "A4", "D5", "E6", "A7", "A8", "A9", "A12", "A15")
    fonts = [(sheet[cell].font.name, sheet[cell].font.size) for cell in cells]
    small, head = ("仿宋_GB2312", 11), ("黑体", 11)
    assert fonts == [
        *(small, ("方正小标宋简体", 20), small, head, head, head, head, head),
        *(small, small, small),
    ]
    across = [sheet.cell(9, n).alignment.horizontal for n in range(1, 11)]
    assert across == [
        *("center", "left", "center", "right", "right", "center"),
        *("center", "center", "center", "center"),
    ]
    assert [sheet[cell].alignment.horizontal for cell in ("A2", "D3", "G3", "A8")] == [
        *("center", "center", "right", "center")
    ]
    assert [sheet.cell(8, n).alignment.horizontal for n in (4, 5, 6)] == [
        *("right", "right", "center")
    ]


def test_boxes_have_lines_and_heads_their_shade(sheet):
    for number in range(7, 12):
        for column in range(1, 11):
            border = sheet.cell(number, column).border
            sides = (border.left, border.right, border.top, border.bottom)
            assert [side.style for side in sides] == ["thin"] * 4, (number, column)
    assert sheet["B12"].border.left.style is None
    assert {sheet[cell].fill.fgColor.rgb for cell in ("A4", "D4", "E6", "J7")} == {
        "00F2F2F2"
    }
    assert sheet["A8"].fill.fill_type is None
    assert [sheet.cell(9, n).quotePrefix for n in range(1, 4)] == [False, True, True]


def test_texts_are_texts_and_numbers_are_numbers(sheet):
    kinds = [sheet.cell(9, n).data_type for n in range(1, 10)]
    assert [kind.replace("inlineStr", "s") for kind in kinds] == [
        *("n", "s", "s", "n", "n", "n", "d", "n", "n")
    ]
    assert sheet["J7"].data_type in ("s", "inlineStr")


def test_a_second_sheet_has_no_totals_and_goes_on_counting(
    cadre, tmp_path, monkeypatch
):
    monkeypatch.setattr("ledgers.stream.ROWS_PER_SHEET", 2)
    monkeypatch.setattr("ledgers.export.ROWS_PER_SHEET", 2)
    query = LedgerQuery(cadre, factories.COUNTY, {}, dt.date(2026, 11, 21))
    write_file(LEDGER, query, tmp_path / "two.xlsx")
    book = openpyxl.load_workbook(tmp_path / "two.xlsx")
    assert book.sheetnames == ["试验台账（1）", "试验台账（2）"]
    first, second = (book[name] for name in book.sheetnames)
    assert row(first, 8)[:6] == ["合计", 3, None, 3703703.67, 370.370367, 14]
    assert row(second, 8) == ["合计", *[None] * 9]
    assert row(first, 10)[0] == 2
    assert first["A11"].value == "合计3703703.67元"
    assert second["A10"].value.startswith("单位负责人（签字）：")
    assert row(second, 9)[:3] == [3, "下村村委会", factories.SIBLING_VILLAGE]
    assert second["A11"].value == "填表说明：第一条。"


@pytest.mark.parametrize(
    ("width", "boxes"),
    [
        (1, []),
        (2, ["A2:B2"]),
        (3, ["A2:C2"]),
        (4, ["A2:D2", "C3:D3"]),
        (5, ["A2:E2", "C3:E3"]),
        (8, ["A2:H2", "A3:B3", "C3:D3", "E3:H3"]),
    ],
)
def test_the_third_line_is_shared_by_unit_measure_and_day(
    cadre, tmp_path, width, boxes
):
    ledger = replace(
        LEDGER, columns=COLUMNS[1 : width + 1], formulas=(), closing=None, notes=()
    )
    query = LedgerQuery(cadre, factories.COUNTY, {}, dt.date(2026, 11, 21))
    write_file(ledger, query, tmp_path / "x.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").active
    assert sheet.max_column == width
    texts = [cell.value for cell in sheet[3] if cell.value]
    assert len(texts) == (1 if width < 3 else 3)
    merged = {str(box) for box in sheet.merged_cells.ranges}
    assert {box for box in merged if box[1] in "23" and box[-1] in "23"} == set(boxes)


def test_the_worker_hears_how_many_rows_there_are_and_how_far_it_is(
    cadre, tmp_path, monkeypatch
):
    class Progress:
        told: ClassVar[list[tuple[str, int]]] = []

        def total(self, count):
            self.told.append(("total", count))

        def tick(self, count):
            self.told.append(("tick", count))

    monkeypatch.setattr("ledgers.export.CHUNK", 2)
    query = LedgerQuery(cadre, factories.COUNTY, {}, dt.date(2026, 11, 21))
    write_file(LEDGER, query, tmp_path / "x.xlsx", Progress())
    assert Progress.told == [("total", 3), ("tick", 2), ("tick", 3)]


def test_no_sheet_names_a_dimension_it_does_not_have(cadre, tmp_path):
    query = LedgerQuery(cadre, factories.COUNTY, {}, dt.date(2026, 11, 21))
    write_file(LEDGER, query, tmp_path / "x.xlsx")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as archive:
        assert archive.testzip() is None
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
        assert len(archive.namelist()) == len(set(archive.namelist()))
    assert "<dimension" not in xml
    numbers = [int(n) for n in re.findall(r'<row r="(\d+)"', xml)]
    assert numbers == list(range(1, 16))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (
            [Head("甲", 0, 0, 2, 1), Head("乙", 0, 1, 1, 2), Head("丙", 0, 3, 2, 1)],
            [("甲",), ("乙", "一"), ("乙", "二"), ("丙",)],
        ),
        # Equal words under different heads stay apart, and so do equal lowest heads.
        (
            [Head("甲", 0, 0, 1, 1), Head("乙", 0, 1, 1, 1)],
            [("甲", "其中"), ("乙", "其中")],
        ),
        ([Head("甲", 0, 0, 1, 1), Head("甲", 0, 1, 1, 1)], [("甲",), ("甲",)]),
    ],
)
def test_cells_of_the_first_row_of_heads(wanted, found):
    columns = [Column(str(n), head) for n, head in enumerate(found)]
    assert [head for head in heads(columns) if head.row == 0] == wanted


def test_cells_of_three_rows_of_heads():
    assert [(h.text, h.row, h.column, h.down, h.across) for h in heads(COLUMNS)] == [
        ("序号", 0, 0, 3, 1),
        ("名称", 0, 1, 3, 1),
        ("编码", 0, 2, 3, 1),
        ("金额", 0, 3, 1, 3),
        ("日期", 0, 6, 3, 1),
        ("面积", 0, 7, 3, 1),
        ("比例", 0, 8, 3, 1),
        ("备注", 0, 9, 3, 1),
        ("元", 1, 3, 2, 1),
        ("其中", 1, 4, 1, 2),
        ("万元", 2, 4, 1, 1),
        ("级", 2, 5, 1, 1),
    ]


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (YUAN, 123_456_789, "1234567.89"),
        (YUAN, 5, "0.05"),
        (YUAN, -5, "-0.05"),
        (YUAN, -100, "-1.00"),
        (YUAN, 0, "0.00"),
        (WAN, 123_456_789, "123.456789"),
        (WAN, 1, "0.000001"),
        (DATE, dt.date(2026, 3, 1), "46082"),
        (DATE, dt.date(1900, 3, 1), "61"),
        (INTEGER, 7, "7"),
        (DECIMAL, Decimal("2.50"), "2.50"),
    ],
)
def test_a_number_as_the_sheet_stores_it(kind, value, text):
    assert number_text(kind, value) == text


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (YUAN, 123_456_789, "1234567.89"),
        (WAN, 123_456_789, "123.4568"),
        (DATE, dt.date(2026, 3, 1), "2026-03-01"),
        (DECIMAL, Decimal("2.5"), "2.50"),
        (PERCENT, Decimal("0.5"), "0.50%"),
        (INTEGER, 0, "0"),
        (TEXT, "", ""),
        (INTEGER, None, ""),
    ],
)
def test_a_value_as_the_page_shows_it(kind, value, text):
    assert as_text(Column("x", ("x",), kind=kind), value) == text


def test_a_cell_keeps_what_xml_can_hold_and_drops_the_rest():
    kept = "甲\t乙\n丙<&>𠮷 "
    assert plain(kept) == kept
    assert plain("a\x00b\x08c\x0bd\x1fe\ufffef") == "abcdef"
