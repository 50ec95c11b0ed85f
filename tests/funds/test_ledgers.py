"""The spreadsheets of money: the fund ledger and the payment list."""

import pytest
from django.urls import reverse
from openpyxl import load_workbook

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
