"""Why a household cannot be proposed for exit: every reason, without a database."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from assessment.criteria import Judgement
from assessment.criterion import Outcome
from assessment.results import Result
from assessment.rules import exit_refusals
from households.models import Household

ON = dt.date(2020, 11, 20)
MET = Judgement([], Outcome.MET, 0, 0)


LINES = (
    ("住房", Outcome.UNMET, True),
    ("饮水", Outcome.UNKNOWN, True),
    ("电视", Outcome.UNMET, False),
    ("收入", Outcome.MET, True),
)
FAILED = Judgement(
    [
        Result(text, text, outcome, "", "", f"{text}。", "", blocking)
        for text, outcome, blocking in LINES
    ],
    Outcome.UNMET,
    1,
    2,
)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def refusals(judgement=MET, state="not_exited", identified=dt.date(2014, 5, 1)):
    household = Household(state=state, first_identified_on=identified)
    return exit_refusals(household, judgement, ON)


@pytest.mark.parametrize("state", Household.State)
def test_only_a_poor_household_is_proposed(state):
    reason = f"The household is “{state.label}”; only a poor household can exit."
    poor = state in ("not_exited", "pre_exit", "returned")
    assert refusals(state=state) == ([] if poor else [reason])


def test_every_reason_is_told_with_the_lines_that_block():
    this_year = dt.date(2020, 2, 3)
    reasons = refusals(FAILED, "exited_with_policy", this_year)
    assert [("only a poor" in reasons[0]), ("this year" in reasons[1])] == [True, True]
    assert reasons[2:] == ["住房。", "饮水。"]


@pytest.mark.parametrize(
    ("identified", "refused"),
    [
        (dt.date(2019, 12, 31), False),
        (dt.date(2020, 1, 1), True),
        (dt.date(2020, 11, 20), True),
    ],
)
def test_a_household_stays_through_the_year_it_was_identified_in(identified, refused):
    reason = (
        f"The household was identified only this year ({identified}); its exit can be "
        "applied for from 2021-01-01 on."
    )
    assert refusals(identified=identified) == ([reason] if refused else [])
