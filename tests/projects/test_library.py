"""The library of projects: what is declared, who decides, what is filed, what it opens."""

import pytest
from django.urls import reverse

from core.cases import engine
from core.cases.models import Case
from households.models import Household
from ledgers.declaration import LedgerQuery, raw_values, render_row
from projects.ledgers import LIBRARY
from projects.models import Project
from tests import factories, money
from tests.amounts import send_seen
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


@pytest.mark.capability("S81")
@pytest.mark.parametrize("field", UNIFIED.values(), ids=UNIFIED)
def test_a_village_declares_nothing_that_leaves_a_unified_field_open(
    client, cadre, field
):
    household = money.family()
    client.force_login(cadre)
    sent = send_seen(
        client, reverse("projects:create"), form(household.hh_no, **{field: ""})
    )
    assert sent.status_code in (409, 422)
    assert not Project.objects.exists()
    assert (
        send_seen(client, reverse("projects:create"), form(household.hh_no)).status_code
        == 302
    )


@pytest.mark.capability("S81")
def test_the_list_is_filed_and_money_comes_only_after_the_county_approves(
    client, cadre, township_officer, county_officer
):
    project, other_year = (
        money.project(by=cadre),
        money.project(by=cadre, plan_year=2025),
    )
    client.force_login(cadre)
    with money.policy():
        client.post(reverse("projects:submit", args=[project.pk]))
        client.post(reverse("projects:submit", args=[other_year.pk]))
    case = money.forward(Case.objects.about(project.pk).get(), cadre, opinion="同意")
    returned = engine.move(
        case_id=case.pk,
        action="return",
        by=township_officer,
        version=case.version,
        comment="规模不清。",
    )
    assert returned.state == "declaration"
    assert filed(county_officer) == []
    money.forward(returned, cadre, opinion="已写清")
    case = money.forward(case, township_officer)
    with refused("不由您办理"):
        money.forward(case, township_officer)
    with refused("没有入库"):
        money.allocation(money.document(), Project.objects.get(pk=project.pk))
    assert money.forward(case, county_officer).state == "approved"
    assert filed(county_officer) == [("上村百香果种植基地", "上村二组", 500_000)]
    assert (
        money.allocation(money.document(), Project.objects.get(pk=project.pk)).entry
        is not None
    )
    with refused("没有入库"):
        money.allocation(money.document(), Project.objects.get(pk=other_year.pk))


def filed(by):
    """The list of a plan year as it is filed: name, site and cost of each project."""
    request = LedgerQuery(
        by, factories.COUNTY, {"state": "in_library", "year": 2026}, money.TODAY
    )
    raw = raw_values(LIBRARY, request, LIBRARY.rows(request).order_by("id"))
    words = LIBRARY.context(request)
    keys = [column.key for column in LIBRARY.columns]
    rows = [
        dict(zip(keys, render_row(LIBRARY.columns, row, 1, words), strict=True))
        for row in raw
    ]
    return [(row["name"], row["site"], row["budget"] // 100) for row in rows]


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
