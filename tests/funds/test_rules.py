"""Why money may not move: who does not do it, and what is said, without a database."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import translation

from funds import rules
from funds.models import PaymentBatch

DRAFT, APPROVED, RELEASED, RETURNED = "draft", "approved", "released", "returned"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def who(pk):
    return SimpleNamespace(pk=pk)


def batch(state, *, standing=True, made_by=5, approved_by=7):
    made = PaymentBatch(state=state, made_by_id=made_by, approved_by_id=approved_by)
    made._state.fields_cache["allocation"] = SimpleNamespace(is_standing=standing)
    return made


REVERSED = "The allocation has been reversed; return the batch."


def told(*reasons):
    """The reasons; that of a wrong state is given by the state."""
    wrong = "The batch is “%s”; this cannot be done now."
    states = {state.value: wrong % state.label for state in PaymentBatch.State}
    return [states.get(reason, reason) for reason in reasons]


@pytest.mark.parametrize(("pk", "refused"), [(4, False), (5, True), (6, False)])
def test_who_entered_something_does_not_confirm_it(pk, refused):
    reason = "You entered this yourself; another person must confirm it."
    assert rules.not_second_person(5, who(pk)) == ([reason] if refused else [])


@pytest.mark.parametrize(
    ("total", "left", "reason"),
    [
        (100, 100, ""),
        (99, 100, ""),
        (101, 100, "This comes to 1.01 yuan, but of this money the project has only 1.00"),
        (100, 0, "This comes to 1.00 yuan, but of this money the project has only 0.00"),
        (100, -50, "This comes to 1.00 yuan, but of this money the project has only 0.00"),
    ],
)  # fmt: skip
def test_batches_ask_for_no_more_than_is_left(total, left, reason):
    found = rules.over_the_money(total, left)
    assert found == ([f"{reason} yuan left for payment."] if reason else [])


@pytest.mark.parametrize(
    ("standing", "amounts", "reasons"),
    [
        (True, [100], []),
        (False, [100], ["The allocation has not been confirmed"]),
        (True, [], ["Enter an amount for at least one household."]),
        (
            False,
            [600, 401],
            ["This comes to 10.01 yuan", "The allocation has not been"],
        ),
    ],
)
def test_a_batch_pays_somebody_out_of_a_confirmed_allocation(
    standing, amounts, reasons, monkeypatch
):
    monkeypatch.setattr(rules, "wrong_terms", lambda allocation, terms: [])
    allocation = SimpleNamespace(is_standing=standing)
    found = rules.not_makeable(allocation, None, amounts, 1000)
    assert len(found) == len(reasons)
    assert all(one.startswith(words) for one, words in zip(found, reasons, strict=True))


OWN = "You made this batch; another person must approve it."


@pytest.mark.parametrize(
    ("made", "by", "reasons"),
    [
        (batch(DRAFT), 4, []),
        (batch(DRAFT), 6, []),
        (batch(DRAFT), 5, [OWN]),
        (batch(APPROVED), 6, [APPROVED]),
        (batch(DRAFT, standing=False), 6, [REVERSED]),
        (batch(RELEASED, standing=False), 5, [RELEASED, REVERSED, OWN]),
    ],
)
def test_another_person_approves_a_draft(made, by, reasons):
    assert rules.not_approvable(made, who(by)) == told(*reasons)


THIRD = "You made or approved this batch; a third person must release it."


@pytest.mark.parametrize(
    ("made", "by", "reasons"),
    [
        (batch(APPROVED), 6, []),
        (batch(APPROVED), 5, [THIRD]),
        (batch(APPROVED), 7, [THIRD]),
        (batch(DRAFT), 6, [DRAFT]),
        (batch(APPROVED, standing=False), 6, [REVERSED]),
        (batch(RELEASED, standing=False), 7, [RELEASED, REVERSED, THIRD]),
    ],
)
def test_a_third_person_releases_what_was_approved(made, by, reasons):
    assert rules.not_releasable(made, who(by)) == told(*reasons)


@pytest.mark.parametrize(
    ("state", "reasons"),
    [
        (DRAFT, []),
        (APPROVED, []),
        (RELEASED, ["The batch has been paid; ask for the reversal of its entry."]),
        (RETURNED, [RETURNED]),
    ],
)
def test_a_batch_goes_back_until_it_is_paid(state, reasons):
    assert rules.not_returnable(batch(state)) == told(*reasons)
