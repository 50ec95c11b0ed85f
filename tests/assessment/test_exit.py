"""A household exits only by the whole process, when it meets the whole standard."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import translation
from django.utils.translation import gettext as _

from assessment import services
from assessment.criterion import Outcome
from assessment.snapshot import differences, rejudge
from core.audit.models import AuditEntry
from core.cases import engine
from core.cases.models import Case
from core.policy.models import PolicyParameter
from households.models import Household, RegistryEvent
from tests import factories
from tests.assessment import people, process
from tests.database import stopped_by, triggers_off
from tests.households.sheets import as_data, update
from tests.refusals import refused

State = Household.State
pytestmark = pytest.mark.usefixtures("figures")


@pytest.fixture
def who(cadre, township_officer, county_officer):
    return process.actors(cadre, township_officer, county_officer)


def propose(household, by, on=people.ON):
    return services.propose_exit(household_id=household.pk, by=by, on=on)


@pytest.mark.capability("S46")
def test_the_whole_walk_ends_with_the_household_exited(household, who):
    case = process.case_at("announcement", household, who)
    household.refresh_from_db()
    assert household.state == State.PRE_EXIT
    case = process.forward(case, who["announcement"])
    household.refresh_from_db()
    assert case.state == Case.APPROVED
    assert household.state == State.EXITED_WITH_POLICY
    assert household.exited_on is not None
    assert [event.step for event in case.events.order_by("seq")] == list(process.ORDER)
    event = RegistryEvent.objects.get(household=household)
    assert (event.kind, event.case_id, event.headcount_change) == (
        "exited",
        case.pk,
        -3,
    )
    assert household.periods.get(period="2020").state == State.EXITED_WITH_POLICY
    assert AuditEntry.objects.filter(verb="household.state").count() == 2


@pytest.mark.parametrize(
    "meanwhile",
    [{"state": State.CLOSED}, {"region_code": factories.SIBLING_VILLAGE}],
    ids=str,
)
@pytest.mark.parametrize("key", ["proposal", "announcement"])
def test_what_became_of_the_household_meanwhile_stops_its_case(
    household, who, meanwhile, key
):
    case = process.case_at(key, household, who)
    with triggers_off("households_household"):
        Household.objects.filter(pk=household.pk).update(**meanwhile)
    with refused("撤回"):
        process.forward(case, who[key])
    case.refresh_from_db()
    assert case.state == key
    case = engine.move(
        case_id=case.pk,
        action="withdraw",
        by=who["proposal"],
        version=case.version,
        comment="已转走",
    )
    household.refresh_from_db()
    assert household.state == meanwhile.get("state", State.NOT_EXITED)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (
            {"net_pc_fen": 399_900},
            "人均纯收入3,999.00元，没有超过当年扶贫标准4,000.00元",
        ),
        ({"net_pc_fen": None}, "收入没有填完"),
        ({"dropout_count": 1}, "有1名适龄孩子没有上学"),
        ({"danger_level": "4"}, "D级"),
        ({"water_safe": None}, "没有填饮水是否安全"),
    ],
)
def test_a_household_that_misses_one_line_cannot_be_proposed(cadre, facts, sentence):
    household = people.poor_household(cadre, **facts)
    with refused(sentence):
        propose(household, cadre)
    household.refresh_from_db()
    assert household.state == State.NOT_EXITED
    assert not Case.objects.exists()


def test_a_household_without_a_record_of_the_year_cannot_be_proposed(cadre):
    with refused("没有填完") as refusal:
        propose(people.poor_household(cadre, period="2019"), cadre)
    assert len(refusal.value.reasons) == 7


@pytest.mark.parametrize(
    "state", [State.EXITED_WITH_POLICY, State.REMOVED, State.CLOSED]
)
def test_only_a_poor_household_can_be_proposed(cadre, state):
    household = people.poor_household(cadre)
    with triggers_off("households_household"):
        Household.objects.filter(pk=household.pk).update(
            state=state, exited_on=people.ON
        )
    with refused("只有贫困户"):
        propose(household, cadre)


def test_a_household_identified_this_year_cannot_be_proposed(cadre, household):
    Household.objects.filter(pk=household.pk).update(
        first_identified_on=dt.date(2020, 1, 5)
    )
    with refused("2020-01-05"):
        propose(household, cadre)


def test_a_household_has_one_open_case_at_a_time(cadre, household):
    propose(household, cadre)
    with refused("已有同类事项"):
        propose(household, cadre)


def test_the_cadre_of_another_village_cannot_propose(sibling_cadre, household):
    with refused(_("This place is outside the area you may work for.")):
        propose(household, sibling_cadre)


def test_without_the_poverty_line_nobody_can_be_proposed(cadre, household):
    with triggers_off("core_policyparameter"):
        PolicyParameter.objects.filter(key="poverty_line").delete()
    with refused("扶贫标准"):
        propose(household, cadre)


@pytest.mark.parametrize("ending", ["reject", "withdraw"])
@pytest.mark.parametrize("before", [State.NOT_EXITED, State.RETURNED])
def test_a_case_that_fails_leaves_the_household_as_it_was(
    household, who, ending, before
):
    Household.objects.filter(pk=household.pk).update(state=before)
    case = process.case_at("township", household, who)
    by = who["township"] if ending == "reject" else who["proposal"]
    engine.move(
        case_id=case.pk,
        action=ending,
        by=by,
        version=case.version,
        comment="收入核得不准。",
    )
    household.refresh_from_db()
    assert (household.state, household.exited_on) == (before, None)
    assert not RegistryEvent.objects.exists()


@pytest.mark.parametrize("ending", ["reject", "withdraw", "approve"])
def test_whatever_is_saved_meanwhile_household_and_period_say_one_status(
    cadre, township_officer, county_officer, ending
):
    """The household is proposed, its sheet is saved, and the case ends."""
    home = factories.household(by=cadre)
    who = process.actors(cadre, township_officer, county_officer)
    case = process.case_at("county", home, who, on=factories.TODAY)
    home.refresh_from_db()
    data = as_data(home)
    update(home, replace(data, record=data.record | {"wage_fen": 1_300_000}), cadre)
    assert said(home) == {State.PRE_EXIT}
    if ending == "approve":
        process.forward(process.forward(case, county_officer), county_officer)
    else:
        by = cadre if ending == "withdraw" else county_officer
        engine.move(
            case_id=case.pk,
            action=ending,
            by=by,
            version=case.version,
            comment="再核。",
        )
    expected = "exited_with_policy" if ending == "approve" else "not_exited"
    assert said(home) == {expected}


def said(home):
    """What the household and its latest period say of the status."""
    home.refresh_from_db()
    return {home.state, home.periods.get(period=home.recorded_period).state}


@pytest.mark.parametrize("state", ["exited_with_policy", "exited_no_policy"])
def test_the_database_lets_no_household_exit_without_an_approved_case(household, state):
    with stopped_by("household_exit_needs_approved_case"):
        Household.objects.filter(pk=household.pk).update(
            state=state, exited_on=people.ON
        )


def test_an_open_case_opens_nothing_in_the_database(household, who):
    process.case_at("announcement", household, who)
    with stopped_by("household_exit_needs_approved_case"):
        Household.objects.filter(pk=household.pk).update(
            state="exited_with_policy", exited_on=people.ON
        )


def test_what_the_deciders_see_is_frozen_with_its_figures_and_sources(household, who):
    case = process.case_at("township", household, who)
    snapshot = case.snapshot
    income = next(row for row in snapshot["indicators"] if row["key"] == "income")
    assert income["value"] == "6,000.00元"
    assert "4,000.00" in income["required"]
    assert income["basis"] == "清扶〔2020〕1号"
    assert snapshot["source"]["filled_by"] == "李村干"
    assert snapshot["parameters"]["poverty_line"] == {
        "value": 4000,
        "document": "清扶〔2020〕1号",
    }
    assert snapshot["household"]["head_id_mask"] == "9901****1234"
    assert case.policy_name == "qinghe"


def test_a_fact_changed_after_the_proposal_is_a_difference_not_in_the_case(
    household, who
):
    case = process.case_at("township", household, who)
    assert differences(case.snapshot, household) == []
    household.periods.update(water_safe=False)
    changed = differences(case.snapshot, household)
    assert [
        (row.key, row.then["outcome"], row.now.outcome, row.verdict) for row in changed
    ] == [("water", "met", "unmet", True)]
    case.refresh_from_db()
    assert {row["outcome"] for row in case.snapshot["indicators"]} == {"met"}


def test_another_language_is_no_difference(household, who):
    case = process.case_at("township", household, who)
    with translation.override("en"):
        assert differences(case.snapshot, household) == []
        household.periods.update(net_pc_fen=610_000)
        changed = differences(case.snapshot, household)
        assert [(row.label, row.verdict) for row in changed] == [("人均纯收入", False)]


def test_the_first_step_takes_the_facts_anew_and_refuses_when_they_no_longer_hold(
    household, who, cadre
):
    case = propose(household, cadre)
    household.periods.update(net_pc_fen=700_000)
    case = process.forward(case, cadre)
    assert case.snapshot["facts"]["net_pc_fen"] == 700_000
    case = engine.move(
        case_id=case.pk,
        action="return",
        by=cadre,
        version=case.version,
        comment="补材料",
    )
    household.periods.update(danger_level="3")
    with refused("C级"):
        process.forward(case, cadre)


def test_an_old_case_is_judged_by_its_own_figures_for_ever(
    household, who, county_officer, county_officer_2, cadre
):
    case = propose(household, cadre)
    with triggers_off("core_policyparameter"):
        PolicyParameter.objects.filter(key="poverty_line").update(value=9000)
    case.refresh_from_db()
    assert rejudge(case.snapshot).outcome == Outcome.MET
    case = process.forward(case, cadre)
    income = next(row for row in case.snapshot["indicators"] if row["key"] == "income")
    assert income["outcome"] == "met"
    other = people.poor_household(cadre)
    with refused("9,000.00"):
        propose(other, cadre)


@pytest.mark.parametrize(
    ("evidence", "sentence"),
    [
        ({"present": 19}, "三分之二"),
        ({"yes": 21}, "加起来应等于到会人数"),
        ({"yes": 12, "no": 11, "abstain": 1}, "一半"),
        ({"minutes": []}, "会议记录"),
        ({"held_on": "2999-01-01"}, "评议日期"),
    ],
)
def test_an_appraisal_that_does_not_add_up_is_refused(
    household, who, evidence, sentence
):
    case = process.case_at("appraisal", household, who)
    with refused(sentence):
        process.forward(case, who["appraisal"], **evidence)


def test_the_person_who_proposed_does_not_decide(household, who, cadre):
    factories.grant(cadre, "township_officer", factories.TOWNSHIP)
    case = process.case_at("township", household, who)
    with refused("须由他人审核"):
        process.forward(case, cadre)
