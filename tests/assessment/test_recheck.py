"""Every household is judged once a run, whatever happens to the workers."""

from __future__ import annotations

import itertools

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment import findings, recheck, services
from assessment.models import RecheckItem, RecheckRun, RecheckShard, Verdict
from assessment.tasks import nightly_recheck
from core.jobs import queue
from core.jobs.models import Job
from core.policy.models import PolicyParameter
from core.refusals import Refused
from households.models import Household
from tests import factories
from tests.assessment import people
from tests.database import stopped_by, triggers_off

pytestmark = pytest.mark.usefixtures("figures")
Kind = RecheckItem.Kind


def run_now(by, *, region_code=factories.COUNTY, on=people.ON, **values) -> RecheckRun:
    """A whole run, both of its jobs done here."""
    run = recheck.start_recheck(region_code=region_code, on=on, by=by, **values)
    for job in Job.objects.filter(kind=recheck.KIND, params__run=str(run.pk)):
        queue.run(str(job.pk))
    run.refresh_from_db()
    return run


@pytest.fixture
def exited(cadre):
    household = people.poor_household(cadre)
    with triggers_off("households_household"):
        Household.objects.filter(pk=household.pk).update(
            state="exited_with_policy", exited_on=people.ON
        )
    return household


def test_each_registered_household_has_exactly_one_verdict(
    county_officer, cadre, household
):
    people.poor_household(cadre, period="")
    people.poor_household(cadre, danger_level="4")
    people.poor_household(cadre, region_code=factories.OTHER_COUNTY_VILLAGE)
    closed = people.poor_household(cadre)
    Household.objects.filter(pk=closed.pk).update(state="closed")
    run = run_now(county_officer)
    assert run.closed_at is not None
    assert (run.in_scope, run.checked, run.met, run.unmet, run.unknown) == (
        3,
        3,
        1,
        1,
        1,
    )
    assert Verdict.objects.of_run(run).count() == 3


def test_a_verdict_is_the_same_as_judging_the_household_alone(county_officer, cadre):
    household = people.poor_household(
        cadre, water_safe=False, dropout_count=1, net_pc_fen=None
    )
    run = run_now(county_officer)
    alone = run.standard.judge(household.periods.values().get())
    verdict = Verdict.objects.of_run(run).get()
    assert (verdict.unmet, verdict.unknown, verdict.outcome) == (
        alone.unmet,
        alone.unknown,
        "unmet",
    )
    assert {line.key for line, _outcome in verdict.lines(run.standard)} == {
        "income",
        "education",
        "water",
    }


def test_a_household_that_moved_is_judged_by_the_record_it_left_behind(
    county_officer, cadre
):
    household = people.poor_household(cadre, water_safe=False)
    household.periods.update(region_code=factories.OTHER_COUNTY_VILLAGE)
    run = run_now(county_officer)
    verdict = Verdict.objects.of_run(run).get()
    assert verdict.outcome == "unmet"
    assert {line.key for line, _outcome in verdict.lines(run.standard)} == {"water"}


def test_a_second_run_marks_only_what_changed(county_officer, cadre, household):
    other = people.poor_household(cadre)
    first = run_now(county_officer)
    assert first.changed == 0
    other.periods.update(danger_level="3")
    second = run_now(county_officer)
    assert second.changed == 1
    assert Verdict.objects.of_run(second).changed().get().household_id == other.pk
    third = run_now(county_officer)
    assert third.changed == 0
    assert not Verdict.objects.of_run(third).changed().exists()


def test_a_run_writes_only_what_differs_and_an_old_run_still_says_what_it_said(
    county_officer, cadre, household
):
    other = people.poor_household(cadre)
    first = run_now(county_officer)
    other.periods.update(danger_level="3")
    second = run_now(county_officer)
    assert Verdict.objects.count() == 3
    said = {
        run: dict(Verdict.objects.of_run(run).values_list("household", "outcome"))
        for run in (first, second)
    }
    assert said[first] == {household.pk: "met", other.pk: "met"}
    assert said[second] == {household.pk: "met", other.pk: "unmet"}


def test_nothing_is_said_before_a_run_has_closed(county_officer, household):
    run_now(county_officer)
    run = recheck.start_recheck(
        region_code=factories.COUNTY, on=people.ON, by=county_officer
    )
    assert not Verdict.objects.of_run(run).exists()


def test_a_household_that_moves_between_runs_is_spoken_of_where_it_lives(
    county_officer, cadre, household
):
    first = run_now(county_officer)
    Household.objects.filter(pk=household.pk).update(
        region_code=factories.OTHER_TOWNSHIP_VILLAGE
    )
    second = run_now(county_officer)
    places = [Verdict.objects.of_run(run).get().region_code for run in (first, second)]
    assert places == [factories.VILLAGE, factories.OTHER_TOWNSHIP_VILLAGE]
    assert (second.in_scope, second.changed) == (1, 0)


