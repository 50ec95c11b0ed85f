import datetime as dt

import pytest

from core.cases.days import Bounds, too_early
from core.cases.evidence import clean_evidence
from core.cases.kinds import Signer
from tests.refusals import refused

STEP = {
    "evidence": [
        {"key": "entitled", "label": "应到代表", "type": "int", "min": 1},
        {"key": "attended", "label": "实到", "type": "int", "min": 0},
        {"key": "agree", "label": "赞成", "type": "int", "min": 0},
        {"key": "against", "label": "反对", "type": "int", "min": 0},
        {"key": "held_on", "label": "会议日期", "type": "date"},
        {"key": "photo", "label": "会议照片", "type": "files"},
        {"key": "note", "label": "备注", "type": "text", "required": False},
    ],
    "checks": [
        {
            "kind": "sum",
            "parts": ["agree", "against"],
            "whole": "attended",
            "message": "票数与到会人数不符。",
        },
        {
            "kind": "share_at_least",
            "part": "attended",
            "whole": "entitled",
            "share": "2/3",
            "message": "到会不足三分之二。",
        },
        {
            "kind": "share_above",
            "part": "agree",
            "whole": "attended",
            "share": "1/2",
            "message": "赞成未过半数。",
        },
    ],
}
GOOD = {
    "entitled": 9,
    "attended": 6,
    "agree": 4,
    "against": 2,
    "held_on": "2026-11-01",
    "photo": ["a"],
}


def test_complete_evidence_is_kept_as_plain_values():
    assert clean_evidence(STEP, GOOD) == GOOD | {"note": ""}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"attended": 5, "agree": 3}, "到会不足三分之二"),
        ({"agree": 3}, "票数与到会人数不符"),
        ({"agree": 3, "against": 3}, "赞成未过半数"),
        ({"photo": []}, "会议照片"),
        ({"entitled": "九"}, "应到代表"),
        ({"attended": -1}, "实到"),
        ({"held_on": (dt.date.today() + dt.timedelta(days=1)).isoformat()}, "会议日期"),
        ({"held_on": "2026-02-30"}, "会议日期"),
    ],
    ids=[
        "quorum",
        "sum",
        "majority",
        "photo",
        "words",
        "negative",
        "future",
        "no such day",
    ],
)
def test_each_flaw_is_named(change, said):
    with refused(said):
        clean_evidence(STEP, GOOD | change)


def test_unknown_fields_are_not_kept():
    assert "status" not in clean_evidence(STEP, GOOD | {"status": "approved"})


FAMILY = [
    Signer("p1", "张三（户主）", dt.date(1990, 1, 1)),
    Signer("p2", "张小宝（之子）", dt.date(2026, 10, 1)),
]
SIGNING = {
    "evidence": [
        {"key": "signed_on", "label": "签字日期", "type": "date"},
        {"key": "signer", "label": "签字人", "type": "signer"},
        {
            "key": "verdict",
            "label": "结论",
            "type": "choice",
            "choices": {"met": "达标", "unmet": "未达标"},
        },
    ],
    "checks": [
        {"kind": "is", "part": "verdict", "value": "met", "message": "核实为未达标。"}
    ],
}
SIGNED = {"signed_on": "2026-09-30", "signer": "p1", "verdict": "met"}


def test_a_person_of_the_subject_signs_and_is_kept_by_name():
    assert clean_evidence(SIGNING, SIGNED, people=FAMILY) == SIGNED | {
        "signer_name": "张三（户主）"
    }


def test_an_agent_signs_with_name_and_reason():
    agent = {"signer": "agent", "signer_agent": "李四", "signer_reason": "户主住院"}
    kept = clean_evidence(SIGNING, SIGNED | agent, people=FAMILY)
    assert (kept["signer"], kept["signer_name"]) == ("agent", "李四")
    assert kept["signer_reason"] == "户主住院"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"signer": ""}, "签字人"),
        ({"signer": "张三"}, "签字人"),
        ({"signer": "p2"}, "未满18周岁"),
        ({"signer": "agent", "signer_reason": "户主住院"}, "代签人的姓名"),
        ({"signer": "agent", "signer_agent": "李四"}, "代签的原因"),
        ({"verdict": ""}, "结论"),
        ({"verdict": "maybe"}, "结论"),
        ({"verdict": "unmet"}, "核实为未达标"),
    ],
)
def test_who_may_not_sign_and_what_is_not_met_is_named(change, said):
    with refused(said):
        clean_evidence(SIGNING, SIGNED | change, people=FAMILY)


@pytest.mark.parametrize(
    ("day", "years_back", "said"),
    [
        ("2026-05-02", 0, ""),
        ("2026-05-01", 0, ""),
        ("2026-04-30", 0, "“评议”"),
        ("2025-12-31", 0, "不能早于2026年"),
        ("2025-12-31", 1, "“评议”"),
        ("2024-12-31", 1, "不能早于2025年"),
    ],
)
def test_a_day_lies_in_the_years_allowed_and_not_before_the_step_before(
    day, years_back, said
):
    spec = {"key": "day", "label": "日期", "type": "date", "years_back": years_back}
    bounds = Bounds(2026, "2026-05-01", "评议")
    found = too_early(spec, dt.date.fromisoformat(day), bounds)
    assert bool(found) == bool(said)
    assert said in found
