"""Move an exit case through its steps by the real services and the right people."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from assessment import services
from core.cases import engine
from core.cases.models import Case
from households.models import Member
from publicity.services import publish_notice
from tests import factories
from tests.assessment import people
from tests.database import without_triggers

EVIDENCE: dict[str, dict[str, Any]] = {
    "proposal": {"reason": "两个孩子外出务工,收入稳定。"},
    "appraisal": {
        "held_on": "2020-11-01",
        "expected": 30,
        "present": 24,
        "yes": 20,
        "no": 3,
        "abstain": 1,
    },
    "verification": {"visited_on": "2020-11-02", "visitors": "李村干、王队员"},
    "recognition": {"signed_on": "2020-11-03"},
    "township": {"opinion": "同意。"},
    "county": {"opinion": "同意退出。"},
}
ORDER = (
    "proposal",
    "appraisal",
    "verification",
    "recognition",
    "village_notice",
    "township",
    "county",
    "announcement",
)


LINES = ("income", "food", "clothing", "education", "medical", "housing", "water")


def actors(cadre: Any, township_officer: Any, county_officer: Any) -> dict[str, Any]:
    """Who does each step; the village's resident team visits, and not the cadre."""
    team = factories.person("resident_team", factories.VILLAGE, name="王队员")
    return dict.fromkeys(ORDER[:5], cadre) | {
        "verification": team,
        "township": township_officer,
        "county": county_officer,
        "announcement": county_officer,
    }


def forward(case: Case, by: Any, **evidence: Any) -> Case:
    """Do the present step with good evidence, changed by `evidence`."""
    key = case.state
    given = {**EVIDENCE.get(key, {}), **told(case), **papers(case, by), **evidence}
    year = str(case.policy_on.year)
    for name in ("held_on", "visited_on", "signed_on"):
        if name in given and name not in evidence:
            given[name] = given[name].replace("2020", year)
    return engine.move(
        case_id=case.pk, action="forward", by=by, version=case.version, evidence=given
    )


def told(case: Case) -> dict[str, str]:
    """What the visit says of each line, and who of the household signs."""
    answers = {"verdict": "met", "seen": "看过，属实。"}
    found = {}
    for spec in case.step.get("evidence", []):
        if spec["type"] == "signer":
            head = Member.objects.filter(household=case.subject_id).first()
            found[spec["key"]] = str(head.pk)
        elif spec.get("field") in answers:
            found[spec["key"]] = answers[spec["field"]]
    return found


def papers(case: Case, by: Any) -> dict[str, list[str]]:
    """A picture for each paper the present step asks for, handed in with the case."""
    asked = [
        spec["key"]
        for spec in case.step.get("evidence", [])
        if spec["type"] == "files" and spec["required"]
    ]
    return {key: [str(factories.paper(by, case).pk)] for key in asked}


def case_at(
    key: str, household: Any, who: dict[str, Any], on: dt.date = people.ON
) -> Case:
    """A case of the household that stands at a step, reached by every step before it."""
    case = services.propose_exit(household_id=household.pk, by=who["proposal"], on=on)
    while case.state != key and case.is_open:
        pass_notice(case, who)
        case = forward(case, who[case.state])
    return case


def pass_notice(case: Case, who: dict[str, Any]) -> None:
    """At a notice step: post the notice and move it back until its period is over."""
    if case.step["kind"] != "notice":
        return
    notice = publish_notice(
        cases=[case], by=who[case.state], today=timezone.localdate()
    )
    past = dt.timedelta(days=notice.days + 1)
    with without_triggers() as cursor:
        cursor.execute(
            "UPDATE publicity_notice SET starts_at = starts_at - %s,"
            " ends_at = ends_at - %s WHERE id = %s",
            [past, past, notice.pk],
        )
        cursor.execute(
            "UPDATE core_case SET step_since = step_since - %s WHERE id = %s",
            [past, case.pk],
        )
