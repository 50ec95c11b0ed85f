"""Each ledger as a file: its heading, its filters in words, its numbers as text."""

from __future__ import annotations

import openpyxl
import pytest
from django.urls import reverse

from core import attachments
from core.jobs import queue
from core.jobs.models import Job
from core.models import Attachment
from ledgers import export
from ledgers.declaration import TEXT, ledger_named, ledgers_for
from tests import factories, money
from tests.ledgers.authz import SLUGS
from tests.ledgers.orders import order_file

FILTERS = {
    "roster": ({"state": "not_exited", "main_cause": "07"}, "未脱贫"),
    "project-library": ({"state": "funded", "year": 2026}, "已安排资金"),
    "project-filing": ({"state": "funded", "year": 2026}, "已安排资金"),
    "fund-ledger": ({"year": 2026}, "2026"),
    "payment-list": ({"programme": "01"}, "补贴项目"),
}


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def rows(db):
    """At least one row of every ledger."""
    factories.household(village=factories.VILLAGE)
    return money.batch("released")


def sheet_of(slug, by, filters, region_code=factories.COUNTY, **values):
    """Order the file, do the work of the worker, read it."""
    job = order_file(slug, by, region_code, filters=filters, **values)
    assert job.state == Job.State.QUEUED, "nobody waits for the rows to be written"
    return opened(job)


def opened(job):
    queue.run(str(job.pk))
    job.refresh_from_db()
    with attachments.open_file(
        Attachment.objects.get(pk=job.result["attachment"])
    ) as stream:
        return openpyxl.load_workbook(stream).active, job.result["rows"]


def texts(row):
    return [str(cell.value) for cell in row if cell.value is not None]


def test_these_are_all_ledgers(county_officer):
    factories.grant(county_officer, "county_finance", factories.COUNTY)
    assert (
        {ledger.slug for ledger in ledgers_for(county_officer)}
        == set(FILTERS)
        == set(SLUGS)
    )


@pytest.fixture(params=FILTERS)
def ledger_file(request, rows, county_officer):
    """A ledger, the words of its filters, and the lines of its file."""
    factories.grant(county_officer, "county_finance", factories.COUNTY)
    filters, shown = FILTERS[request.param]
    sheet, count = sheet_of(request.param, county_officer, filters)
    assert count >= 1
    return ledger_named(request.param), shown, list(sheet.iter_rows())


@pytest.mark.capability("S202")
def test_a_file_names_place_day_and_conditions_under_chinese_heads(ledger_file):
    ledger, shown, lines = ledger_file
    heading = " ".join(text for line in lines[:4] for text in texts(line))
    for words in ("清河县", "填报时间：2026年11月21日", "条件：", shown):
        assert words in heading
    depth = max(len(column.head) for column in ledger.columns)
    heads = {text for line in lines[4 : 4 + depth] for text in texts(line)}
    assert heads == {part for column in ledger.columns for part in column.head}
    assert any("一" <= letter <= "鿿" for letter in "".join(heads))


@pytest.mark.capability("S202")
def test_a_file_has_a_total_under_its_heads_and_numbers_as_text(ledger_file):
    ledger, _shown, lines = ledger_file
    depth = max(len(column.head) for column in ledger.columns) + bool(ledger.formulas)
    total, first = lines[4 + depth], lines[5 + depth]
    assert "合计" in texts(total)
    for column, summed, cell in zip(ledger.columns, total, first, strict=True):
        if column.total:
            assert isinstance(summed.value, int | float)
        if column.kind == TEXT:
            assert cell.number_format == "@"
            assert cell.value is None or isinstance(cell.value, str)


@pytest.mark.capability("S202")
def test_the_number_of_a_document_stays_eighteen_letters_of_text(rows, cadre):
    sheet, _count = sheet_of(
        "roster", cadre, {}, factories.VILLAGE, full=True, purpose="核对"
    )
    heads = {cell.value: cell.column for cell in sheet[4]}
    cell = sheet.cell(6, heads["户主证件号码"])
    assert (
        len(cell.value),
        cell.number_format,
        cell.data_type in ("s", "inlineStr"),
    ) == (18, "@", True)


def test_a_ledger_of_everything_has_no_line_of_conditions(rows, county_officer):
    sheet, _count = sheet_of("roster", county_officer, {})
    assert not any(
        "条件：" in text for line in sheet.iter_rows() for text in texts(line)
    )


def test_conditions_are_chinese_on_an_english_page(client, rows, cadre):
    client.cookies["django_language"] = "en"
    client.force_login(cadre)
    client.post(
        reverse("ledgers:export", args=["roster"]),
        {"region": factories.VILLAGE, "state": "not_exited"},
    )
    sheet, _count = opened(Job.objects.get(kind=export.KIND))
    assert sheet["A4"].value == "条件：状态：未脱贫"


def test_a_strange_letter_in_a_condition_does_not_stop_the_file(rows, county_officer):
    sheet, count = sheet_of("project-library", county_officer, {"q": "a\x0bb"})
    assert (sheet["A4"].value, count) == ("条件：名称或编号：ab", 0)
