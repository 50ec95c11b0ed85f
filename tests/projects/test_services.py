"""A project from its draft to its acceptance, and what stops it."""

import datetime as dt
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from core.audit.models import AuditEntry
from core.cases import engine
from core.cases.models import Case
from core.policy.profiles import policies, policy_named
from funds.services import allocate
from households.models import Household
from ledgers.declaration import LedgerQuery
from ledgers.export import write_file
from projects import services
from projects.ledgers import LIBRARY
from projects.models import Project
from projects.services import Benefit
from tests import factories, money
from tests.refusals import refused

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
    with money.policy(), refused("至少填写一户"):
        services.submit_project(project_id=project.pk, by=cadre, on=money.TODAY)
    project.refresh_from_db()
    assert project.state == "draft"
    assert not Case.objects.about(project.pk).exists()


@pytest.mark.parametrize(
    ("counted", "reason"),
    [
        ({"benefit_households": 1, "benefit_people": 9}, "列明的在册户有2户"),
        ({"benefit_people": 4}, "受益人口少于受益户数"),
    ],
)
def test_those_named_are_among_those_said_to_benefit(cadre, counted, reason):
    values = {"benefit_households": 5, "benefit_people": 20} | counted
    project = money.project(
        households=[money.family(), money.family()], by=cadre, **values
    )
    with money.policy(), refused(reason):
        services.submit_project(project_id=project.pk, by=cadre, on=money.TODAY)


def test_benefit_linkage_is_required(cadre):
    values = money.project_values(benefit_linkage="  ")
    with refused("联农带农机制"):
        services.declare_project(
            region_code=factories.VILLAGE, values=values, beneficiaries=[], by=cadre
        )
    assert not Project.objects.exists()


def test_household_of_another_village_is_not_named(cadre):
    household = money.family(factories.SIBLING_VILLAGE)
    with refused(household.head_name, "不在项目所在地"):
        services.declare_project(
            region_code=factories.VILLAGE,
            values=money.project_values(),
            beneficiaries=[Benefit(household, "务工")],
            by=cadre,
        )


def test_household_that_left_the_registry_is_not_named(cadre):
    household = money.family()
    Household.objects.filter(pk=household.pk).update(state="removed")
    household.refresh_from_db()
    with refused("已不在册"):
        money.project(households=[household], by=cadre)


def test_cadre_declares_only_in_the_own_village(stranger):
    with refused("办理范围"):
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
    with refused("项目已申报"):
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
    with refused("有人刚改过"):
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
    with refused("现在不能办理"):
        services.start_project(project_id=project.pk, by=cadre, on=money.TODAY)


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


def test_project_of_a_plan_year_is_funded_and_filed_once_it_is_decided(
    cadre, township_officer, county_officer, tmp_path
):
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
    with refused("没有入库"):
        allocate(**asked)
    money.forward(case, county_officer)
    assert allocate(**asked).state == "pending"
    request = LedgerQuery(
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
