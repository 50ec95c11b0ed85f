"""Who may open exits, re-checks and policies."""

from psycopg2.extras import DateRange

from assessment import recheck
from assessment.models import RecheckItem
from assessment.querysets import region_end
from core.cases import engine
from core.policy.models import ParameterProposal
from core.policy.profiles import Policy
from tests import factories
from tests.assessment import people
from tests.authz.rows import Row, by_key, thing

READERS = (
    "village_cadre township_officer county_office county_finance line_department "
    "supervisor resident_team auditor"
)
KEEPERS = "village_cadre township_officer county_office"
MOVERS = f"{KEEPERS} resident_team"
HOUSEHOLD_READERS = f"{READERS} helper"
STEPS = [
    {
        "key": "look",
        "name": "查看",
        "kind": "task",
        "role": ["village_cadre"],
        "level": 5,
    }
]
POLICY = Policy("test", "试验", factories.COUNTY, people.ON, people.ON, "0" * 64, {})
CRITERIA = {
    "policy_name": "test",
    "policy_digest": "0" * 64,
    "region_code": "",
    "on": "",
    "lines": [],
}
EMPTY = {
    "criteria": CRITERIA,
    "period": "2020",
    "source": {},
    "indicators": [],
    "outcome": "met",
    "household": {},
    "frozen_on": "2020-11-20",
    "state_before": "not_exited",
    "parameters": {},
    "after_exit": "policy_continues",
}


def family(place: str, mark: str):
    made = people.poor_household(
        factories.person("village_cadre", place), place, period=""
    )
    made.head_name = mark
    made.save(update_fields=["head_name"])
    return made


def run_over(place: str):
    return recheck.RecheckRun.objects.create(
        region_code=place,
        region_end=region_end(place),
        on=people.ON,
        period="2020",
        policy_name="test",
        policy_digest="0" * 64,
        criteria=CRITERIA,
        closed_at="2020-11-20T00:00:00Z",
    )


@thing("household with a standard")
def household(place, mark):
    return {"pk": family(place, mark).pk}


@thing("exit case")
def case(place, mark) -> dict:
    made = engine.open_case(
        kind="household_exit",
        subject_id=family(place, mark).pk,
        subject_label=mark,
        region_code=place,
        policy=POLICY,
        policy_on=people.ON,
        steps=STEPS,
        snapshot=EMPTY,
        by=factories.person("village_cadre", place),
    )
    return {"pk": made.pk}


@thing("recheck", sign=by_key)
def run(place, mark):
    return {"pk": run_over(place).pk}


@thing("finding")
def finding(place, mark):
    made, on = family(place, mark), run_over(place)
    item = RecheckItem.objects.create(
        household=made,
        region_code=place,
        kind="can_exit",
        period="2020",
        first_run=on,
        last_run=on,
    )
    return {"pk": item.pk}


@thing("proposed figure", level=3)
def proposal(place, mark):
    made = ParameterProposal.objects.create(
        key="poverty_line",
        region_code=place,
        value=4000,
        period=DateRange(people.ON, None),
        document=mark,
        reason=mark,
        proposed_by=factories.person("county_office", place),
    )
    return {"pk": made.pk}


FIGURES = "Of the county of one's place; of others: tests/assessment/test_proposals.py."
ROWS = [
    Row("assessment:exit-list", READERS, lists="exit case"),
    Row("assessment:case-panel", READERS, thing="exit case"),
    Row("assessment:household-panel", READERS, thing="household with a standard"),
    Row("assessment:exit-propose", "village_cadre", thing="household with a standard"),
    Row(
        "assessment:exit-propose",
        "village_cadre",
        "POST",
        thing="household with a standard",
    ),
    Row("assessment:live-check", HOUSEHOLD_READERS, "POST"),
    Row(
        "assessment:policy",
        READERS,
        why="Of the county of one's place; of others: tests/assessment/test_pages.py.",
    ),
    Row(
        "assessment:parameter-detail",
        READERS,
        kwargs={"key": "poverty_line"},
        why=FIGURES,
    ),
    Row(
        "assessment:parameter-propose",
        "county_office",
        kwargs={"key": "poverty_line"},
        why=FIGURES,
    ),
    Row(
        "assessment:parameter-propose",
        "county_office",
        "POST",
        kwargs={"key": "poverty_line"},
    ),
    Row("assessment:proposal-detail", READERS, thing="proposed figure"),
    Row(
        "assessment:proposal-confirm", "county_office", "POST", thing="proposed figure"
    ),
    Row("assessment:proposal-drop", "county_office", thing="proposed figure"),
    Row(
        "assessment:proposal-drop",
        "county_office",
        "POST",
        thing="proposed figure",
        send={"reason": "与文件不符"},
    ),
    Row("assessment:recheck-list", READERS, lists="recheck"),
    Row(
        "assessment:recheck-run",
        "county_office",
        "POST",
        send={"region": factories.COUNTY},
    ),
    Row("assessment:recheck-detail", READERS, thing="recheck"),
    Row("assessment:recheck-households", READERS, thing="recheck"),
    Row("assessment:item-list", READERS, lists="finding"),
    Row("assessment:item-explain", KEEPERS, thing="finding"),
    Row(
        "assessment:item-explain",
        KEEPERS,
        "POST",
        thing="finding",
        send={"explanation": "已经核实过了。"},
    ),
    Row("api:exit-list", READERS, lists="exit case"),
    Row("api:exit-detail", READERS, thing="exit case"),
    Row(
        "api:exit-move",
        MOVERS,
        "POST",
        thing="exit case",
        send={"action": "forward", "version": 0},
    ),
    Row("api:recheck-list", READERS, lists="recheck"),
    Row("api:recheck-detail", READERS, thing="recheck"),
    Row("api:recheck-verdicts", READERS, thing="recheck"),
]
