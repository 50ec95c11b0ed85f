"""A hand-over gives all open work of the predecessor to the successor."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.cases import engine
from core.cases.models import Case
from tests import factories
from tests.assessment import people, process

pytestmark = pytest.mark.usefixtures("figures")


@pytest.fixture
def open_work(cadre, township_officer, county_officer):
    """Cases of the cadre: at their step, returned to them, waiting for their notice."""
    who = process.actors(cadre, township_officer, county_officer)
    cases = {}
    for key in ("appraisal", "township", "village_notice"):
        cases[key] = process.case_at(key, people.poor_household(cadre), who)
    cases["township"] = engine.move(
        case_id=cases["township"].pk,
        action="return",
        by=township_officer,
        version=cases["township"].version,
        comment="请补充收入依据。",
        to_step="proposal",
    )
    return cases


def home_of(client, person):
    client.force_login(person)
    groups = client.get("/").context["groups"]
    return {item.url for group in groups for item, _place in group.items}


@pytest.fixture
def open_sheet(client, cadre):
    """A sheet of a new household that the cadre has not handed in."""
    client.force_login(cadre)
    typed = {
        "id": "01a21f9d-1e93-7502-99c8-0f344df11550",
        "version": "0",
        "region_code": factories.VILLAGE,
        "members-0-name": "新户",
        "members-TOTAL_FORMS": "1",
        "members-INITIAL_FORMS": "0",
    }
    client.post(reverse("households:draft"), typed)


@pytest.mark.usefixtures("open_sheet")
def test_successor_finds_all_that_was_open_and_can_go_on_with_it(
    client, cadre, account_admin, open_work
):
    successor = factories.person("helper", factories.SIBLING_VILLAGE, name="后任")
    before = home_of(client, cadre)
    assert len(before) == 4
    grant = cadre.grants.get()

    client.force_login(account_admin)
    asked = {"successor": successor.pk, "grant": grant.pk, "note": "换届"}
    handing_over = reverse("accounts:hand-over", args=[cadre.pk])
    assert client.post(handing_over, asked).status_code == 302

    assert home_of(client, successor) == before
    assert home_of(client, cadre) == set()
    household, case = open_work["appraisal"].subject_id, open_work["appraisal"]
    for address in (
        reverse("core:case", args=[case.pk]),
        reverse("households:detail", args=[household]),
    ):
        # The predecessor has no role left (403), or none in this place (404).
        assert client.get(address).status_code in (403, 404)
    moved = process.forward(
        Case.objects.get(pk=case.pk), User.objects.get(pk=successor.pk)
    )
    assert moved.state == "verification"
    assert timezone.localdate() == successor.grants.get(role="village_cadre").valid_from