@pytest.mark.parametrize(
    "left",
    [{"state": "closed"}, {"region_code": factories.OTHER_COUNTY_VILLAGE}],
    ids=["closed", "moved away"],
)
def test_nothing_is_said_any_longer_of_a_household_that_has_left(
    county_officer, household, left
):
    first = run_now(county_officer)
    Household.objects.filter(pk=household.pk).update(**left)
    second = run_now(county_officer)
    assert (second.in_scope, second.checked) == (0, 0)
    assert not Verdict.objects.standing().exists()
    assert Verdict.objects.of_run(first).count() == 1
    assert not Verdict.objects.of_run(second).exists()


def test_running_a_finished_job_again_changes_nothing(county_officer, household):
    run = run_now(county_officer)
    job = Job.objects.filter(kind=recheck.KIND).first()
    assert recheck.work(job, queue.Progress(job))["checked"] == 1
    assert Verdict.objects.of_run(run).count() == 1


def test_a_range_is_cut_where_a_region_begins_and_none_is_left_out(
    monkeypatch, county_officer, cadre
):
    monkeypatch.setattr(recheck, "SHARD_HOUSEHOLDS", 2)
    for region in (
        factories.VILLAGE,
        factories.SIBLING_VILLAGE,
        factories.OTHER_TOWNSHIP_VILLAGE,
    ):
        for _number in range(2):
            people.poor_household(cadre, region_code=region)
    run = run_now(county_officer)
    ranges = list(run.shards.order_by("lo").values_list("lo", "hi"))
    assert len(ranges) == 3
    assert ranges[0][0] == run.region_code
    assert ranges[-1][1] == run.region_end
    assert all(before[1] == after[0] for before, after in itertools.pairwise(ranges))
    assert run.checked == 6


def test_a_household_that_moves_or_comes_during_the_run_is_judged_once(
    monkeypatch, county_officer, cadre
):
    monkeypatch.setattr(recheck, "SHARD_HOUSEHOLDS", 1)
    forth = people.poor_household(cadre, region_code=factories.VILLAGE)
    back = people.poor_household(cadre, region_code=factories.OTHER_TOWNSHIP_VILLAGE)
    run = recheck.start_recheck(
        region_code=factories.COUNTY, on=people.ON, by=county_officer
    )
    recheck.plan(run)
    recheck.judge_next(run)
    Household.objects.filter(pk=forth.pk).update(
        region_code=factories.OTHER_TOWNSHIP_VILLAGE
    )
    Household.objects.filter(pk=back.pk).update(region_code=factories.VILLAGE)
    people.poor_household(cadre, region_code=factories.VILLAGE)
    assert len(list(recheck.judge_all(run))) == 1
    recheck.close_run(run)
    run.refresh_from_db()
    assert (run.in_scope, run.checked, run.changed) == (3, 3, 0)
    said = Verdict.objects.of_run(run).values_list("household", "region_code")
    assert sorted(said) == sorted(Household.objects.values_list("pk", "region_code"))
    assert RecheckItem.objects.still_open().count() == 3


def test_the_database_closes_no_run_that_misses_a_household(
    county_officer, cadre, household
):
    run = run_now(county_officer)
    with (
        triggers_off("assessment_recheckrun"),
        stopped_by("recheck_every_household_once"),
    ):
        RecheckRun.objects.filter(pk=run.pk).update(checked=0)
    with triggers_off("assessment_recheckrun"), stopped_by("recheck_outcomes_add_up"):
        RecheckRun.objects.filter(pk=run.pk).update(met=5)
    with stopped_by("shard_every_household_once"):
        RecheckShard.objects.filter(run=run).update(checked=0)


def test_one_thing_is_said_of_a_household_at_a_time_in_the_database(
    county_officer, household
):
    run = run_now(county_officer)
    with stopped_by("verdict_one_at_a_time"):
        Verdict.objects.bulk_create(
            [
                Verdict(
                    run=run,
                    household=household,
                    region_code=household.region_code,
                    outcome="met",
                )
            ]
        )


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
    with pytest.raises(Refused):
        recheck.start_recheck(
            region_code=factories.COUNTY, on=people.ON, by=township_officer
        )
    recheck.start_recheck(region_code=factories.COUNTY, on=people.ON, by=county_officer)
    with pytest.raises(Refused, match=r"still running|还在"):
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
    for by, words in (
        (supervisor, "看过了,没有问题。"),
        (cadre, " "),
        (cadre, "字" * 501),
    ):
        with pytest.raises(Refused):
            findings.explain_item(item_id=item.pk, explanation=words, by=by)
    findings.explain_item(item_id=item.pk, explanation="户主生病,明年再说。", by=cadre)
    with pytest.raises(Refused):
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
