"""The spreadsheets of money: the fund ledger and the payment list."""

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from funds.ledgers import PAYMENT_LEDGER
from ledgers.declaration import LedgerQuery, ledger_named
from ledgers.export import write_file
from tests import factories, money

pytestmark = pytest.mark.django_db


def test_fund_ledger_shows_amounts_by_level_and_what_was_paid(client, county_officer):
    batch = money.batch("released")
    client.force_login(county_officer)
    shown = client.get(reverse("ledgers:detail", args=["fund-ledger"])).content.decode()
    assert batch.allocation.document.number in shown
    assert "0.1000" in shown


def test_fund_ledger_says_once_for_each_project_and_document_how_much_of_it_is_spent(
    client, county_officer
):
    document, project = money.document(), money.project("in_library")
    first = money.allocation(document, project, 150_000)
    money.allocation(document, project, 150_000)
    money.batch("released", of=first)
    client.force_login(county_officer)
    rows = client.get(reverse("ledgers:detail", args=["fund-ledger"])).context["rows"]
    assert [text for row in rows for column, text in row if column.key == "spent"] == [
        "33.33",
        "",
    ]


def test_payment_ledger_has_the_official_columns():
    assert [column.head[-1] for column in PAYMENT_LEDGER.columns] == [
        "序号",
        "乡镇",
        "村",
        "组",
        "户主",
        "身份证号",
        "领款人",
        "领款人身份证号",
        "社保卡（银行卡）号",
        "开户行",
        "补贴项目",
        "标准",
        "数量",
        "金额（元）",
        "联系电话",
        "备注",
    ]


@pytest.mark.parametrize("slug", ["fund-ledger", "payment-list"])
def test_workbook_totals_are_those_of_the_rows(county_officer, tmp_path, slug):
    households = [money.family(), money.family()]
    allocation = money.allocation(
        money.document(), money.project("in_library", households=households), 2_000_000
    )
    money.batch("released", of=allocation)
    request = LedgerQuery(county_officer, factories.COUNTY, {}, money.TODAY)
    ledger = ledger_named(slug)
    assert write_file(ledger, request, tmp_path / "ledger.xlsx") == (
        1 if slug == "fund-ledger" else 2
    )
    sheet = load_workbook(tmp_path / "ledger.xlsx").active
    written = [
        cell for row in sheet.values for cell in row if isinstance(cell, int | float)
    ]
    wanted = (2, 0.2, 1.8) if slug == "fund-ledger" else (2000, 1000)
    assert all(
        any(cell == pytest.approx(value) for cell in written) for value in wanted
    )


def test_payment_list_says_of_each_line_whether_it_is_paid(client, county_officer):
    for state in ("draft", "approved", "released"):
        money.batch(state, households=[money.family(head_name=f"户{state}")])
    client.force_login(county_officer)
    address = reverse("ledgers:detail", args=["payment-list"])
    rows = {row[4][1]: row[-1][1] for row in client.get(address).context["rows"]}
    assert rows == {
        "户draft": "未审批、未发放",
        "户approved": "已审批、未发放",
        "户released": "",
    }
    assert [
        row[4][1] for row in client.get(address, {"state": "released"}).context["rows"]
    ] == ["户released"]


def test_payment_list_says_its_total_in_words(county_officer, tmp_path):
    money.batch("released", households=[money.family(), money.family()])
    request = LedgerQuery(county_officer, factories.COUNTY, {}, money.TODAY)
    write_file(ledger_named("payment-list"), request, tmp_path / "list.xlsx")
    sheet = load_workbook(tmp_path / "list.xlsx").active
    first = [row[0] for row in sheet.values]
    assert "合计金额（大写）：人民币贰仟元整" in first
    assert first[-1].startswith("村（盖章）：")
