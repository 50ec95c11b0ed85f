"""Evidence is given for each line of the standard, and signed by who may sign."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from core.cases.models import CaseEvent
from households.models import Member
from tests.assessment import people, process
from tests.database import stopped_by
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("figures")


@pytest.fixture
def who(cadre, township_officer, county_officer):
    return process.actors(cadre, township_officer, county_officer)


@pytest.fixture
def visit(household, who):
    return process.case_at("verification", household, who)


@pytest.fixture
def signing(household, who):
    return process.case_at("recognition", household, who)


@pytest.mark.parametrize("line", process.LINES)
def test_each_line_asks_for_verdict_words_and_papers_of_its_own(visit, who, line):
    label = next(
        spec["group"]
        for spec in visit.step["evidence"]
        if spec.get("line") == line and spec["field"] == "verdict"
    )
    for missing in (
        {f"{line}_verdict": ""},
        {f"{line}_seen": ""},
        {f"{line}_papers": []},
    ):
        with refused(label):
            process.forward(visit, who["verification"], **missing)
    with refused(label, "入户核实为未达标"):
        process.forward(visit, who["verification"], **{f"{line}_verdict": "unmet"})
    assert not visit.events.filter(step="verification").exists()


def test_everything_missing_is_said_at_once(visit, who):
    empty = {spec["key"]: "" for spec in visit.step["evidence"]}
    with refused(*(spec["label"] for spec in visit.step["evidence"])):
        process.forward(visit, who["verification"], **empty)


def test_the_deciders_read_of_each_line_what_was_found_with_its_papers(
    client, visit, who
):
    case = process.forward(
        visit, who["verification"], housing_seen="砖混房，2019年改造，鉴定为A级。"
    )
    client.force_login(who["township"])
    panel = client.get(reverse("assessment:case-panel", args=[case.pk]))
    lines = {line.label: line for line in panel.context["visit"]}
    assert len(lines) == len(process.LINES)
    housing = lines["住房安全有保障"]
    assert (housing.verdict, housing.seen) == ("met", "砖混房，2019年改造，鉴定为A级。")
    kept = case.events.get(step="verification").evidence["housing_papers"]
    assert [str(paper.pk) for paper in housing.papers] == kept
    papers = [paper.pk for line in lines.values() for paper in line.papers]
    assert len(set(papers)) == len(process.LINES)
    words = panel.content.decode()
    assert "砖混房" in words
    assert reverse("core:attachment", args=kept) in words


def test_the_form_of_the_visit_has_a_part_for_each_line(client, visit, who):
    client.force_login(who["verification"])
    page = client.get(reverse("core:case", args=[visit.pk])).content.decode()
    parts = page.split('<fieldset class="case-line">')[1:]
    assert len(parts) == len(process.LINES)
    for line, part in zip(process.LINES, parts, strict=True):
        for name in ("verdict", "seen", "papers"):
            assert f'name="evidence-{line}_{name}"' in part


def test_who_prepared_the_case_does_not_visit(client, cadre, visit, who):
    with refused("您已办理", "入户核实"):
        process.forward(visit, cadre)
    client.force_login(cadre)
    assert str(visit.pk) not in client.get("/").content.decode()
    client.force_login(who["verification"])
    assert str(visit.pk) in client.get("/").content.decode()
    assert process.forward(visit, who["verification"]).state == "recognition"


@pytest.mark.parametrize(
    ("step", "key", "label"),
    [
        ("appraisal", "held_on", "评议日期"),
        ("verification", "visited_on", "入户日期"),
        ("recognition", "signed_on", "户主签字日期"),
    ],
)
def test_a_day_of_another_year_than_the_proposals_is_refused(
    household, who, step, key, label
):
    case = process.case_at(step, household, who)
    for day in ("1990-01-01", "2019-12-31"):
        with refused(label, "2020"):
            process.forward(case, who[step], **{key: day})
    assert not case.events.filter(step=step).exists()


def test_no_day_lies_before_the_step_before_it(household, who):
    case = process.case_at("verification", household, who)
    with refused("入户日期", "2020-11-01", "民主评议"):
        process.forward(case, who["verification"], visited_on="2020-10-31")
    case = process.forward(case, who["verification"], visited_on="2020-11-01")
    with refused("户主签字日期", "2020-11-01", "入户核实"):
        process.forward(case, who["recognition"], signed_on="2020-10-31")
    assert process.forward(case, who["recognition"], signed_on="2020-11-01").step


def test_only_an_adult_of_the_household_signs(household, signing, who, cadre):
    head = household.members.first()
    child = people.person(household, 5, name="张小宝", born_on=dt.date(2012, 1, 1))
    left = people.person(
        household, 6, state="reduced", left_on=dt.date(2020, 1, 1), left_reason="09"
    )
    other = people.poor_household(cadre).members.first()
    for person in (child, left, other):
        with refused("签字人"):
            process.forward(signing, cadre, signed_by=str(person.pk))
    for words in ("张户", "", "x"):
        with refused("签字人"):
            process.forward(signing, cadre, signed_by=words)
    case = process.forward(signing, cadre, signed_by=str(head.pk))
    kept = case.events.get(step="recognition").evidence
    assert (kept["signed_by"], kept["signed_by_name"]) == (str(head.pk), head.name)


def test_who_came_of_age_after_the_day_of_signing_did_not_sign(signing, who, cadre):
    young = people.person(
        signing_household(signing), 5, name="张小宝", born_on=dt.date(2002, 12, 1)
    )
    with refused("张小宝", "2020-11-03", "未满"):
        process.forward(signing, cadre, signed_by=str(young.pk))


def signing_household(case):
    return Member.objects.filter(household=case.subject_id).first().household


def test_an_agent_is_named_with_the_reason(client, signing, who, cadre):
    with refused("代签人", "代签的原因"):
        process.forward(signing, cadre, signed_by="agent")
    case = process.forward(
        signing,
        cadre,
        signed_by="agent",
        signed_by_agent="张远亲",
        signed_by_reason="户主住院，委托其侄子代签。",
    )
    client.force_login(cadre)
    page = client.get(reverse("core:case", args=[case.pk])).content.decode()
    assert "张远亲" in page
    assert "户主住院" in page


def test_the_signer_is_chosen_from_the_household_on_the_page(client, signing, cadre):
    child = people.person(
        signing_household(signing), 5, name="张小宝", born_on=dt.date(2012, 1, 1)
    )
    client.force_login(cadre)
    page = client.get(reverse("core:case", args=[signing.pk])).content.decode()
    for person in signing_household(signing).members.all():
        assert (f'value="{person.pk}"' in page) == (person.pk != child.pk)
    assert 'name="evidence-signed_by_agent"' in page


def forged(case, by, **evidence):
    """An event as somebody would write it past the engine."""
    keys = [step["key"] for step in case.steps]
    CaseEvent.objects.create(
        case=case,
        region_code=case.region_code,
        seq=case.version + 1,
        round=case.round,
        action="forward",
        step=case.state,
        to_step=keys[keys.index(case.state) + 1],
        actor=by,
        role="village_cadre",
        evidence=evidence,
        snapshot_sha256=case.snapshot_sha256,
    )


def test_the_database_knows_the_days_the_signer_and_the_second_person(
    household, who, cadre
):
    case = process.case_at("appraisal", household, who)
    with stopped_by("case_evidence_days_in_order"):
        forged(case, cadre, held_on="1990-01-01")
    case = process.forward(case, cadre)
    with stopped_by("case_second_person"):
        forged(case, cadre, visited_on="2020-11-02")
    case = process.forward(case, who["verification"])
    for signer in ("", "agent", "张三", str(people.poor_household(cadre).pk)):
        with stopped_by("exit_signer_of_household"):
            forged(case, cadre, signed_on="2020-11-03", signed_by=signer)
