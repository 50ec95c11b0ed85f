"""What the pages of re-checks and findings show, and how a run is started there."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment import recheck
from assessment.models import RecheckItem, RecheckRun
from core.jobs.models import Job
from core.web.worklist import items_for
from tests import factories
from tests.assessment.people import get

pytestmark = pytest.mark.usefixtures("figures")


def test_a_run_shows_its_numbers_and_each_number_opens_its_households(
    client, county_officer, run
):
    text = get(client, county_officer, "recheck-detail", run.pk).content.decode()
    housing = f"{reverse('assessment:recheck-households', args=[run.pk])}?unmet=housing"
    assert housing in text

    def rows(**conditions):
        page = get(client, county_officer, "recheck-households", run.pk, **conditions)
        return page.context["rows"]

    by_housing = rows(unmet="housing")
    assert [lines[0][0].key for _verdict, _place, lines in by_housing] == ["housing"]
    assert len(rows(unknown="water")) == 1
    assert len(rows(outcome="met")) == 1
    assert len(rows()) == 2


def test_a_township_sees_its_own_part_of_a_county_run(client, run):
    other = factories.person("township_officer", factories.OTHER_TOWNSHIP)
    figures = get(client, other, "recheck-detail", run.pk).context["figures"]
    assert figures["tiles"][0]["value"] == "0"
    assert get(client, other, "recheck-households", run.pk).context["rows"] == []


def test_a_running_run_shows_how_far_it_is(client, county_officer, family):
    run = recheck.start_recheck(
        region_code=factories.COUNTY, on=timezone.localdate(), by=county_officer
    )
    recheck.plan(run)
    text = get(client, county_officer, "recheck-detail", run.pk).content.decode()
    assert "every 2s" in text


def test_the_county_starts_a_run_by_the_button(client, county_officer, family):
    client.force_login(county_officer)
    address = reverse("assessment:recheck-run")
    response = client.post(address, {"region": factories.COUNTY})
    run = RecheckRun.objects.get()
    assert response.url == reverse("assessment:recheck-detail", args=[run.pk])
    assert (
        Job.objects.filter(kind=recheck.KIND, owner=county_officer).count()
        == recheck.WORKERS
    )
    for code in ("", "x", "990101", factories.TOWNSHIP):
        assert client.post(address, {"region": code}).status_code == 404
    foreign = {"region": factories.OTHER_COUNTY}
    assert client.post(address, foreign).status_code == 403


def test_findings_are_listed_explained_and_leave_the_worklist(client, cadre, run):
    today = timezone.localdate()
    item = RecheckItem.objects.get()
    assert any("assessment" in work.url for work in items_for(cadre, today))
    assert "达到全部标准" in get(client, cadre, "item-list").content.decode()
    url = reverse("assessment:item-explain", args=[item.pk])
    assert client.post(url, {"explanation": " "}).status_code == 422
    assert client.post(url, {"explanation": "短"}).status_code == 409
    assert (
        client.post(url, {"explanation": "户主正在住院，明年再办。"}).status_code == 302
    )
    assert get(client, cadre, "item-list").context["rows"] == []
    assert (
        "户主正在住院" in get(client, cadre, "item-list", closed="yes").content.decode()
    )
    assert not any(
        "assessment/rechecks" in work.url for work in items_for(cadre, today)
    )
