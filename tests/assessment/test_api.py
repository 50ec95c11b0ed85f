"""The API of exits and re-checks: the verbs of the pages, their refusals as 409 with reasons."""

from __future__ import annotations

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from assessment import recheck, services
from core.cases.models import CaseEvent
from tests import factories
from tests.assessment import people, process

pytestmark = pytest.mark.usefixtures("figures")


@pytest.fixture
def case(household, cadre):
    return services.propose_exit(household_id=household.pk, by=cadre, on=people.ON)


@pytest.fixture
def run(county_officer, household):
    made = recheck.start_recheck(
        region_code=factories.COUNTY, on=people.ON, by=county_officer
    )
    recheck.plan(made)
    list(recheck.judge_all(made))
    recheck.close_run(made)
    return made


def api(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def move(user, case, **values):
    body = {"action": "forward", "version": case.version, **values}
    return api(user).post(reverse("api:exit-move", args=[case.pk]), body, format="json")


def test_a_case_is_shown_with_its_steps_lines_and_events(cadre, township_officer, case):
    process.forward(case, cadre)
    body = api(township_officer).get(reverse("api:exit-detail", args=[case.pk])).json()
    assert [step["key"] for step in body["steps"]] == list(process.ORDER)
    assert {line["outcome"] for line in body["indicators"]} == {"met"}
    assert [(event["step"], event["actor"]) for event in body["events"]] == [
        ("proposal", cadre.name)
    ]
    listed = api(township_officer).get(reverse("api:exit-list")).json()["results"]
    assert [row["id"] for row in listed] == [str(case.pk)]
    assert "indicators" not in listed[0]


def test_an_action_moves_the_case(cadre, case):
    answer = move(cadre, case, evidence=process.EVIDENCE["proposal"])
    assert answer.status_code == 200
    assert answer.json()["state"] == "appraisal"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"evidence": {}}, "提出退出的理由"),
        ({"version": 7, "evidence": process.EVIDENCE["proposal"]}, ""),
        ({"action": "reject", "comment": "不同意"}, ""),
        ({"action": "withdraw"}, "理由"),
    ],
)
def test_a_refusal_is_409_with_reasons_and_writes_nothing(
    cadre, case, values, sentence
):
    answer = move(cadre, case, **values)
    assert answer.status_code == 409
    assert answer.json()["reasons"]
    assert sentence in " ".join(answer.json()["reasons"])
    assert not CaseEvent.objects.exists()


@pytest.mark.parametrize(
    "values",
    [{"action": "approve"}, {"version": "x"}, {"version": -1}, {"evidence": []}],
)
def test_a_body_that_makes_no_sense_is_400(cadre, case, values):
    assert move(cadre, case, **values).status_code == 400


def test_who_is_not_at_the_step_is_refused_and_a_stranger_finds_nothing(
    township_officer, stranger, case
):
    assert (
        move(township_officer, case, evidence=process.EVIDENCE["proposal"]).status_code
        == 409
    )
    assert move(stranger, case).status_code == 404


def test_a_run_gives_the_verdicts_of_ones_own_places(
    county_officer, cadre, sibling_cadre, run, household
):
    url = reverse("api:recheck-verdicts", args=[run.pk])
    (row,) = api(cadre).get(url).json()["results"]
    assert (row["household_id"], row["outcome"], row["unmet"]) == (
        str(household.pk),
        "met",
        [],
    )
    assert api(sibling_cadre).get(url).json()["results"] == []
    assert [
        made["id"]
        for made in api(county_officer)
        .get(reverse("api:recheck-list"))
        .json()["results"]
    ] == [str(run.pk)]
    outsider = factories.person("county_office", factories.OTHER_COUNTY)
    assert api(outsider).get(url).status_code == 404


@pytest.mark.parametrize(
    "photos",
    [["made-up"], ["00000000-0000-7000-8000-000000000000"], 5, "made-up", {"a": 1}, []],
)
def test_a_paper_that_was_not_handed_in_with_the_case_is_no_evidence(
    cadre, household, case, photos
):
    case = process.forward(case, cadre)
    other = services.propose_exit(
        household_id=people.poor_household(cadre).pk, by=cadre, on=people.ON
    )
    good = {**process.EVIDENCE["appraisal"], **process.papers(case, cadre)}
    for named in (photos, [str(factories.paper(cadre, other).pk)]):
        answer = move(cadre, case, evidence={**good, "photos": named})
        assert answer.status_code == 409
        assert "会议照片" in answer.json()["reasons"][0]
    assert move(cadre, case, evidence=good).status_code == 200


# 20201101 is a day as people write it; there is no thirteenth month.
@pytest.mark.parametrize("value", [20201301, ["2020-11-01"], {"day": 1}, True, None])
def test_evidence_of_another_shape_is_a_sentence(cadre, case, value):
    case = process.forward(case, cadre)
    good = {**process.EVIDENCE["appraisal"], **process.papers(case, cadre)}
    for key in ("held_on", "present"):
        assert move(cadre, case, evidence={**good, key: value}).status_code == 409


def test_cases_are_narrowed_by_household_step_and_place(
    cadre, county_officer, household, case
):
    def found(**asked):
        answer = api(county_officer).get(reverse("api:exit-list"), asked)
        return (
            [row["id"] for row in answer.json()["results"]]
            if answer.status_code == 200
            else answer.status_code
        )

    assert (
        found(household=household.pk)
        == found(state="open")
        == found(state="proposal")
        == [str(case.pk)]
    )
    assert found(region=factories.VILLAGE) == [str(case.pk)]
    assert found(region=factories.SIBLING_VILLAGE) == found(state="approved") == []
    assert found(household=case.pk) == []
    assert found(state="nowhere") == found(household="x") == found(region="12") == 400
