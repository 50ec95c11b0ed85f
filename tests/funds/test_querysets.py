"""Which documents, allocations, batches and payments: each word at its bounds."""

import datetime as dt

import pytest

from funds import services
from funds.models import Allocation, Entry, FundDocument, Payment, PaymentBatch
from funds.models import Reversal as Asked
from households.models import Household
from tests import money

pytestmark = pytest.mark.django_db


def test_documents_by_their_state():
    waiting = money.document(confirmed=False)
    confirmed = money.document()
    voided = money.document(confirmed=False)
    services.drop_document(document_id=voided.pk, by=money.officer(), reason="录错")
    reversed_ = money.document()
    money.reverse(reversed_.entries.get())
    documents = FundDocument.objects
    assert list(documents.confirmed()) == [confirmed]
    assert list(documents.awaiting_confirmation()) == [waiting]
    assert set(documents.not_voided()) == {waiting, confirmed}


def test_documents_of_a_year_are_those_issued_in_it():
    days = (dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2026, 6, 1))
    _before, first, later = (money.document(issued_on=day) for day in days)
    assert set(FundDocument.objects.of_year(2026)) == {first, later}


@pytest.mark.parametrize(
    ("text", "found"), [("甲字", 1), (" 水利 ", 1), ("", 2), ("丙", 0)]
)
def test_documents_are_found_by_number_and_title(text, found):
    money.document(number="甲字1号", title="产业资金")
    money.document(number="乙字2号", title="水利资金")
    assert FundDocument.objects.matching(text).count() == found


def test_smallest_and_largest_amount_of_documents():
    assert FundDocument.objects.least_and_most() == [None, None]
    for fen in (500, 300, 400):
        money.document(amount_fen=fen)
    assert FundDocument.objects.least_and_most() == [300, 500]


def test_balances_of_a_document_by_purpose():
    batch = money.batch("released")
    row = FundDocument.objects.with_balances().get(pk=batch.allocation.document_id)
    assert (row.available_fen, row.held_fen, row.paid_fen, row.allocated_fen) == (
        90_000_000,
        9_900_000,
        100_000,
        10_000_000,
    )


def test_allocations_by_their_state_and_their_sum():
    document, project = money.document(), money.project("in_library")
    waiting = money.allocation(document, project, 100, confirmed=False)
    standing = money.allocation(document, project, 20)
    withdrawn = money.allocation(document, project, 3, confirmed=False)
    services.drop_allocation(
        allocation_id=withdrawn.pk, by=money.officer(), reason="录错"
    )
    reversed_ = money.allocation(document, project, 4_000)
    money.reverse(reversed_.entry)
    rows = Allocation.objects
    assert list(rows.standing()) == [standing]
    assert list(rows.awaiting_confirmation()) == [waiting]
    assert set(rows.not_voided()) == {waiting, standing}
    assert rows.not_voided().total_fen() == 120
    assert rows.none().total_fen() == 0


def test_entries_and_reversals_with_what_they_moved():
    document = money.document(amount_fen=700)
    entry = document.entries.get()
    asked = services.reverse_entry(entry_id=entry.pk, by=money.officer(), reason="录错")
    assert Entry.objects.with_amount().get(pk=entry.pk).amount_fen == 700
    assert Asked.objects.with_amount().get().amount_fen == 700
    assert list(Asked.objects.awaiting_confirmation()) == [asked]
    assert list(Entry.objects.reversible()) == [entry]
    services.confirm_reversal(reversal_id=asked.pk, by=money.officer(), on=money.TODAY)
    assert not Asked.objects.awaiting_confirmation().exists()
    assert not Entry.objects.reversible().exists()


def test_a_dropped_reversal_awaits_nobody():
    asked = services.reverse_entry(
        entry_id=money.document().entries.get().pk, by=money.officer(), reason="录错"
    )
    services.drop_reversal(reversal_id=asked.pk, by=money.officer())
    assert not Asked.objects.awaiting_confirmation().exists()
    assert Entry.objects.reversible().count() == 1


@pytest.fixture
def batches():
    """One batch of each state, of different households."""
    made = {state: money.batch(state) for state in ("draft", "approved", "released")}
    made["returned"] = money.batch()
    services.return_batch(
        batch_id=made["returned"].pk, by=money.officer(), reason="重做"
    )
    return made


def test_batches_by_what_they_wait_for(batches):
    rows = PaymentBatch.objects
    assert list(rows.awaiting_approval()) == [batches["draft"]]
    assert list(rows.awaiting_release()) == [batches["approved"]]
    assert set(rows.unpaid()) == {batches["draft"], batches["approved"]}


def test_lines_by_what_became_of_them(batches):
    lines = Payment.objects
    assert {line.batch.state for line in lines.live()} == {
        "draft",
        "approved",
        "released",
    }
    assert [line.batch for line in lines.paid()] == [batches["released"]]
    assert [line.batch for line in lines.in_state("draft")] == [batches["draft"]]


@pytest.mark.parametrize(
    ("covers", "programme", "found"),
    [
        ((dt.date(2026, 4, 1), dt.date(2026, 5, 1)), "01", True),
        ((dt.date(2026, 3, 31), dt.date(2026, 4, 1)), "01", False),
        ((dt.date(2026, 5, 1), dt.date(2026, 6, 1)), "01", False),
        ((dt.date(2026, 4, 30), dt.date(2026, 6, 1)), "01", True),
        ((dt.date(2026, 3, 1), dt.date(2026, 4, 2)), "01", True),
        ((dt.date(2026, 4, 1), dt.date(2026, 5, 1)), "99", True),
        ((dt.date(2026, 4, 1), dt.date(2026, 5, 1)), "07", False),
        ((dt.date(2026, 5, 1), dt.date(2026, 4, 1)), "01", False),
        ((dt.date(2026, 4, 1), dt.date(2026, 4, 1)), "01", False),
    ],
)
def test_lines_that_are_in_the_way_of_another_payment(covers, programme, found):
    money.batch(covers=(dt.date(2026, 4, 1), dt.date(2026, 5, 1)))
    assert Payment.objects.in_the_way_of(programme, covers).exists() is found


def test_a_returned_line_is_in_nobodys_way():
    batch = money.batch()
    services.return_batch(batch_id=batch.pk, by=money.officer(), reason="重做")
    assert not Payment.objects.in_the_way_of("01", money.YEAR).exists()


@pytest.mark.parametrize(
    "changed", [{"bank_account_mask": "****9999"}, {"bank_name": "别的银行"}]
)
def test_another_account_or_bank_is_another_card(changed):
    batch = money.batch()
    assert not Payment.objects.with_another_card().exists()
    Household.objects.update(**changed)
    assert Payment.objects.with_another_card().get() == batch.payments.get()
