"""A worker killed in the middle of a re-check leaves nothing missing and nothing doubled."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count

from assessment import recheck
from assessment.models import RecheckItem, Verdict
from core.jobs.models import Job
from tests import factories
from tests.assessment import people
from tests.racing import PATIENCE, Started, overlapping
from tests.workers import LONG_LEASE, sweeping, until

pytestmark = pytest.mark.django_db(transaction=True)
HANGING = Path(__file__).with_name("hanging_worker.py")
VILLAGES = (
    factories.VILLAGE,
    factories.SIBLING_VILLAGE,
    factories.OTHER_TOWNSHIP_VILLAGE,
)
HOUSEHOLDS = 9


@pytest.fixture
def run(county_officer, county_officer_2, cadre):
    factories.plant_regions()
    call_command("load_codes", verbosity=0)
    people.set_figures(county_officer, county_officer_2)
    for number in range(HOUSEHOLDS):
        people.poor_household(cadre, region_code=VILLAGES[number % 3])
    return recheck.start_recheck(
        region_code=factories.COUNTY, on=people.ON, by=county_officer
    )


@pytest.fixture(autouse=True)
def _small_ranges(monkeypatch):
    monkeypatch.setattr(recheck, "SHARD_HOUSEHOLDS", 3)


def test_a_killed_worker_leaves_nothing_missing_and_nothing_doubled(
    workers, run, tmp_path
):
    """Its second range is judged but not committed; another worker goes on."""
    mark = tmp_path / "hanging"
    killed = workers.start(str(HANGING), HANGING_MARK=str(mark))
    jobs = list(Job.objects.filter(kind=recheck.KIND))
    until(jobs[0], lambda job: mark.exists())
    workers.kill(killed)
    run.refresh_from_db()
    assert run.closed_at is None
    assert 0 < Verdict.objects.filter(run=run).count() < HOUSEHOLDS
    workers.start(**LONG_LEASE)
    sweep = sweeping()
    for job in jobs:
        until(job, lambda job: not job.is_open, each=sweep)
    assert {job.state for job in jobs} == {Job.State.DONE}
    assert max(job.attempts for job in jobs) > 1
    run.refresh_from_db()
    assert run.closed_at is not None
    assert run.checked == run.in_scope == HOUSEHOLDS
    verdicts = Verdict.objects.of_run(run).values("household")
    counts = verdicts.annotate(count=Count("pk")).values_list("count", flat=True)
    assert list(counts) == [1] * HOUSEHOLDS
    assert RecheckItem.objects.count() == HOUSEHOLDS


def test_two_workers_share_a_run_and_judge_each_range_once(run):
    recheck.plan(run)
    held, release = threading.Event(), threading.Event()

    def hold_the_first() -> None:
        with transaction.atomic():
            run.shards.select_for_update().order_by("lo").first()
            held.set()
            release.wait(PATIENCE)

    other = Started(hold_the_first)
    assert held.wait(PATIENCE)
    taken = [recheck.judge_next(run), recheck.judge_next(run), recheck.judge_next(run)]
    release.set()
    other.result()
    first = run.shards.order_by("lo").first()
    assert taken[2] is None
    assert first.done_at is None
    assert first not in taken
    assert list(recheck.judge_all(run)) == [first]
    recheck.close_run(run)
    run.refresh_from_db()
    assert run.checked == HOUSEHOLDS


def test_two_runs_over_one_place_at_once_say_one_thing_of_each_household(run):
    night = recheck.start_recheck(
        region_code=run.region_code, on=people.ON, by=None, key="night"
    )
    for each in (run, night):
        recheck.plan(each)
    both = overlapping(
        lambda: list(recheck.judge_all(run)), lambda: list(recheck.judge_all(night))
    )
    assert both.waited
    assert both.first
    assert both.second
    for each in (run, night):
        recheck.close_run(each)
        each.refresh_from_db()
        assert each.checked == each.in_scope == HOUSEHOLDS
    assert Verdict.objects.count() == HOUSEHOLDS
