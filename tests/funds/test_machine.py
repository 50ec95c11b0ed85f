"""Postings against a model in plain Python: after any sequence of actions both agree."""

from __future__ import annotations

from collections import defaultdict

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from core.refusals import Refused
from funds import postings, services
from funds.models import Account, FundDocument
from tests import money

AMOUNTS = st.integers(1, 1_000)


class Books(RuleBasedStateMachine):
    """Issue, allocate, pay, reverse; the model is three numbers a document and project.

    Each example is a transaction of its own, undone at its end.
    """

    documents = Bundle("documents")
    allocations = Bundle("allocations")
    released = Bundle("released")

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @initialize()
    def people_and_projects(self) -> None:
        self.makers = money.officer(), money.officer()
        self.finance = money.officer(role="county_finance")
        years = {
            "planned_from": money.dt.date(2000, 1, 1),
            "planned_to": money.dt.date(2100, 12, 31),
        }
        self.projects = [money.project("in_library", **years) for _ in range(2)]
        self.available: dict = defaultdict(int)
        self.held: dict = defaultdict(int)
        self.paid: dict = defaultdict(int)
        self.year = 2000

    @rule(target=documents, amount=st.integers(1, 2_000))
    def issue(self, amount: int) -> FundDocument:
        document = money.document(amount_fen=amount)
        self.available[document.pk] = amount
        return document

    @rule(
        target=allocations, document=documents, amount=AMOUNTS, which=st.integers(0, 1)
    )
    def allocate(self, document: FundDocument, amount: int, which: int):
        project = self.projects[which]
        asked = {
            "document_id": document.pk,
            "project_id": project.pk,
            "amount_fen": amount,
            "by": self.makers[0],
        }
        if amount > self.available[document.pk]:
            assert not _done(services.allocate, **asked)
            return None
        proposed = services.allocate(**asked)
        services.confirm_allocation(
            allocation_id=proposed.pk, by=self.finance, on=money.TODAY
        )
        self.available[document.pk] -= amount
        self.held[document.pk, project.pk] += amount
        proposed.refresh_from_db()
        return proposed

    @rule(target=released, allocation=allocations, amount=AMOUNTS)
    def pay(self, allocation, amount: int):
        if allocation is None or not _stands(allocation):
            return None
        self.year += 1  # each batch has a year of its own: here only the money is tried
        household = allocation.project.beneficiaries.get().household_id
        covers = (money.dt.date(self.year, 1, 1), money.dt.date(self.year + 1, 1, 1))
        pair = allocation.document_id, allocation.project_id
        fits = amount <= self.held[pair]
        asked = {
            "allocation_id": allocation.pk,
            "terms": money.terms(allocation, covers=covers),
            "amounts": {household: amount},
            "by": self.makers[0],
            "on": money.TODAY,
        }
        if not fits:
            assert not _done(services.make_batch, **asked)
            return None
        batch = services.make_batch(**asked)
        services.approve_batch(batch_id=batch.pk, by=self.makers[1])
        services.release_batch(batch_id=batch.pk, by=self.finance, on=money.TODAY)
        self.held[pair] -= amount
        self.paid[pair] += amount
        batch.refresh_from_db()
        return batch

    @rule(allocation=consumes(allocations))
    def reverse_allocation(self, allocation) -> None:
        if allocation is None or not _stands(allocation):
            return
        pair = allocation.document_id, allocation.project_id
        fits = allocation.amount_fen <= self.held[pair]
        assert fits == self._reversed(allocation.entry_id)
        if fits:
            self.held[pair] -= allocation.amount_fen
            self.available[allocation.document_id] += allocation.amount_fen

    @rule(batch=consumes(released))
    def reverse_payment(self, batch) -> None:
        if batch is None:
            return
        assert self._reversed(batch.entry_id)
        pair = batch.allocation.document_id, batch.project_id
        self.paid[pair] -= batch.total_fen
        self.held[pair] += batch.total_fen

    def _reversed(self, entry_id) -> bool:
        reversal = services.reverse_entry(
            entry_id=entry_id, by=self.makers[0], reason="试"
        )
        if _done(
            services.confirm_reversal,
            reversal_id=reversal.pk,
            by=self.finance,
            on=money.TODAY,
        ):
            return True
        services.drop_reversal(reversal_id=reversal.pk, by=self.makers[0])
        return False

    @invariant()
    def balances_are_those_of_the_model(self) -> None:
        balances = {
            (
                account.document_id,
                account.purpose,
                account.project_id,
            ): account.balance_fen
            for account in Account.objects.with_balance()
        }
        model = {
            (document, "available", None): fen
            for document, fen in self.available.items()
        }
        model |= {
            (document, "project", project): fen
            for (document, project), fen in self.held.items()
        }
        model |= {
            (document, "paid", project): fen
            for (document, project), fen in self.paid.items()
        }
        for key in balances.keys() | model.keys():
            if key[1] != "source":
                assert balances.get(key, 0) == model.get(key, 0)

    @invariant()
    def nothing_comes_from_nothing(self) -> None:
        assert postings.net_total() == 0
        assert postings.balance_differences() == []


def _stands(allocation) -> bool:
    allocation.refresh_from_db()
    return allocation.state == "confirmed"


def _done(verb, **given) -> bool:
    try:
        verb(**given)
    except Refused:
        return False
    return True


@pytest.mark.django_db
def test_postings_agree_with_their_model():
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=12,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
