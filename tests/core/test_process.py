"""A case: every step by every action by every person, and what the engine keeps of it."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.utils import timezone
from psycopg2.extras import DateRange

from core.audit.models import AuditEntry
from core.cases import engine, kinds
from core.cases.models import Case
from core.cases.worklist import cases_awaiting
from core.policy.models import PolicyParameter
from tests import factories
from tests.core.process import (
    ACTIONS,
    ALLOWED,
    DAY,
    ENDS,
    KEYS,
    KIND,
    POLICY,
    STEPS,
    case_at,
    do,
    kind_of_case,
    opened,
    written,
)
from tests.refusals import refused


def why_not(key: str, action: str, name: str) -> str:
    """The reason for which this person is refused this action at this step."""
    if action == "withdraw":
        return "只有发起人可以撤回"
    if name not in ALLOWED[key, "forward"]:
        return "不由您办理"
    return "只有审核步骤可以不予通过" if action == "reject" else "这是第一步"


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_is_open_to_those_named_and_to_nobody_else(cast, key, action):
    allowed, case = ALLOWED.get((key, action), set()), case_at(key, cast)
    for name, person in cast.items():
        before = written(case)
        offers = {
            offer.action for offer in engine.offered(case, person) if offer.is_open
        }
        if name in allowed:
            after = do(case, person, action)
            expected = (
                (*KEYS, Case.APPROVED)[KEYS.index(key) + 1]
                if action == "forward"
                else ENDS[action]
            )
            assert after.state == expected, name
            assert written(case)[1] == before[1] + 1, name
            case = case_at(key, cast)
        else:
            with refused(why_not(key, action, name)):
                do(case, person, action)
            assert written(case) == before, name
            assert action not in offers, name


def test_what_is_offered_is_what_works(cast):
    cases = {key: case_at(key, cast) for key in KEYS}
    for key, (name, person) in itertools.product(KEYS, cast.items()):
        offers = {
            offer.action
            for offer in engine.offered(cases[key], person)
            if offer.is_open
        }
        works = {
            action for action in ACTIONS if name in ALLOWED.get((key, action), set())
        }
        # A withdrawal is offered to the one who proposed; others who could act return the
        # case instead.
        assert offers - {"withdraw"} == works - {"withdraw"}, (key, name)
        assert ("withdraw" in offers) == (name == "maker"), (key, name)


def test_every_action_on_a_case_is_in_the_audit_with_both_its_steps(cast):
    case = do(
        do(case_at("county", cast), cast["county"], "return", to_step="township"),
        cast["township"],
    )
    do(case, cast["county"], "reject")
    rows = AuditEntry.objects.filter(target=f"core.case:{case.pk}").order_by("pk")
    assert [
        (row.verb, row.before.get("step"), row.after.get("step"), row.actor_id)
        for row in rows
    ] == [
        ("case.open", None, None, cast["maker"].pk),
        ("case.forward", "propose", "verify", cast["maker"].pk),
        ("case.forward", "verify", "township", cast["team"].pk),
        ("case.forward", "township", "county", cast["township"].pk),
        ("case.return", "county", "township", cast["county"].pk),
        ("case.forward", "township", "county", cast["township"].pk),
        ("case.reject", "county", "rejected", cast["county"].pk),
    ]
    assert {row.region_code for row in rows} == {factories.VILLAGE}


@pytest.mark.parametrize("target", ["county", "approved", "township", "nowhere"])
def test_a_case_returns_only_to_an_earlier_step(cast, target):
    case = case_at("township", cast)
    with refused("请选择要退回到哪一步"):
        do(case, cast["township"], "return", to_step=target)


@pytest.mark.parametrize("end", [Case.APPROVED, Case.REJECTED, Case.WITHDRAWN])
def test_nothing_more_is_done_on_a_closed_case(cast, end):
    case = case_at("county", cast)
    action = {
        Case.APPROVED: "forward",
        Case.REJECTED: "reject",
        Case.WITHDRAWN: "withdraw",
    }[end]
    case = do(case, cast["maker"] if end == Case.WITHDRAWN else cast["county"], action)
    assert case.state == end
    for name, action in itertools.product(("maker", "township", "county"), ACTIONS):
        with refused("该事项已办结"):
            do(case, cast[name], action)
        assert engine.offered(case, cast[name]) == []


def test_a_stale_page_decides_nothing_and_names_who_was_first(cast):
    case = case_at("township", cast)
    seen = case.version
    do(case, cast["township"])
    with refused(cast["township"].name, "请重新查看"):
        engine.move(
            case_id=case.pk, action="forward", by=cast["township"], version=seen
        )


def test_the_facts_are_frozen_once_the_first_step_is_done(cast, monkeypatch):
    income = itertools.count(6000)
    kind = kind_of_case(refreeze=lambda case: {"income": next(income)})
    monkeypatch.setitem(kinds._kinds, KIND, kind)
    case = opened(cast["maker"])
    case = do(case, cast["maker"])
    assert case.snapshot == {"income": 6000}
    case = do(case, cast["team"])
    assert case.snapshot == {"income": 6000}
    assert case.snapshot_sha256 == engine.digest({"income": 6000})
    case = do(case, cast["township"], "return")
    assert do(case, cast["maker"]).snapshot == {"income": 6001}


def test_a_step_is_due_when_the_countys_days_are_over_and_only_that_step(cast):
    PolicyParameter.objects.create(
        key="review_days",
        region_code=factories.COUNTY,
        value=5,
        period=DateRange(dt.date(2020, 1, 1), None),
        document="试验办法",
        set_by=cast["county"],
        approved_by=cast["supervisor"],
    )
    steps = [
        step | ({"due_days": "review_days"} if step["key"] == "township" else {})
        for step in STEPS
    ]
    case = opened(cast["maker"], steps)
    due = {case.state: case.step_due_on}
    for name in ("maker", "team", "township"):
        case = do(case, cast[name])
        due[case.state] = case.step_due_on
    in_five_days = timezone.localdate() + dt.timedelta(days=5)
    assert due == {
        "propose": None,
        "verify": None,
        "township": in_five_days,
        "county": None,
    }


def test_a_subject_has_one_open_case_of_a_kind(cast):
    case = opened(cast["maker"])
    values = {
        "kind": KIND,
        "subject_id": case.subject_id,
        "subject_label": "张三",
        "region_code": factories.VILLAGE,
        "policy": POLICY,
        "policy_on": DAY,
        "steps": STEPS,
        "snapshot": {},
        "by": cast["maker"],
    }
    with refused("张三 已有同类事项正在办理"):
        engine.open_case(**values)
    do(case, cast["maker"], "withdraw")
    assert engine.open_case(**values).is_open


def test_a_case_is_seen_by_those_who_hold_the_permission_of_its_kind(cast, monkeypatch):
    """Whoever may see cases at all does not see those of a kind that is not theirs."""
    case = opened(cast["maker"])

    def seen_by() -> set[str]:
        return {
            name
            for name, one in cast.items()
            if Case.objects.visible_to(one).filter(pk=case.pk).exists()
        }

    assert seen_by() == {
        "maker",
        "colleague",
        "team",
        "township",
        "county",
        "supervisor",
        "auditor",
    }
    watched = kind_of_case(permission="core.view_auditentry")
    monkeypatch.setitem(kinds._kinds, KIND, watched)
    assert seen_by() == {"county", "auditor"}


def test_only_who_may_do_the_first_step_opens_a_case(cast):
    for name in set(cast) - {"maker", "colleague"}:
        with refused("这一步不由您办理"):
            opened(cast[name])
    assert not Case.objects.exists()


def test_the_worklist_says_who_returned_a_case_and_why_wherever_it_came_to(cast):
    case = do(case_at("township", cast), cast["township"], "return", to_step="verify")
    (item,) = cases_awaiting(cast["team"], DAY, 50)
    assert (
        cast["township"].name in item.reason,
        "材料不齐。" in item.reason,
        "核实" in item.reason,
    ) == (True,) * 3
    do(case, cast["team"])
    (item,) = cases_awaiting(cast["township"], DAY, 50)
    assert "材料不齐" not in item.reason
