"""Separation of duties in a case: who proposed, prepared or decided decides no more."""

import pytest

from core.cases import engine
from core.cases.models import Case, CaseEvent
from core.cases.worklist import cases_awaiting
from tests import factories
from tests.core.process import DAY, STEPS, case_at, do, opened, written
from tests.database import stopped_by
from tests.refusals import refused


@pytest.mark.parametrize("action", ["return", "reject", "withdraw"])
def test_a_refusal_needs_a_reason(cast, action):
    case = case_at("township", cast)
    by = cast["maker"] if action == "withdraw" else cast["township"]
    with refused("请填写理由"):
        engine.move(
            case_id=case.pk, action=action, by=by, version=case.version, comment="  "
        )
    assert written(case)[4] == 2


def test_the_maker_decides_nothing_though_they_hold_the_role(cast):
    factories.grant(cast["maker"], "township_officer", factories.TOWNSHIP)
    case = case_at("township", cast)
    for action in ("forward", "return", "reject"):
        with refused("他人"):
            do(case, cast["maker"], action)


def test_one_person_decides_one_step_of_a_round_and_again_in_the_next(cast):
    factories.grant(cast["township"], "county_office", factories.COUNTY)
    case = case_at("county", cast)
    with refused("他人"):
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
        with refused("他人"):
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
            with refused("他人"):
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


APART = [
    step | ({"apart_from": ["propose"]} if step["key"] == "verify" else {})
    for step in STEPS
]


def test_one_person_does_not_do_both_of_two_steps_kept_apart(cast):
    case = do(opened(cast["maker"], APART), cast["colleague"])
    for action in ("forward", "return"):
        with refused("须由他人办理"):
            do(case, cast["colleague"], action)
    assert list(cases_awaiting(cast["colleague"], DAY, 50)) == []
    assert len(list(cases_awaiting(cast["maker"], DAY, 50))) == 1
    assert do(case, cast["maker"]).state == "township"


def test_nor_the_other_way_round_after_a_return(cast):
    case = do(opened(cast["maker"], APART), cast["maker"])
    case = do(case, cast["colleague"])
    case = do(case, cast["township"], "return")
    with refused("须由他人办理"):
        do(case, cast["colleague"])
    assert do(case, cast["maker"]).state == "verify"


def test_the_day_of_a_step_done_again_is_the_one_that_counts(cast):
    steps = [step | dated(step["key"]) for step in STEPS]
    case = opened(cast["maker"], steps)
    case = do(case, cast["maker"], evidence={"day": "2020-06-01"})
    with refused("2020-06-01", "“提出”"):
        do(case, cast["team"], evidence={"day": "2020-05-31"})
    case = do(case, cast["team"], evidence={"day": "2020-06-01"})
    case = do(case, cast["township"], "return")
    case = do(case, cast["maker"], evidence={"day": "2020-03-01"})
    assert do(case, cast["team"], evidence={"day": "2020-03-02"}).state == "township"


def dated(key):
    """Evidence of one day, for the steps that prepare a case."""
    day = {"key": "day", "label": "日期", "type": "date"}
    return {"evidence": [day]} if key in ("propose", "verify") else {}
