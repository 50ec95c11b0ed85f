"""A process to test the engine with: its steps, its people, and how far a case walks."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from core.cases import engine
from core.cases.models import Case, CaseEvent
from core.policy.profiles import Policy
from tests import factories

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


def kind_of_case(**values: Any) -> engine.CaseKind:
    """The kind of all cases here."""
    named = {"label": "试验", "permission": "core.view_case", "number_prefix": "SY"}
    return engine.CaseKind(KIND, **(named | values), subject_url=lambda case: "/")


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
