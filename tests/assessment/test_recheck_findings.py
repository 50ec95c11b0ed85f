"""What a re-check finds is opened once, remembered, and closes itself."""

from __future__ import annotations

import pytest
from django.utils.translation import gettext as _

from assessment import findings, services
from assessment.models import RecheckItem
from households.models import Household
from tests.assessment import people
from tests.assessment.people import run_now
from tests.database import stopped_by, triggers_off
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("figures")
Kind = RecheckItem.Kind


@pytest.fixture
def exited(cadre):
    household = people.poor_household(cadre)
    with triggers_off("households_household"):
        Household.objects.filter(pk=household.pk).update(
            state="exited_with_policy", exited_on=people.ON
        )
    return household


def test_an_exited_household_that_fails_is_found_and_nothing_is_overturned(
    county_officer, exited
):
    exited.periods.update(water_safe=False)
    run_now(county_officer)
    item = RecheckItem.objects.get()
    assert (item.kind, item.household_id, item.closed_at) == (
        Kind.POSSIBLE_RETURN,
        exited.pk,
        None,
    )
    exited.refresh_from_db()
    assert exited.state == "exited_with_policy"


def test_a_poor_household_that_meets_everything_can_be_proposed(
    county_officer, cadre, household
):
    people.poor_household(cadre, water_safe=None)
    run_now(county_officer)
    assert [(item.kind, item.household_id) for item in RecheckItem.objects.all()] == [
        (Kind.CAN_EXIT, household.pk)
    ]


def test_running_again_doubles_no_finding(county_officer, household):
    first = run_now(county_officer)
    run_now(county_officer)
    item = RecheckItem.objects.get()
    assert (item.first_run, item.last_run) == (first, first)


def test_a_finding_that_is_no_longer_made_closes_itself(county_officer, household):
    run_now(county_officer)
    household.periods.update(water_safe=False)
    run_now(county_officer)
    item = RecheckItem.objects.get()
    assert item.closed_at is not None
    assert (item.closed_by, item.explanation) == (None, "")


def test_a_proposed_exit_closes_the_finding(county_officer, cadre, household):
    run_now(county_officer)
    services.propose_exit(household_id=household.pk, by=cadre, on=people.ON)
    run_now(county_officer)
    assert not RecheckItem.objects.still_open().exists()


def test_an_explained_finding_is_remembered_until_there_is_a_new_reason(
    county_officer, cadre, exited
):
    exited.periods.update(water_safe=False)
    run_now(county_officer)
    findings.explain_item(
        item_id=RecheckItem.objects.get().pk,
        explanation="水源正在检修,月底恢复。",
        by=cadre,
    )
    run_now(county_officer)
    assert not RecheckItem.objects.still_open().exists()
    exited.periods.update(danger_level="4")
    run_now(county_officer)
    assert RecheckItem.objects.still_open().get().unmet.bit_count() == 2


def test_a_finding_is_explained_once_in_words_and_by_those_who_keep_the_register(
    county_officer, cadre, supervisor, household
):
    run_now(county_officer)
    item = RecheckItem.objects.get()
    outside = _("This place is outside the area you may work for.")
    for by, words, reason in (
        (supervisor, "看过了,没有问题。", outside),
        (cadre, " ", "请用4至500个字"),
        (cadre, "字" * 501, "请用4至500个字"),
    ):
        with refused(reason):
            findings.explain_item(item_id=item.pk, explanation=words, by=by)
    findings.explain_item(item_id=item.pk, explanation="户主生病,明年再说。", by=cadre)
    with refused("已经办结"):
        findings.explain_item(
            item_id=item.pk, explanation="户主生病,明年再说。", by=cadre
        )


def test_the_database_keeps_findings_whole(county_officer, cadre, household):
    run_now(county_officer)
    item = RecheckItem.objects.get()
    with stopped_by("recheckitem_closed_by_a_person_with_explanation"):
        RecheckItem.objects.update(closed_by=cadre)
    with stopped_by("recheckitem_open_once"):
        RecheckItem.objects.create(
            household=household,
            region_code=item.region_code,
            kind=item.kind,
            period=item.period,
            first_run=item.first_run,
            last_run=item.last_run,
        )
