import datetime as dt

import pytest

from core.cases.evidence import clean_evidence
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
