"""An exit as a whole: every line met, every step done by its people, or sent back."""

from __future__ import annotations

import pytest
from django.urls import reverse

from assessment import services
from assessment.snapshot import judge_household
from core.cases import engine
from core.cases.models import Case
from publicity.models import Notice
from publicity.services import publish_notice
from tests.assessment import people, process
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("figures")
FIVE = {
    "food": {"food_assured": False},
    "clothing": {"clothing_assured": False},
    "education": {"dropout_count": 1},
    "medical": {"uninsured_count": 1},
    "housing": {"danger_level": "3"},
}
GOOD = people.GOOD
LABELS = {
    "food": "不愁吃",
    "clothing": "不愁穿",
    "education": "义务教育有保障",
    "medical": "基本医疗有保障",
    "housing": "住房安全有保障",
}
SENTENCES = {
    "food": "吃饭还没有保障",
    "clothing": "穿衣还没有保障",
    "education": "适龄孩子没有上学",
    "medical": "没有参加基本医疗保险",
    "housing": "不安全",
}


@pytest.fixture
def who(cadre, township_officer, county_officer):
    return process.actors(cadre, township_officer, county_officer)


@pytest.mark.capability("S39")
@pytest.mark.parametrize("item", FIVE)
def test_each_of_the_five_is_scored_with_evidence_and_one_unmet_stops_approval(
    client, household, who, item
):
    """The whole sentence: by itself, met or not met, with evidence; unmet: no approval."""
    bad = people.poor_household(who["proposal"], **FIVE[item])
    assert outcomes(bad) == scores(unmet=item)
    with refused(SENTENCES[item]):
        services.propose_exit(household_id=bad.pk, by=who["proposal"], on=people.ON)

    assert outcomes(household) == scores()
    case = process.case_at("verification", household, who)
    for evidence in ("verdict", "seen", "papers"):
        with refused(LABELS[item]):
            process.forward(case, who["verification"], **{f"{item}_{evidence}": ""})
    with refused(LABELS[item], "未达标"):
        process.forward(case, who["verification"], **{f"{item}_verdict": "unmet"})
    case = process.forward(case, who["verification"])
    shown = visited(client, case, who["township"])
    assert {line.label for line in shown} == set(LABELS.values())
    assert all(line.verdict == "met" and line.papers for line in shown)

    case = walk(case, "township", who)
    for step in ("township", "county", "announcement"):
        household.periods.update(**FIVE[item])
        with refused(SENTENCES[item], "退回"):
            process.forward(case, who[step])
        household.periods.update(**{name: GOOD.get(name, 0) for name in FIVE[item]})
        case = process.forward(case, who[step])
    household.refresh_from_db()
    assert (case.state, household.state) == (Case.APPROVED, "exited_with_policy")


def outcomes(household):
    """The score of each of the five on what is recorded."""
    standard = services.criteria_in_force(household.region_code, people.ON)
    verdict = judge_household(household, standard, "2020")
    return {row.key: row.outcome for row in verdict.results if row.key in FIVE}


def scores(unmet=""):
    return {item: "unmet" if item == unmet else "met" for item in FIVE}


def visited(client, case, by):
    """The lines of the visit as the case page shows them to a decider."""
    client.force_login(by)
    panel = client.get(reverse("assessment:case-panel", args=[case.pk]))
    return [line for line in panel.context["visit"] if line.label in LABELS.values()]


def walk(case, key, who):
    """The case taken on to a step."""
    while case.state != key:
        process.pass_notice(case, who)
        case = process.forward(case, who[case.state])
    return case


@pytest.mark.capability("S46")
@pytest.mark.parametrize("step", process.ORDER[1:])
def test_every_step_sends_the_case_back_with_a_reason(household, who, step):
    case = process.case_at(step, household, who)
    with refused("理由"):
        engine.move(
            case_id=case.pk,
            action="return",
            by=who[step],
            version=case.version,
            to_step="proposal",
        )
    case = engine.move(
        case_id=case.pk,
        action="return",
        by=who[step],
        version=case.version,
        to_step="proposal",
        comment="收入要重核。",
    )
    assert case.state == "proposal"
    assert case.events.order_by("seq").last().comment == "收入要重核。"
    household.refresh_from_db()
    assert household.state == "pre_exit"


@pytest.mark.capability("S46")
def test_without_a_closed_notice_nobody_reviews_and_the_county_finds_what_awaits_it(
    client, household, who, cadre, county_officer
):
    case = process.case_at("village_notice", household, who)
    with refused("还没有公示"):
        process.forward(case, cadre)
    publish_notice(cases=[case], by=cadre, today=people.ON)
    case.refresh_from_db()
    with refused("期满后才能办下一步"):
        process.forward(case, cadre)
    for early in ("township", "county"):
        with refused("不由您办理"):
            process.forward(case, who[early])
    client.force_login(county_officer)
    queue = reverse("assessment:exit-list")
    assert (
        household.head_name
        not in client.get(queue, {"state": "county"}).content.decode()
    )
    other = people.poor_household(cadre)
    process.case_at("county", other, who)
    assert other.head_name in client.get(queue, {"state": "county"}).content.decode()
    assert other.head_name in client.get(reverse("home")).content.decode()


@pytest.mark.capability("S46")
def test_an_approved_exit_is_announced_on_the_board_of_its_village(household, who):
    case = process.case_at("announcement", household, who)
    assert not Notice.objects.filter(kind="announcement").exists()
    process.forward(case, who["announcement"])
    notice = Notice.objects.on_board().get(kind="announcement")
    assert notice.region_code == household.region_code
    assert notice.rows.get().case_id == case.pk
