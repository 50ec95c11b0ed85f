"""A project from its draft to its acceptance, and what stops it."""

import datetime as dt
from uuid import uuid4

import pytest

from core.audit.models import AuditEntry
from core.cases import engine
from core.cases.models import Case
from core.policy.profiles import policies, policy_named
from core.refusals import Refused, Stale
from households.models import Household
from projects import services
from projects.models import Measure, Project
from projects.services import Benefit
from tests import factories, money

pytestmark = pytest.mark.django_db
D = dt.date


def test_project_walks_from_the_village_to_the_library():
    project = money.project("in_library")
    case = Case.objects.about(project.pk).get()
    assert (project.state, case.state) == ("in_library", "approved")
    assert project.in_library_on is not None
    assert case.number.startswith("XM-990101-")
    assert case.snapshot["beneficiaries"][0]["expected_fen"] == 100_000


def test_anyuan_declares_posts_reviews_decides_and_announces():
    steps = policy_named("anyuan-2019").table("project.entry")["steps"]
    assert [step["kind"] for step in steps] == [
        "task",
        "notice",
        "decision",
        "decision",
        "announcement",
    ]
    assert [step["level"] for step in steps] == [5, 5, 4, 3, 3]
    assert all(
        policy.has("parameters.project_notice_days_village") for policy in policies()
    )


def test_draft_without_a_household_is_not_declared(cadre):
    project = money.project(households=[], by=cadre)
    with money.policy(), pytest.raises(Refused):
        services.submit_project(project_id=project.pk, by=cadre, on=money.TODAY)
    project.refresh_from_db()
    assert project.state == "draft"
    assert not Case.objects.about(project.pk).exists()


@pytest.mark.parametrize(
    "counted", [{"benefit_households": 1, "benefit_people": 9}, {"benefit_people": 4}]
)
def test_those_named_are_among_those_said_to_benefit(cadre, counted):
    values = {"benefit_households": 5, "benefit_people": 20} | counted
    project = money.project(
        households=[money.family(), money.family()], by=cadre, **values
    )
    with money.policy(), pytest.raises(Refused):
        services.submit_project(project_id=project.pk, by=cadre, on=money.TODAY)


def test_benefit_linkage_is_required(cadre):
    values = money.project_values(benefit_linkage="  ")
    with pytest.raises(Refused):
        services.declare_project(
            region_code=factories.VILLAGE, values=values, beneficiaries=[], by=cadre
        )
    assert not Project.objects.exists()


def test_household_of_another_village_is_not_named(cadre):
    household = money.family(factories.SIBLING_VILLAGE)
    with pytest.raises(Refused) as refused:
        services.declare_project(
            region_code=factories.VILLAGE,
            values=money.project_values(),
            beneficiaries=[Benefit(household, "务工")],
            by=cadre,
        )
    assert household.head_name in refused.value.reasons[0]


def test_household_that_left_the_registry_is_not_named(cadre):
    household = money.family()
    Household.objects.filter(pk=household.pk).update(state="removed")
    household.refresh_from_db()
    with pytest.raises(Refused):
        money.project(households=[household], by=cadre)


def test_cadre_declares_only_in_the_own_village(stranger):
    with pytest.raises(Refused):
        money.project(by=stranger)


def test_declared_project_is_changed_only_after_it_was_returned(
    cadre, township_officer
):
    project = money.project("declared", by=cadre)
    case = Case.objects.about(project.pk).get()
    money.forward(case, cadre, opinion="同意")
    change = {
        "values": {"site": "上村五组"},
        "beneficiaries": [Benefit(money.family(), "务工")],
        "by": cadre,
    }
    project.refresh_from_db()
    with pytest.raises(Refused):
        services.change_project(
            project_id=project.pk, version=project.version, **change
        )
    case.refresh_from_db()
    engine.move(
        case_id=case.pk,
        action="return",
        by=township_officer,
        version=case.version,
        comment="地点不清",
    )
    services.change_project(project_id=project.pk, version=project.version, **change)
    case = money.forward(case, cadre, opinion="已改")
    assert case.snapshot["site"] == "上村五组"


def test_change_over_somebody_elses_change_is_refused(cadre):
    project = money.project(by=cadre)
    change = {
        "values": {"site": "三组"},
        "beneficiaries": [Benefit(money.family(), "务工")],
        "by": cadre,
    }
    services.change_project(project_id=project.pk, version=project.version, **change)
    with pytest.raises(Stale):
        services.change_project(
            project_id=project.pk, version=project.version, **change
        )


def test_rejected_project_may_be_declared_again(cadre, township_officer):
    project = money.project("declared", by=cadre)
    case = money.forward(Case.objects.about(project.pk).get(), cadre, opinion="同意")
    engine.move(
        case_id=case.pk,
        action="reject",
        by=township_officer,
        version=case.version,
        comment="重复建设",
    )
    project.refresh_from_db()
    assert project.state == "returned"
    with money.policy():
        again = services.submit_project(project_id=project.pk, by=cadre, on=money.TODAY)
    assert again.number != case.number


def test_only_a_funded_project_begins(cadre):
    project = money.project("in_library", by=cadre)
    with pytest.raises(Refused):
        services.start_project(project_id=project.pk, by=cadre, on=money.TODAY)


