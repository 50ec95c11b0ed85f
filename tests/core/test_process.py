"""A case: every step by every action by every person, and forty people at once."""

from __future__ import annotations

import datetime as dt
import itertools
import threading
import uuid
from collections import Counter

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from psycopg2.extras import DateRange

from core.audit.models import AuditEntry
from core.cases import engine, kinds
from core.cases.models import Case, CaseEvent
from core.cases.worklist import cases_awaiting
from core.policy.models import PolicyParameter
from core.policy.profiles import Policy
from core.refusals import Refused, Stale
from tests import factories
from tests.database import stopped_by
from tests.racing import at_once

KIND = "walk_test"
DAY = dt.date(2020, 11, 20)
POLICY = Policy(
    "test",
    "试验",
    factories.COUNTY,
    dt.date(2015, 1, 1),
    dt.date(2035, 1, 1),
    "0" * 64,
    {},
)
STEPS = [
    {
        "key": "propose",
        "name": "提出",
        "kind": "task",
        "role": ["village_cadre"],
        "level": 5,
    },
    {
        "key": "verify",
        "name": "核实",
        "kind": "task",
        "role": ["resident_team", "village_cadre"],
        "level": 5,
    },
    {
        "key": "township",
        "name": "乡镇审核",
        "kind": "decision",
        "role": ["township_officer"],
        "level": 4,
    },
    {
        "key": "county",
        "name": "县级审定",
        "kind": "decision",
        "role": ["county_office"],
        "level": 3,
    },
]
KEYS = [step["key"] for step in STEPS]
ACTIONS = ["forward", "return", "reject", "withdraw"]
PEOPLE = {
    "maker": ("village_cadre", factories.VILLAGE),
    "colleague": ("village_cadre", factories.VILLAGE),
    "team": ("resident_team", factories.VILLAGE),
    "township": ("township_officer", factories.TOWNSHIP),
    "county": ("county_office", factories.COUNTY),
    "supervisor": ("supervisor", factories.PREFECTURE),
    "auditor": ("auditor", factories.COUNTY),
    "neighbour": ("village_cadre", factories.SIBLING_VILLAGE),
    "other_township": ("township_officer", factories.OTHER_TOWNSHIP),
    "other_county": ("county_office", factories.OTHER_COUNTY),
    "nobody": (None, ""),
}
# Who may do what at each step; whoever is not named is refused.
ALLOWED = {
    ("propose", "forward"): {"maker", "colleague"},
    ("propose", "withdraw"): {"maker", "colleague"},
    ("verify", "forward"): {"maker", "colleague", "team"},
    ("verify", "return"): {"maker", "colleague", "team"},
    ("verify", "withdraw"): {"maker", "colleague", "team"},
    ("township", "forward"): {"township"},
    ("township", "return"): {"township"},
    ("township", "reject"): {"township"},
    ("township", "withdraw"): {"maker", "township"},
    ("county", "forward"): {"county"},
    ("county", "return"): {"county"},
    ("county", "reject"): {"county"},
    ("county", "withdraw"): {"maker", "county"},
}
ENDS = {"reject": Case.REJECTED, "withdraw": Case.WITHDRAWN, "return": "propose"}


@pytest.fixture(autouse=True)
def _kind(monkeypatch):
    kind = engine.CaseKind(
        KIND, "试验", "core.view_case", "SY", subject_url=lambda case: "/"
    )
    monkeypatch.setitem(kinds._kinds, KIND, kind)


@pytest.fixture
def cast(db):
    return {
        name: factories.person(role, region) for name, (role, region) in PEOPLE.items()
    }


def opened(by, steps=STEPS) -> Case:
    return engine.open_case(
        kind=KIND,
        subject_id=uuid.uuid4(),
        subject_label="张三",
        region_code=factories.VILLAGE,
        policy=POLICY,
        policy_on=DAY,
        steps=steps,
        snapshot={"income": 5000},
        by=by,
    )


