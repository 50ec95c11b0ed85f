"""Where money comes from and where it stands: source, county, project, household."""

import datetime as dt

import pytest
from django.urls import reverse

from funds import postings
from funds.ledgers import FUND_LEDGER
from funds.models import Account, FundDocument
from ledgers.declaration import LedgerQuery, raw_values, render_row
from tests import factories, money
from tests.amounts import send_seen
from tests.database import stopped_by, triggers_off
from tests.funds.test_pages import form
from tests.refusals import refused

pytestmark = pytest.mark.django_db
LEVELS = {"1": "central", "2": "province", "3": "city", "4": "county"}


@pytest.mark.capability("S103")
@pytest.mark.parametrize("level", LEVELS)
def test_each_yuan_is_known_by_source_document_and_year_on_its_whole_way(
    level, supervisor
):
    document = money.document(
        amount_fen=1_000_000, level=level, issued_on=dt.date(2025, 3, 1)
    )
    other = money.document(amount_fen=7_000_000, level="1" if level != "1" else "2")
    allocation = money.allocation(document, money.project("in_library"), 600_000)
    money.batch("released", of=allocation)
    assert money.balance(document, "available") == 400_000
    assert money.balance(document, "project") == 500_000
    assert money.balance(document, "paid") == 100_000
    assert money.balance(document, "source") == -1_000_000
    assert money.balance(other, "available") == 7_000_000
    request = LedgerQuery(supervisor, factories.COUNTY, {"year": 2025}, money.TODAY)
    (raw,) = raw_values(FUND_LEDGER, request, FUND_LEDGER.rows(request).order_by("id"))
    columns = FUND_LEDGER.columns_of(request)
    row = dict(
        zip(
            (column.key for column in columns),
            render_row(columns, raw, 1, FUND_LEDGER.context(request)),
            strict=True,
        )
    )
    assert (row["number"], row["issued"].year, row["amount"], row["given"]) == (
        document.number,
        2025,
        1_000_000,
        600_000,
    )
    assert {name: row[name] for name in LEVELS.values() if row[name]} == {
        LEVELS[level]: 1_000_000
    }
    assert (row["paid"], row["left"]) == (100_000, 500_000)


@pytest.mark.capability("S103")
@pytest.mark.parametrize("missing", ["number", "issued_on", "issuer", "level", "kind"])
def test_no_money_is_registered_without_its_number_its_day_and_its_source(
    client, county_finance, missing
):
    client.force_login(county_finance)
    assert (
        send_seen(
            client, reverse("funds:document-create"), form(**{missing: ""})
        ).status_code
        == 422
    )
    assert not FundDocument.objects.exists()
    send_seen(client, reverse("funds:document-create"), form())
    assert FundDocument.objects.get().number


@pytest.mark.capability("S103")
def test_no_place_where_money_stands_goes_below_zero_and_all_of_it_adds_up():
    document = money.document(amount_fen=100_000)
    allocation = money.allocation(document, money.project("in_library"), 60_000)
    with refused("只剩400.00元"):
        money.allocation(document, money.project("in_library"), 40_001)
    with refused("可发放余额只有600.00元"):
        money.batch(
            "released",
            of=allocation,
            amounts={row.household_id: 60_001 for row in beneficiaries(allocation)},
        )
    assert {
        purpose: money.balance(document, purpose)
        for purpose in ("available", "project", "paid")
    } == {
        "available": 40_000,
        "project": 60_000,
        "paid": 0,
    }
    with triggers_off("funds_account"), stopped_by("account_never_overdrawn"):
        Account.objects.filter(document=document, purpose="project").update(
            debit_fen=60_001
        )
    assert postings.balance_differences() == []
    assert postings.net_total() == 0


def beneficiaries(allocation):
    return allocation.project.beneficiaries.all()
