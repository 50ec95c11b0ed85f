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
def test_a_household_with_one_of_the_five_unmet_is_never_approved(cadre, item):
    bad = people.poor_household(cadre, **FIVE[item])
    verdict = judge_household(
        bad, services.criteria_in_force(bad.region_code, people.ON), "2020"
    )
    assert {row.key for row in verdict.results if row.outcome == "unmet"} == {item}
    assert {row.key for row in verdict.results if row.outcome == "met"} >= set(FIVE) - {
        item
    }
    with refused(SENTENCES[item]):
        services.propose_exit(household_id=bad.pk, by=cadre, on=people.ON)
    bad.periods.update(**{name: people.GOOD.get(name, 0) for name in FIVE[item]})
    case = services.propose_exit(household_id=bad.pk, by=cadre, on=people.ON)
    bad.periods.update(**FIVE[item])
    with refused(SENTENCES[item]):
        process.forward(case, cadre)
    assert Case.objects.get().state == "proposal"


@pytest.mark.capability("S39")
def test_each_of_the_five_is_decided_by_itself_on_what_was_found_and_photographed(
    household, who, cadre
):
    case = process.case_at("verification", household, who)
    rows = {row["key"]: row for row in case.snapshot["indicators"]}
    assert {rows[item]["outcome"] for item in FIVE} == {"met"}
    assert all(rows[item]["value"] and rows[item]["basis"] for item in FIVE)
    assert case.snapshot["source"]["filled_by"] == "李村干"
    for missing, label in (({"photos": []}, "照片"), ({"findings": ""}, "核实情况")):
        with refused(label):
            process.forward(case, cadre, **missing)
    process.forward(case, cadre)
    kept = case.events.get(step="verification").evidence
    assert kept["findings"]
    assert kept["photos"]


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
