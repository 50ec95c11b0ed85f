"""A worker killed in the middle of a re-check leaves nothing missing and nothing doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count

from assessment import recheck
from assessment.models import RecheckItem, Verdict
from core import jobs
from core.models import Job
from tests import factories
from tests.assessment import people

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = Path(__file__).with_name("hanging_worker.py")
VILLAGES = (factories.VILLAGE, factories.SIBLING_VILLAGE, factories.OTHER_TOWNSHIP_VILLAGE)
HOUSEHOLDS = 9


@pytest.fixture
def run(county_officer, county_officer_2, cadre):
    factories.plant_regions()
    call_command("load_codes", verbosity=0)
    people.set_figures(county_officer, county_officer_2)
    for number in range(HOUSEHOLDS):
        people.poor_household(cadre, region_code=VILLAGES[number % 3])
    return recheck.start_recheck(region_code=factories.COUNTY, on=people.ON, by=county_officer)


@pytest.fixture(autouse=True)
def _small_ranges(monkeypatch):
    monkeypatch.setattr(recheck, "SHARD_HOUSEHOLDS", 3)


def kill_in_the_middle(job: Job) -> None:
    """Let a worker of its own process come to its second range, and kill it with -9."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": os.getcwd()}
    command = [sys.executable, str(WORKER), str(job.pk)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout.readline().strip() == "hanging"
        os.kill(worker.pid, signal.SIGKILL)
    assert worker.returncode == -signal.SIGKILL


def test_a_worker_killed_in_the_middle_leaves_nothing_missing_and_nothing_doubled(run):
    job = Job.objects.filter(kind=recheck.KIND).order_by("pk").first()
    kill_in_the_middle(job)
    run.refresh_from_db()
    assert run.closed_at is None
    assert 0 < Verdict.objects.filter(run=run).count() < HOUSEHOLDS
    Job.objects.filter(pk=job.pk).update(lease_until="2020-01-01T00:00:00Z")
    jobs.run(str(job.pk))
    run.refresh_from_db()
    assert run.closed_at is not None
    assert run.checked == run.in_scope == HOUSEHOLDS
    per_household = Verdict.objects.of_run(run).values("household").annotate(count=Count("pk"))
    assert [row["count"] for row in per_household] == [1] * HOUSEHOLDS
    assert RecheckItem.objects.count() == HOUSEHOLDS


def test_two_workers_share_a_run_and_judge_each_range_once(run):
    recheck.plan(run)
    held, release = threading.Event(), threading.Event()

    def hold_the_first() -> None:
        with transaction.atomic():
            run.shards.select_for_update().order_by("lo").first()
            held.set()
            release.wait(20)
        connection.close()

    other = threading.Thread(target=hold_the_first)
    other.start()
    assert held.wait(10)
    taken = [recheck.judge_next(run), recheck.judge_next(run), recheck.judge_next(run)]
    release.set()
    other.join(20)
    first = run.shards.order_by("lo").first()
    assert taken[2] is None
    assert first.done_at is None
    assert first not in taken
    assert list(recheck.judge_all(run)) == [first]
    recheck.close_run(run)
    run.refresh_from_db()
    assert run.checked == HOUSEHOLDS


def test_two_runs_over_one_place_at_once_say_one_thing_of_each_household(run, county_officer):
    night = recheck.start_recheck(region_code=run.region_code, on=people.ON, by=None, key="night")
    held, release, ended = threading.Event(), threading.Event(), threading.Event()

    def judge_slowly() -> None:
        with transaction.atomic():
            for _shard in recheck.judge_all(run):
                held.set()
            release.wait(20)
        ended.set()
        connection.close()

    recheck.plan(run)
    recheck.plan(night)
    other = threading.Thread(target=judge_slowly)
    other.start()
    assert held.wait(10)
    threading.Timer(1, release.set).start()
    assert list(recheck.judge_all(night))
    assert ended.wait(20)
    other.join(20)
    for each in (run, night):
        recheck.close_run(each)
        each.refresh_from_db()
        assert each.checked == each.in_scope == HOUSEHOLDS
    assert Verdict.objects.count() == HOUSEHOLDS
