"""Money comes to the county undivided; the county decides, the levels above only read."""

import pytest
from django.test import Client
from django.urls import reverse

from core.cases import engine
from core.cases.models import Case
from core.policy.profiles import policies, policy_named
from funds.models import Account, Allocation
from projects.models import Project
from projects.services import submit_project
from tests import factories, money
from tests.refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.capability("S104")]
COUNTY_STEP = '[[project.entry.steps]]\nkey = "county"'


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def test_the_county_approves_and_the_city_and_the_province_only_look(
    cadre, township_officer, county_officer
):
    project = money.project("declared", by=cadre)
    case = money.forward(Case.objects.about(project.pk).get(), cadre, opinion="同意")
    case = money.forward(case, township_officer)
    above = [
        factories.person("supervisor", place)
        for place in (factories.PREFECTURE, factories.PROVINCE)
    ]
    for person in above:
        client = signed_in(person)
        detail = client.get(reverse("projects:detail", args=[project.pk]))
        assert project.name in detail.content.decode()
        assert client.get(reverse("core:case", args=[case.pk])).status_code == 200
        client.post(
            reverse("core:case-move", args=[case.pk, "forward"]),
            {"version": case.version},
        )
        with refused("不由您办理"):
            engine.move(
                case_id=case.pk, action="forward", by=person, version=case.version
            )
        case.refresh_from_db()
        assert case.state == "county"
    assert money.forward(case, county_officer).state == "approved"
    assert Project.objects.get(pk=project.pk).is_in_library


@pytest.mark.parametrize("level", ["1", "2", "3"], ids=["central", "province", "city"])
def test_money_from_above_stands_whole_in_the_county_which_alone_divides_it(level):
    document = money.document(amount_fen=1_000_000, level=level)
    assert (
        Account.objects.filter(document=document, purpose="available")
        .with_balance()
        .get()
        .balance_fen
        == 1_000_000
    )
    project = money.project("in_library")
    address = reverse("funds:allocation-create", args=[document.pk])
    for place in (factories.PREFECTURE, factories.PROVINCE):
        client = signed_in(factories.person("supervisor", place))
        assert (
            client.get(reverse("funds:document-detail", args=[document.pk])).status_code
            == 200
        )
        assert (
            client.post(address, {"project": project.pk, "amount": "1000"}).status_code
            == 403
        )
    assert not Allocation.objects.exists()
    assert money.allocation(document, project, 1_000_000).entry is not None


@pytest.mark.parametrize("last", ["township", "county"])
def test_who_decides_last_is_said_by_the_profile(
    cadre, township_officer, county_officer, settings, tmp_path, last
):
    text = (money.POLICIES / "library.toml").read_text(encoding="utf-8")
    assert COUNTY_STEP in text
    text = text if last == "county" else text[: text.index(COUNTY_STEP)]
    (tmp_path / "library.toml").write_text(text, encoding="utf-8")
    settings.POLICY_DIR = tmp_path
    project = money.project(by=cadre)
    case = money.forward(
        submit_project(project_id=project.pk, by=cadre, on=money.TODAY),
        cadre,
        opinion="同意",
    )
    case = money.forward(case, township_officer)
    assert case.state == ("approved" if last == "township" else "county")
    if last == "county":
        assert money.forward(case, county_officer).state == "approved"


def test_as_delivered_the_county_decides_last():
    for policy in policies():
        steps = policy_named(policy.name).table("project.entry")["steps"]
        last = [step for step in steps if step["kind"] == "decision"][-1]
        assert (last["level"], last["role"]) == (3, ["county_office"])
