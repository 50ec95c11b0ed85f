"""Forty at once, on forty connections; each race has a control without its guard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection

from core import codelists
from core.refusals import Refused
from funds import postings, services
from funds.models import Account, Allocation, FundDocument, Payment
from funds.services import payment_lines
from households.models import Member
from projects.models import Project
from tests import factories, money
from tests.database import as_owner
from tests.racing import Overlap, at_once, overlapping

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 40


@pytest.fixture(autouse=True)
def _public_knowledge(transactional_db):
    """Plant regions and code lists anew: the flush after each of these tests empties all."""
    factories.plant_regions()
    call_command("load_codes", verbosity=0)
    yield
    codelists.forget()


def crowd(action: Callable[[int], Any], count: int = CROWD) -> list[bool]:
    """Do an action many times at once; True where it was done, False where refused."""
    outcomes = at_once(
        [lambda number=number: action(number) for number in range(count)]
    )
    assert [
        one
        for one in outcomes
        if isinstance(one, BaseException) and not isinstance(one, Refused)
    ] == []
    return [not isinstance(one, Refused) for one in outcomes]


def drop_constraint(table: str, *names: str) -> None:
    with as_owner() as cursor:
        for name in names:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')


def restore(table: str, definitions: dict[str, str]) -> None:
    with as_owner() as cursor:
        for name, definition in definitions.items():
            cursor.execute(
                f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition} NOT VALID'
            )


def definition(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s",
            [name],
        )
        return cursor.fetchone()[0]


def entries_at_once() -> tuple[Any, list[bool]]:
    """Forty entries of 60 yuan out of a document of 1,000, written together."""
    document, project = money.document(amount_fen=100_000), money.project("in_library")
    available = postings.account_for(document, "available")
    transfer = postings.Transfer(
        available, postings.account_for(document, "project", project), 6_000
    )
    maker, finance = money.officer(), money.officer(role="county_finance")
    return document, crowd(
        lambda n: postings.post_entry(
            key=uuid4(),
            kind="allocate",
            happened_on=money.TODAY,
            document=document,
            transfer=transfer,
            made_by=maker,
            approved_by=finance,
        )
    )


def test_forty_entries_never_exceed_the_document():
    document, done = entries_at_once()
    available = Account.objects.with_balance().get(
        document=document, purpose="available"
    )
    assert sum(done) == 16
    assert available.balance_fen == 100_000 - 16 * 6_000
    assert postings.balance_differences() == []


def test_control_without_the_ceiling_forty_entries_exceed_it():
    kept = {"account_never_overdrawn": definition("account_never_overdrawn")}
    drop_constraint("funds_account", *kept)
    try:
        document, done = entries_at_once()
        available = Account.objects.with_balance().get(
            document=document, purpose="available"
        )
        assert sum(done) == CROWD
        assert available.balance_fen < 0
    finally:
        with as_owner() as cursor:
            cursor.execute("TRUNCATE funds_account CASCADE")
        restore("funds_account", kept)


def propose(document: Any, project: Any, amount_fen: int) -> Callable[[], Any]:
    officer = money.officer()
    return lambda: services.allocate(
        document_id=document.pk,
        project_id=project.pk,
        amount_fen=amount_fen,
        by=officer,
    )


def two_of_one_budget() -> Overlap:
    """Two officers propose money for one project: each within its budget, not together."""
    project = money.project("in_library")
    return overlapping(
        *(
            propose(money.document(), project, project.budget_fen * 6 // 10)
            for _ in range(2)
        )
    )


def two_of_one_document() -> Overlap:
    """Two officers propose money of one document: each within it, not together."""
    document = money.document(amount_fen=50_000_000)
    return overlapping(
        *(
            propose(
                document, money.project("in_library"), document.amount_fen * 6 // 10
            )
            for _ in range(2)
        ),
    )


@contextmanager
def unlocked(monkeypatch: Any) -> Iterator[None]:
    """Without the locks of the verbs, and without the trigger that locks again."""
    for rows in (Project.objects.all(), FundDocument.objects.all()):
        monkeypatch.setattr(
            type(rows), "select_for_update", lambda rows, **options: rows
        )
    switch_trigger("DISABLE")
    try:
        yield
    finally:
        switch_trigger("ENABLE")


def switch_trigger(how: str) -> None:
    with as_owner() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgname ~ 'pgtrigger_allocation_within_'"
        )
        (name,) = cursor.fetchone()
        cursor.execute(f'ALTER TABLE funds_allocation {how} TRIGGER "{name}"')


PAIRS = pytest.mark.parametrize(
    "pair", [two_of_one_budget, two_of_one_document], ids=["budget", "document"]
)


@PAIRS
def test_two_proposals_at_once_never_exceed_together_what_there_is(pair):
    both = pair()
    assert both.waited
    assert isinstance(both.first, Allocation)
    assert isinstance(both.second, Refused)


@PAIRS
def test_control_without_the_locks_two_proposals_exceed_it(pair, monkeypatch):
    with unlocked(monkeypatch):
        both = pair()
    assert {type(both.first), type(both.second)} == {Allocation}


ONCE = ("payment_once_per_household", "payment_once_per_payee")


def payments_at_once() -> list[bool]:
    """Forty officers make a batch for the same household, subsidy and period."""
    household = money.family()
    allocation = money.allocation(
        money.document(), money.project("in_library", households=[household])
    )
    officers = [money.officer() for _ in range(CROWD)]
    return crowd(
        lambda n: services.make_batch(
            allocation_id=allocation.pk,
            terms=money.terms(allocation),
            amounts={household.pk: 1_000},
            by=officers[n],
            on=money.TODAY,
        )
    )


def test_forty_payments_for_one_household_and_period_leave_one():
    assert sum(payments_at_once()) == 1
    assert Payment.objects.live().count() == 1


def test_control_without_the_exclusion_the_household_is_paid_many_times(monkeypatch):
    # The look at other batches stops whoever comes late; the race is for those at once.
    monkeypatch.setattr(payment_lines, "paid_already", lambda households, terms: {})
    kept = {name: definition(name) for name in ONCE}
    drop_constraint("funds_payment", *kept)
    try:
        assert sum(payments_at_once()) > 1
    finally:
        with as_owner() as cursor:
            cursor.execute("TRUNCATE funds_payment")
            for name, text in kept.items():
                cursor.execute(
                    f'ALTER TABLE funds_payment ADD CONSTRAINT "{name}" {text}'
                )


def test_two_releases_at_once_pay_once():
    batch = money.batch("approved")
    finance = [money.officer(role="county_finance") for _ in range(8)]
    done = crowd(
        lambda n: services.release_batch(
            batch_id=batch.pk, by=finance[n], on=money.TODAY
        ),
        count=len(finance),
    )
    assert sum(done) == 1
    paid = Account.objects.with_balance().get(purpose="paid")
    assert paid.balance_fen == batch.total_fen


def release_while_the_payee_dies() -> Overlap:
    """Between the last check of the payees and the payment, a death is entered."""
    batch = money.batch("approved")
    finance, payee = money.officer(role="county_finance"), batch.payments.get().payee_id
    return overlapping(
        lambda: services.release_batch(batch_id=batch.pk, by=finance, on=money.TODAY),
        lambda: Member.objects.filter(pk=payee).update(
            state="dead", left_on="2026-11-01", left_reason="01"
        ),
    )


def test_a_payee_dies_before_or_after_the_release_but_not_within_it():
    both = release_while_the_payee_dies()
    assert both.first.state == "released"
    assert both.waited
    assert both.second == 1


def test_control_without_holding_the_payees_one_dies_within_the_release(monkeypatch):
    monkeypatch.setattr(payment_lines, "HOLD_PEOPLE", "SELECT %s")
    assert not release_while_the_payee_dies().waited
