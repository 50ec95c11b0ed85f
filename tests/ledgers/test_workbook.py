"""The file is read again cell by cell: what was declared is what is there."""

import datetime as dt
import re
import zipfile

import openpyxl
import pytest

from core.scope import level_of
from ledgers.declaration import INTEGER, SERIAL, TEXT, YUAN, Column, Ledger, LedgerQuery
from ledgers.export import write_file
from tests import factories
from villages.models import Region

FORMULAE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("x")',
    "\t=1",
    "＝1+1",
    "\r=1",
    "a\x01b",
    "<b>&",
    "张三",
    "𠮷",
]


def _ledger(**changes):
    columns = (
        Column("serial", ("序号",), kind=SERIAL, width=6),
        Column("name", ("名称",), "name"),
        Column("code", ("编码",), "code"),
        Column("level", ("级别", "数"), "level", INTEGER, total=True),
        Column("money", ("级别", "元"), "level", YUAN),
        Column("blank", ("备注",), kind=TEXT),
    )
    values = {
        "slug": "test",
        "name": "test",
        "permission": "households.view_household",
        "columns": columns,
        "rows": lambda request: Region.objects.below(request.region_code),
        "title": lambda request: "试验台账",
        "unit": "个",
        "order": ("code", "id"),
        "notes": ("第一条。", "第二条。"),
        "appendix": "",
    }
    return Ledger(**(values | changes))


def _request(cadre):
    return LedgerQuery(cadre, factories.COUNTY, {}, dt.date(2026, 11, 21))


def _written(ledger, request, tmp_path):
    path = tmp_path / "x.xlsx"
    count = write_file(ledger, request, path)
    return count, path, openpyxl.load_workbook(path)


def test_every_cell_read_again_equals_the_rows(cadre, tmp_path):
    ledger, request = _ledger(), _request(cadre)
    count, _path, book = _written(ledger, request, tmp_path)
    regions = list(Region.objects.below(factories.COUNTY).order_by("code"))
    rows = list(book.active.iter_rows(min_row=6, max_row=5 + count, values_only=True))
    assert count == len(regions) > 5
    assert rows == [
        (n, r.name, r.code, level_of(r.code), level_of(r.code) / 100, None)
        for n, r in enumerate(regions, start=1)
    ]


def test_heads_merge_as_declared_and_total_stands_under_them(cadre, tmp_path):
    count, _path, book = _written(_ledger(), _request(cadre), tmp_path)
    sheet = book.active
    merged = {str(box) for box in sheet.merged_cells.ranges}
    assert {"A1:F1", "A3:A4", "B3:B4", "D3:E3"} <= merged
    assert sheet["D3"].value == "级别"
    assert (sheet["D4"].value, sheet["E4"].value) == ("数", "元")
    assert sheet["A5"].value == "合计"
    assert sheet["D5"].value == sum(
        level_of(r.code) for r in Region.objects.below(factories.COUNTY)
    )
    assert f"A{count + 6}:F{count + 6}" in merged
    assert sheet.cell(count + 6, 1).value.startswith("单位负责人")
    assert sheet.cell(count + 7, 1).value == "填表说明：第一条。"


def test_print_set_up_repeats_the_heads(cadre, tmp_path):
    _count, _path, book = _written(_ledger(paper="A3"), _request(cadre), tmp_path)
    sheet = book.active
    assert sheet.print_title_rows == "$3:$4"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == (
        "landscape",
        8,
    )


def test_an_empty_ledger_is_a_sound_file(cadre, tmp_path):
    ledger = _ledger(rows=lambda request: Region.objects.none())
    count, _path, book = _written(ledger, _request(cadre), tmp_path)
    assert count == 0
    assert book.active.cell(6, 1).value.startswith("单位负责人")


@pytest.mark.parametrize("text", FORMULAE)
def test_no_text_becomes_a_formula(cadre, tmp_path, text):
    columns = (Column("name", ("名称",), "name", render=lambda value, context: text),)
    count, path, book = _written(_ledger(columns=columns), _request(cadre), tmp_path)
    assert count
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    assert "<f>" not in xml
    assert "quotePrefix" in styles
    cell = book.active.cell(5, 1)
    assert cell.data_type in ("s", "inlineStr")
    assert cell.value.replace("\r", "\n") == re.sub("[\x00-\x08]", "", text).replace(
        "\r", "\n"
    )


def test_a_heading_is_text_without_what_a_workbook_cannot_hold(cadre, tmp_path):
    ledger = _ledger(title=lambda request: "=1+1\x0b台账", footer=("审核人\x1f：",))
    count, _path, book = _written(ledger, _request(cadre), tmp_path)
    assert (book.active["A1"].value, book.active["A1"].data_type) == ("=1+1台账", "s")
    assert book.active.cell(count + 6, 1).value == "审核人："


def test_rows_past_the_limit_of_a_sheet_go_on_in_the_next(cadre, tmp_path, monkeypatch):
    monkeypatch.setattr("ledgers.stream.ROWS_PER_SHEET", 4)
    monkeypatch.setattr("ledgers.export.ROWS_PER_SHEET", 4)
    count, _path, book = _written(_ledger(), _request(cadre), tmp_path)
    assert [sheet["C6"].value for sheet in book] == [
        r.code
        for n, r in enumerate(Region.objects.below(factories.COUNTY).order_by("code"))
        if n % 4 == 0
    ]
    assert len(book.sheetnames) == -(-count // 4)


def test_rows_and_heads_are_as_high_as_their_words(cadre, tmp_path):
    words = {factories.COUNTY: "很长的建设内容" * 10}
    columns = (
        Column(
            "name",
            ("名称",),
            "code",
            width=20,
            render=lambda code, context: words.get(code, "短"),
        ),
        Column(
            "level", ("级别很长很长", "一个很长很长的标题"), "level", INTEGER, width=8
        ),
    )
    _count, _path, book = _written(_ledger(columns=columns), _request(cadre), tmp_path)
    heights = {row: book.active.row_dimensions[row].height for row in range(1, 8)}
    assert heights[3] > book.active.sheet_format.defaultRowHeight
    assert heights[4] > heights[3]
    assert heights[5] > 100
    assert heights[6] is None