def test_acceptance_gives_each_household_a_measure_it_can_confirm(cadre):
    households = [money.family(), money.family()]
    project = money.project("accepted", by=cadre, households=households)
    measures = Measure.objects.filter(project=project)
    assert {measure.household_id for measure in measures} == {
        household.pk for household in households
    }
    confirmed = services.confirm_measure(
        measure_id=measures[0].pk, confirmed_on=money.TODAY, by=cadre, on=money.TODAY
    )
    assert confirmed.confirmed_on == money.TODAY
    with pytest.raises(Refused):
        services.confirm_measure(
            measure_id=measures[0].pk,
            confirmed_on=money.TODAY,
            by=cadre,
            on=money.TODAY,
        )


@pytest.mark.parametrize(
    ("people", "accepted_on"),
    [
        ("李申报、王农业", D(2026, 11, 20)),
        ("县农业局 王验收、上村 李负责", D(2026, 11, 20)),
        ("县农业局 王验收", D(2026, 11, 30)),
        ("县农业局 王验收", D(2026, 1, 1)),
    ],
    ids=[
        "declarer among them",
        "in charge of the work among them",
        "in the future",
        "before it began",
    ],
)
def test_acceptance_is_refused(people, accepted_on):
    cadre = factories.person("village_cadre", name="李申报")
    project = money.project("under_way", by=cadre)
    with pytest.raises(Refused):
        services.accept_project(
            project_id=project.pk,
            by=money.officer(),
            accepted_on=accepted_on,
            people=people,
            passed=True,
            finding="完成",
            measure_kind="01",
            on=money.TODAY,
        )
    assert not project.acceptances.exists()


def test_draft_sent_twice_is_one_project(cadre):
    household, key = money.family(), uuid4()
    asked = {
        "region_code": factories.VILLAGE,
        "values": money.project_values(),
        "by": cadre,
        "key": key,
        "beneficiaries": [Benefit(household, "务工")],
    }
    assert [services.declare_project(**asked).pk for _ in range(2)] == [key, key]
    assert Project.objects.count() == 1


def test_measure_sent_twice_is_one_measure(cadre):
    asked = {
        "household": money.family(),
        "kind": "04",
        "happened_on": money.TODAY,
        "content": "养殖培训",
        "by": cadre,
        "on": money.TODAY,
        "key": uuid4(),
    }
    assert services.record_measure(**asked) == services.record_measure(**asked)
    assert Measure.objects.count() == 1


def test_declarer_cannot_accept():
    declarer = money.officer()
    factories.grant(declarer, "township_officer", factories.TOWNSHIP)
    factories.grant(declarer, "village_cadre", factories.VILLAGE)
    project = money.project("in_library", by=declarer, households=[money.family()])
    money._fund(project, declarer)
    services.start_project(project_id=project.pk, by=declarer, on=money.TODAY)
    with pytest.raises(Refused):
        services.accept_project(
            project_id=project.pk,
            by=declarer,
            accepted_on=money.TODAY,
            people="王验收",
            passed=True,
            finding="完成",
            measure_kind="01",
            on=money.TODAY,
        )


def test_failed_acceptance_leaves_the_project_under_way():
    project = money.project("under_way")
    services.accept_project(
        project_id=project.pk,
        by=money.officer(),
        accepted_on=money.TODAY,
        people="王验收",
        passed=False,
        finding="大棚未完工",
        measure_kind="01",
        on=money.TODAY,
    )
    project.refresh_from_db()
    assert project.state == "under_way"
    assert not Measure.objects.exists()


def test_every_step_is_in_the_audit():
    project = money.project("accepted")
    verbs = set(
        AuditEntry.objects.filter(target=f"projects.project:{project.pk}").values_list(
            "verb", flat=True
        )
    )
    assert verbs >= {
        "project.declare",
        "project.submit",
        "project.enter",
        "project.fund",
        "project.start",
        "project.accept",
    }


def test_measure_of_the_future_is_refused(cadre):
    with pytest.raises(Refused):
        services.record_measure(
            household=money.family(),
            kind="04",
            happened_on=D(2026, 12, 1),
            content="养殖培训",
            by=cadre,
            on=money.TODAY,
        )


@pytest.mark.capability("S81")
def test_project_of_a_plan_year_is_declared_returned_decided_listed_and_only_then_funded(
    cadre, township_officer, county_officer, tmp_path
):
    from openpyxl import load_workbook

    from funds.services import allocate
    from ledgers.declaration import Request
    from ledgers.export import write_file
    from projects.ledgers import LIBRARY

    project = money.project("declared", by=cadre)
    fund, finance = money.document(), money.officer(role="county_finance")
    asked = {
        "document_id": fund.pk,
        "project_id": project.pk,
        "amount_fen": 1_000_000,
        "by": finance,
    }
    case = money.forward(Case.objects.about(project.pk).get(), cadre, opinion="同意")
    engine.move(
        case_id=case.pk,
        action="return",
        by=township_officer,
        version=case.version,
        comment="补规模",
    )
    case.refresh_from_db()
    money.forward(case, cadre, opinion="已补")
    money.forward(case, township_officer)
    with pytest.raises(Refused):
        allocate(**asked)
    money.forward(case, county_officer)
    assert allocate(**asked).state == "pending"
    request = Request(
        county_officer,
        factories.COUNTY,
        {"year": 2026, "state": "in_library"},
        money.TODAY,
    )
    assert write_file(LIBRARY, request, tmp_path / "filing.xlsx") == 1
    written = [
        cell
        for row in load_workbook(tmp_path / "filing.xlsx").active.values
        for cell in row
    ]
    assert project.name in written
    assert "群众参与和联农带农机制" in written
