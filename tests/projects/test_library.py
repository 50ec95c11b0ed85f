"""The library of projects: what is declared, who decides, what is filed, what it opens."""

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from core.cases import engine
from core.cases.models import Case
from funds.models import Allocation
from households.models import Household
from ledgers.declaration import LedgerQuery
from ledgers.export import write_file
from projects.ledgers.filing import FILING
from projects.models import Project
from tests import factories, money
from tests.amounts import send_seen
from tests.database import stopped_by
from tests.projects.test_pages import form
from tests.refusals import refused

pytestmark = pytest.mark.django_db
UNIFIED = {
    "location": "site",
    "scale": "content",
    "cost": "budget_special_fen",
    "who benefits": "benefit_households",
    "linkage": "benefit_linkage",
    "begin": "planned_from",
    "end": "planned_to",
    "plan year": "plan_year",
}


@pytest.mark.parametrize("field", UNIFIED.values(), ids=UNIFIED)
def test_a_village_declares_nothing_that_leaves_a_unified_field_open(
    client, cadre, field
):
    """A part of S81, which the walk below shows as a whole."""
    household = money.family()
    client.force_login(cadre)
    answer = declared(client, household, **{field: ""})
    assert answer.status_code in (409, 422)
    assert not Project.objects.exists()


def declared(client, household, **changes):
    """The answer to a cadre who hands in the form of a project, amounts looked at."""
    address = reverse("projects:create")
    return send_seen(client, address, form(household.hh_no, **changes))


@pytest.mark.capability("S81")
def test_a_village_declares_township_and_county_decide_the_province_has_its_list(
    client, cadre, township_officer, county_officer, tmp_path
):
    household = money.family()
    client.force_login(cadre)
    for field in UNIFIED.values():
        assert declared(client, household, **{field: ""}).status_code in (409, 422)
    assert not Project.objects.exists()
    assert declared(client, household).status_code == 302
    project = Project.objects.get()
    assert (project.plan_year, project.beneficiaries.get().household) == (
        2026,
        household,
    )
    with money.policy():
        client.post(reverse("projects:submit", args=[project.pk]))

    case = Case.objects.about(project.pk).get()
    assert [step["name"] for step in case.steps] == ["村级申报", "乡镇审核", "县级审定"]
    case = money.forward(case, cadre, opinion="同意")
    assert_no_money_yet(project)
    case = engine.move(
        case_id=case.pk,
        action="return",
        by=township_officer,
        version=case.version,
        comment="规模不清。",
    )
    assert case.state == "declaration"
    assert filed(county_officer, tmp_path) == []
    case = money.forward(case, cadre, opinion="已写清")
    case = money.forward(case, township_officer)
    with refused("不由您办理"):
        money.forward(case, township_officer)
    assert_no_money_yet(project)
    assert filed(county_officer, tmp_path) == []

    assert money.forward(case, county_officer).state == "approved"
    project.refresh_from_db()
    assert (project.state, project.in_library_on) == (
        "in_library",
        timezone.localdate(),
    )
    assert filed(county_officer, tmp_path) == [project.number]
    assert filed(county_officer, tmp_path, year=2027) == []
    assert money.allocation(money.document(), project, 1).is_standing


def assert_no_money_yet(project):
    with refused("没有入库"):
        money.allocation(money.document(), Project.objects.get(pk=project.pk), 1)
    with stopped_by("allocation_project_in_library"):
        Allocation.objects.create(
            document=money.document(),
            project=project,
            region_code=project.region_code,
            amount_fen=1,
            proposed_by=money.officer(),
        )


def filed(by, folder, year=2026):
    """The numbers of the projects in the list that the county files with the province."""
    query = LedgerQuery(by, factories.COUNTY, {"year": year}, money.TODAY)
    write_file(FILING, query, folder / "filing.xlsx")
    cells = [
        str(cell)
        for row in load_workbook(folder / "filing.xlsx").active.values
        for cell in row
    ]
    return [cell for cell in cells if cell.startswith("KU-")]


@pytest.mark.parametrize("step", ["declaration", "township", "county"])
def test_a_project_for_a_household_that_is_gone_is_not_decided(
    cadre, township_officer, county_officer, step
):
    gone = money.family(head_name="吴已销")
    project = money.project("declared", by=cadre, households=[gone, money.family()])
    case = Case.objects.about(project.pk).get()
    who = {"declaration": cadre, "township": township_officer, "county": county_officer}
    while case.state != step:
        case = money.forward(case, who[case.state], opinion="同意")
    Household.objects.filter(pk=gone.pk).update(state="closed")
    with refused("吴已销", "不在册"):
        money.forward(case, who[step], opinion="同意")
    case.refresh_from_db()
    assert case.state == step
    if step != "declaration":
        with refused("退回到“村级申报”"):
            money.forward(case, who[step])
