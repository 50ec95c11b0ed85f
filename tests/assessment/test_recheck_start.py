"""Who starts a re-check, when, and what keeps one from starting."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment import recheck
from assessment.models import RecheckRun, Verdict
from assessment.tasks import nightly_recheck
from core.jobs import queue
from core.jobs.models import Job
from core.policy.models import PolicyParameter
from tests import factories
from tests.assessment import people
from tests.assessment.people import run_now
from tests.database import triggers_off
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("figures")


def test_the_nightly_check_runs_once_a_day_for_every_jurisdiction(household):
    nightly_recheck()
    nightly_recheck()
    run = RecheckRun.objects.get()
    assert run.region_code == factories.COUNTY
    assert Job.objects.filter(kind=recheck.KIND).count() == recheck.WORKERS


def test_a_county_without_figures_is_passed_over_and_nothing_is_half_done(household):
    with triggers_off("core_policyparameter"):
        PolicyParameter.objects.all().delete()
    nightly_recheck()
    assert not RecheckRun.objects.exists()


def test_the_county_office_reads_on_the_page_why_the_night_was_passed_over(
    client, county_officer, cadre
):
    with triggers_off("core_policyparameter"):
        PolicyParameter.objects.filter(key="poverty_line").delete()
    client.force_login(county_officer)
    page = client.get(reverse("assessment:recheck-list")).content.decode()
    assert "退出标准复核无法进行" in page
    assert "当年扶贫标准" in page
    assert (
        client.post(
            reverse("assessment:recheck-run"), {"region": factories.COUNTY}
        ).status_code
        == 409
    )
    client.force_login(cadre)
    assert (
        "无法进行"
        not in client.get(reverse("assessment:recheck-list")).content.decode()
    )


def test_a_profile_without_a_standard_keeps_no_other_county_from_its_night(
    household, settings, tmp_path
):
    bare = settings.POLICY_DIR / "qinghe.toml"
    head = bare.read_text().split("[parameters")[0]
    other = head.replace('name = "qinghe"', 'name = "a-first"').replace(
        factories.COUNTY, "980101000000"
    )
    (tmp_path / "a-first.toml").write_text(other)
    (tmp_path / "qinghe.toml").write_text(bare.read_text())
    settings.POLICY_DIR = tmp_path
    nightly_recheck()
    assert [run.region_code for run in RecheckRun.objects.all()] == [factories.COUNTY]


def test_only_the_county_office_starts_a_run_and_only_one_at_a_time(
    county_officer, township_officer, household
):
    with refused(_("This place is outside the area you may work for.")):
        recheck.start_recheck(
            region_code=factories.COUNTY, on=people.ON, by=township_officer
        )
    recheck.start_recheck(region_code=factories.COUNTY, on=people.ON, by=county_officer)
    with refused("复核还在进行"):
        recheck.start_recheck(
            region_code=factories.COUNTY, on=people.ON, by=county_officer
        )


def test_a_run_whose_jobs_have_failed_keeps_nobody_from_starting_another(
    county_officer, household
):
    stuck = recheck.start_recheck(
        region_code=factories.COUNTY, on=people.ON, by=county_officer
    )
    Job.objects.filter(kind=recheck.KIND).update(
        state=Job.State.FAILED, finished_at=timezone.now()
    )
    run = run_now(county_officer)
    assert run.closed_at is not None
    assert run != stuck


def test_an_owner_who_lost_the_right_gets_no_run(county_officer, household):
    run = recheck.start_recheck(
        region_code=factories.COUNTY, on=people.ON, by=county_officer
    )
    county_officer.grants.update(valid_to="2021-01-01")
    job = Job.objects.filter(kind=recheck.KIND).first()
    queue.run(str(job.pk))
    job.refresh_from_db()
    assert job.state == Job.State.DENIED
    assert not Verdict.objects.of_run(run).exists()
