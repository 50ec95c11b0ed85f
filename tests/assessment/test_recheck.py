"""A run gives every registered household exactly one verdict."""

from __future__ import annotations

import itertools

import pytest

from assessment import recheck
from assessment.models import RecheckItem, RecheckRun, RecheckShard, Verdict
from core.jobs import queue
from core.jobs.models import Job
from households.models import Household
from tests import factories
from tests.assessment import people
from tests.assessment.people import run_now
from tests.database import stopped_by, triggers_off

pytestmark = pytest.mark.usefixtures("figures")


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
    assert not Verdict.objects.current().exists()
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
