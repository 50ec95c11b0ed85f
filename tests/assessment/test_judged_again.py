"""The standard is judged again at every decision, on the record of the case's own period."""

from __future__ import annotations

import threading
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from assessment import standing
from core.cases import engine, hooks
from core.cases.models import Case
from core.policy.models import PolicyParameter
from households.models import Household, HouseholdPeriod
from publicity.models import Notice
from publicity.services import announce_cases
from tests.assessment import people, process
from tests.database import triggers_off
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("figures")
STEPS = ("township", "county", "announcement")
BACK = "退回到“村两委提出”"


@pytest.fixture
def who(cadre, township_officer, county_officer):
    return process.actors(cadre, township_officer, county_officer)


@pytest.mark.parametrize("step", STEPS)
def test_what_is_recorded_of_the_house_meanwhile_stops_every_decision(
    household, who, step
):
    case = process.case_at(step, household, who)
    household.periods.update(danger_level="4", water_safe=False)
    with refused("D级", "饮水不安全", BACK):
        process.forward(case, who[step])
    case.refresh_from_db()
    household.refresh_from_db()
    assert (case.state, household.state) == (step, "pre_exit")
    assert not Notice.objects.filter(kind=Notice.Kind.ANNOUNCEMENT).exists()
    household.periods.update(danger_level="1", water_safe=True)
    assert process.forward(case, who[step]).state != step


@pytest.mark.parametrize("step", STEPS)
def test_a_line_that_is_no_longer_known_stops_the_decision_too(household, who, step):
    case = process.case_at(step, household, who)
    household.periods.update(water_safe=None)
    with refused("没有填饮水是否安全", BACK):
        process.forward(case, who[step])


def test_the_case_goes_back_takes_the_facts_anew_and_can_then_be_approved(
    household, who
):
    case = process.case_at("county", household, who)
    household.periods.update(net_pc_fen=390_000)
    with refused("3,900.00"):
        process.forward(case, who["county"])
    case = engine.move(
        case_id=case.pk,
        action="return",
        by=who["county"],
        version=case.version,
        to_step="proposal",
        comment="收入要重核。",
    )
    with refused("3,900.00"):
        process.forward(case, who["proposal"])
    household.periods.update(net_pc_fen=460_000)
    case = process.forward(case, who["proposal"])
    assert case.snapshot["facts"]["net_pc_fen"] == 460_000


def test_the_facts_are_those_of_the_cases_own_period(household, who):
    case = process.case_at("county", household, who)
    household.refresh_from_db()
    people.record(household, "2021", water_safe=False, net_pc_fen=0)
    assert process.forward(case, who["county"]).state == "announcement"


def test_a_line_raised_meanwhile_is_not_the_cases_own(household, who):
    case = process.case_at("county", household, who)
    with triggers_off("core_policyparameter"):
        PolicyParameter.objects.filter(key="poverty_line").update(value=9000)
    assert process.forward(case, who["county"]).state == "announcement"


def test_rejecting_and_returning_need_no_standard(household, who):
    for action, step in (("reject", "township"), ("return", "county")):
        one = people.poor_household(who["proposal"])
        case = process.case_at(step, one, who)
        one.periods.update(water_safe=False)
        moved = engine.move(
            case_id=case.pk,
            action=action,
            by=who[step],
            version=case.version,
            comment="饮水不安全。",
        )
        assert moved.state != step


def test_announcing_many_on_one_sheet_announces_none_when_one_fails(household, who):
    cases = [
        process.case_at("announcement", one, who)
        for one in (household, people.poor_household(who["proposal"]))
    ]
    household.periods.update(danger_level="3")
    with refused(f"{household}：住房鉴定为C级"):
        announce_cases(cases=cases, by=who["announcement"], today=timezone.localdate())
    assert set(Case.objects.values_list("state", flat=True)) == {"announcement"}
    assert not Notice.objects.filter(kind=Notice.Kind.ANNOUNCEMENT).exists()


def test_on_the_sheet_of_many_the_one_that_fails_is_not_ticked_and_told_why(
    client, household, who
):
    good = process.case_at("announcement", people.poor_household(who["proposal"]), who)
    bad = process.case_at("announcement", household, who)
    household.periods.update(danger_level="3")
    client.force_login(who["announcement"])
    asked = {"kind": bad.kind, "step": bad.state, "place": household.region_code}
    address = f"{reverse('publicity:publish')}?{urlencode(asked)}"
    page = client.get(address)
    choices = {choice["case"].pk: choice for choice in page.context["choices"]}
    assert (choices[good.pk]["on"], choices[bad.pk]["on"]) == (True, False)
    assert choices[good.pk]["reasons"] == []
    assert "C级" in choices[bad.pk]["reasons"][0]
    assert choices[bad.pk]["reasons"][0] in page.content.decode()


def test_the_page_says_which_verdict_has_changed_and_offers_no_agreement(
    client, household, who
):
    case = process.case_at("county", household, who)
    household.periods.update(danger_level="4", net_pc_fen=650_000)
    client.force_login(who["county"])
    panel = client.get(reverse("assessment:case-panel", args=[case.pk]))
    assert [row.key for row in panel.context["judged_otherwise"]] == ["housing"]
    assert [row.key for row in panel.context["only_figures"]] == ["income"]
    words = panel.content.decode()
    otherwise = words.split("提出以后，结论变了")[1].split("</div>")[0]
    assert "达标（A级）" in otherwise
    assert "未达标</strong>（D级）" in otherwise
    assert "6,500.00" not in otherwise
    page = client.get(reverse("core:case", args=[case.pk])).content.decode()
    button = page.split('name="evidence-opinion"')[1].split("</button>")[0]
    assert "disabled" in button
    assert BACK in page


def test_programs_read_what_has_changed(client, household, who):
    case = process.case_at("county", household, who)
    household.periods.update(water_safe=False)
    client.force_login(who["county"])
    body = client.get(reverse("api:exit-detail", args=[case.pk])).json()
    (change,) = body["changes"]
    assert (change["key"], change["outcome_then"], change["outcome_today"]) == (
        "water",
        "met",
        "unmet",
    )
    assert change["verdict_changed"] is True


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("held", [True, False], ids=["held", "not held"])
def test_of_a_sheet_and_a_decision_in_the_same_second_one_comes_first(
    household, who, monkeypatch, held
):
    """Without the lock the decision passes on a fact that is being changed."""
    if not held:
        monkeypatch.setattr(hooks, "_forward_effects", {})
    case = process.case_at("township", household, who)
    said = {}

    def decide():
        try:
            process.forward(case, who["township"])
        except Exception as error:
            said["refused"] = str(error)
        finally:
            connection.close()

    with transaction.atomic():
        Household.objects.select_for_update().get(pk=household.pk)
        HouseholdPeriod.objects.filter(household=household).update(water_safe=False)
        decider = threading.Thread(target=decide)
        decider.start()
        decider.join(timeout=2)  # waits for the household, when it is held
        waited = decider.is_alive()
    decider.join(timeout=30)
    case.refresh_from_db()
    assert (waited, case.state) == (held, "township" if held else "county")
    assert ("饮水不安全" in said.get("refused", "")) == held


def test_who_judges_is_the_case_of_its_own_kind(household, who):
    case = process.case_at("township", household, who)
    household.periods.update(water_safe=False)
    assert standing.blocks("another_kind")(case, case.step) == []
    assert standing.blocks(case.kind)(case, case.step)