def do(case: Case, by, action: str = "forward", **values) -> Case:
    comment = "" if action == "forward" else "材料不齐。"
    return engine.move(
        case_id=case.pk,
        action=action,
        by=by,
        version=case.version,
        comment=comment,
        **values,
    )


def case_at(key: str, cast) -> Case:
    case = opened(cast["maker"])
    for name in ("maker", "team", "township", "county"):
        if case.state == key:
            return case
        case = do(case, cast[name])
    return case


def written(case: Case) -> tuple:
    row = Case.objects.values_list("state", "version", "round", "closed_at").get(
        pk=case.pk
    )
    return (*row, CaseEvent.objects.filter(case=case).count())


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("action", ACTIONS)
def test_every_deed_is_open_to_those_named_and_to_nobody_else(cast, key, action):
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
            with pytest.raises(Refused):
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


@pytest.mark.parametrize("action", ["return", "reject", "withdraw"])
def test_a_refusal_needs_a_reason(cast, action):
    case = case_at("township", cast)
    by = cast["maker"] if action == "withdraw" else cast["township"]
    with pytest.raises(Refused):
        engine.move(
            case_id=case.pk, action=action, by=by, version=case.version, comment="  "
        )
    assert written(case)[4] == 2


def test_the_maker_decides_nothing_though_he_holds_the_role(cast):
    factories.grant(cast["maker"], "township_officer", factories.TOWNSHIP)
    case = case_at("township", cast)
    for action in ("forward", "return", "reject"):
        with pytest.raises(Refused, match=r"another person|他人"):
            do(case, cast["maker"], action)


def test_one_person_decides_one_step_of_a_round_and_again_in_the_next(cast):
    factories.grant(cast["township"], "county_office", factories.COUNTY)
    case = case_at("county", cast)
    with pytest.raises(Refused, match=r"another person|他人"):
        do(case, cast["township"])
    case = do(case, cast["county"], "return", to_step="township")
    assert case.round == 2
    assert do(case, cast["township"]).state == "county"


def test_who_decided_a_step_decides_no_other_in_a_later_round(cast):
    both = cast["township"]
    factories.grant(both, "county_office", factories.COUNTY)
    other = factories.person("township_officer", factories.TOWNSHIP)
    case = do(case_at("county", cast), cast["county"], "return", to_step="township")
    case = do(case, other)
    assert (case.state, case.round) == ("county", 2)
    assert [offer for offer in engine.offered(case, both) if offer.is_open] == []
    for action in ("forward", "return", "reject"):
        with pytest.raises(Refused, match=r"another person|他人|另一人"):
            do(case, both, action)
    assert do(case, cast["county"]).state == Case.APPROVED


def test_who_prepared_a_case_does_not_decide_it_whoever_opened_it(cast):
    for name in ("colleague", "team"):
        case = do(do(opened(cast["maker"]), cast["colleague"]), cast["team"])
        factories.grant(cast[name], "township_officer", factories.TOWNSHIP)
        assert [
            offer for offer in engine.offered(case, cast[name]) if offer.is_open
        ] == []
        for action in ("forward", "return", "reject"):
            with pytest.raises(Refused, match=r"another person|他人|另一人"):
                do(case, cast[name], action)
        assert list(cases_awaiting(cast[name], DAY, 50)) == []


def test_the_database_too_keeps_deciders_apart_across_rounds(cast):
    case = do(case_at("county", cast), cast["county"], "return", to_step="township")
    case = do(case, factories.person("township_officer", factories.TOWNSHIP))
    for actor, name in (
        (cast["township"], "case_person_decides_one_step"),
        (cast["team"], "case_decider_did_no_task"),
    ):
        with stopped_by(name):
            CaseEvent.objects.create(
                case=case,
                region_code=case.region_code,
                seq=case.version + 1,
                round=case.round,
                action="forward",
                step="county",
                to_step="approved",
                actor=actor,
                role="x",
                snapshot_sha256=case.snapshot_sha256,
            )


def test_every_deed_on_a_case_is_in_the_audit_with_where_it_stood_and_stands(cast):
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
    with pytest.raises(Refused):
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
        with pytest.raises(Refused):
            do(case, cast[name], action)
        assert engine.offered(case, cast[name]) == []


def test_a_stale_page_decides_nothing_and_names_who_was_first(cast):
    case = case_at("township", cast)
    seen = case.version
    do(case, cast["township"])
    with pytest.raises(Stale, match=cast["township"].name):
        engine.move(
            case_id=case.pk, action="forward", by=cast["township"], version=seen
        )


def test_the_facts_are_frozen_once_the_first_step_is_done(cast, monkeypatch):
    income = itertools.count(6000)
    kind = engine.CaseKind(
        KIND,
        "试验",
        "core.view_case",
        "SY",
        subject_url=lambda case: "/",
        refreeze=lambda case: {"income": next(income)},
    )
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
    with pytest.raises(Refused):
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
    watched = engine.CaseKind(
        KIND, "试验", "core.view_auditentry", "SY", subject_url=lambda case: "/"
    )
    monkeypatch.setitem(kinds._kinds, KIND, watched)
    assert seen_by() == {"county", "auditor"}


def test_only_who_may_do_the_first_step_opens_a_case(cast):
    for name in set(cast) - {"maker", "colleague"}:
        with pytest.raises(Refused):
            opened(cast[name])
    assert not Case.objects.exists()


# --- at the same moment ------------------------------------------------------------------------

RACERS = 40


def race(case: Case, people: list) -> Counter:
    """Everybody approves in the same moment; how many came through and how many were refused."""

    def approve(person) -> str:
        try:
            engine.move(
                case_id=case.pk, action="forward", by=person, version=case.version
            )
        except Refused:
            return "refused"
        return "through"

    return Counter(
        map(str, at_once([lambda person=person: approve(person) for person in people]))
    )


@pytest.fixture
def crowd(transactional_db):
    """A case before the township, and many officers who may decide it."""
    factories.plant_regions()
    cast = {
        name: factories.person(role, region) for name, (role, region) in PEOPLE.items()
    }
    officers = [
        factories.person("township_officer", factories.TOWNSHIP)
        for _number in range(RACERS)
    ]
    return case_at("township", cast), officers


def test_of_forty_people_who_approve_at_once_exactly_one_comes_through(crowd):
    case, officers = crowd
    assert race(case, officers) == {"through": 1, "refused": RACERS - 1}
    case.refresh_from_db()
    assert (case.state, case.version) == ("county", 3)
    assert case.events.filter(step="township").count() == 1


def test_control_without_the_lock_and_the_trigger_more_than_one_comes_through(
    crowd, monkeypatch
):
    case, officers = crowd
    both_have_read = threading.Barrier(2)
    monkeypatch.setattr(
        QuerySet, "select_for_update", lambda rows, *args, **kwargs: rows
    )
    monkeypatch.setattr(
        engine, "refuse_stale", lambda case, version: both_have_read.wait(30)
    )
    with unguarded():
        assert race(case, officers[:2]) == {"through": 2}
        assert case.events.filter(step="township").count() == 2


class unguarded:
    """Events without their trigger and their numbers; put back as they were."""

    def __enter__(self) -> None:
        self._run("ALTER TABLE core_caseevent DISABLE TRIGGER USER")
        self._run("ALTER TABLE core_caseevent DROP CONSTRAINT case_event_seq_once")

    def __exit__(self, *error: object) -> None:
        self._run("DELETE FROM core_caseevent")
        self._run(
            "ALTER TABLE core_caseevent ADD CONSTRAINT case_event_seq_once UNIQUE (case_id, seq)"
        )
        self._run("ALTER TABLE core_caseevent ENABLE TRIGGER USER")

    def _run(self, sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)


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
