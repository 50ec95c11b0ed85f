"""A worker killed in the middle of an export, a broker that forgot everything: one file, each row, none twice."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest
import redis
from django.conf import settings
from django.db import connection

from core import attachments, jobs
from core.models import Attachment, Job
from households.models import Household
from ledgers import export
from ledgers.declaration import ledger_named
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 6_000
LEASE_SECONDS = 2
PATIENCE = 120
# What docker-compose.yml starts.
COMMAND = ("-m", "celery", "-A", "config", "worker", "--queues", "default,export,import",
           "--concurrency", "2", "--without-gossip", "--without-mingle")  # fmt: skip


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def broker():
    """Our own database of the broker, empty before and after."""
    with redis.Redis.from_url(settings.CELERY_BROKER_URL) as broker:
        broker.flushdb()
        yield broker
        broker.flushdb()


@pytest.fixture
def worker(tmp_path, broker):
    """Start real workers, each the head of its own group; none outlives the test."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    environment = os.environ | {
        "DATABASE_URL": url, "MEDIA_ROOT": str(tmp_path / "media"), "JOB_LEASE_SECONDS": str(LEASE_SECONDS),
        "LIKA_ROLE": "worker", "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    started: list[subprocess.Popen] = []

    def start() -> subprocess.Popen:
        with (tmp_path / f"worker{len(started)}.log").open("w") as log:
            started.append(
                subprocess.Popen(
                    [sys.executable, *COMMAND],
                    env=environment,
                    cwd=settings.BASE_DIR,
                    start_new_session=True,
                    stdout=log,
                    stderr=log,
                )
            )
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            kill(process)


def kill(process: subprocess.Popen) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(20)


@pytest.fixture
def order(cadre):
    """Order the roster of a village with many families."""

    def make(rows: int = ROWS) -> Job:
        Household.objects.bulk_create(
            Household(
                hh_no=f"T{n:06d}", region_code=factories.VILLAGE, first_identified_on=dt.date(2014, 6, 1),
                head_name=f"户{n}", member_count=3, created_by=cadre, updated_by=cadre,
            )
            for n in range(rows)
        )  # fmt: skip
        return export.order_export(
            ledger=ledger_named("roster"), by=cadre, region_code=factories.VILLAGE, filters={}, on=factories.TODAY,
            full=False, purpose="",
        )  # fmt: skip

    return make


def until(job: Job, condition, *, each=lambda: None) -> Job:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        job.refresh_from_db()
        if condition(job):
            return job
        each()
        time.sleep(0.02)
    raise AssertionError(f"{job.state}, {job.done} of {job.total}, {job.attempts} attempts: {job.message}")


def numbers_in_file() -> Counter[str]:
    """How often each household stands in the one file that there is."""
    with attachments.open_file(Attachment.objects.get()) as stream:
        book = openpyxl.load_workbook(stream, read_only=True)
        texts = Counter(str(cell) for row in book.active.iter_rows(values_only=True) for cell in row if cell)
    return Counter({text: count for text, count in texts.items() if text.startswith("T0")})


def kept_files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_worker_killed_in_the_middle_of_an_export_is_replaced_and_nothing_is_doubled(worker, order):
    first, job = worker(), order()
    job = until(job, lambda job: job.total)
    kill(first)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.result) == ("running", 1, {})
    assert not Attachment.objects.exists()
    worker()
    job = until(job, lambda job: not job.is_open, each=_sweep_now_and_then())
    assert (job.state, job.attempts, job.done, job.total) == ("done", 2, ROWS, ROWS)
    assert numbers_in_file() == Counter(f"T{n:06d}" for n in range(ROWS))
    assert len(kept_files()) == 1


def test_a_broker_that_forgot_everything_is_reminded_by_the_sweeper(worker, order, broker):
    job = order(10)
    assert broker.llen("default") == 1
    broker.flushdb()
    assert broker.llen("default") == 0
    worker()
    job = until(job, lambda job: not job.is_open, each=_sweep_now_and_then())
    assert (job.state, job.attempts) == ("done", 1)
    assert sum(numbers_in_file().values()) == 10


def _sweep_now_and_then():
    last = [time.monotonic()]

    def sweep() -> None:
        if time.monotonic() - last[0] > 1:
            last[0] = time.monotonic()
            jobs.sweep()

    return sweep


@pytest.fixture
def overtaken(order, monkeypatch):
    """An export whose lease runs out while it writes: another worker takes it up and finishes first."""
    job = order(5)
    write = export.write_workbook

    def another_worker() -> None:
        Job.objects.filter(pk=job.pk).update(lease_until="2020-01-01T00:00:00Z")
        jobs.run(str(job.pk))
        connection.close()

    def slow(*arguments):
        monkeypatch.setattr(export, "write_workbook", write)
        other = threading.Thread(target=another_worker)
        other.start()
        other.join(30)
        return write(*arguments)

    monkeypatch.setattr(export, "write_workbook", slow)
    return job


def test_the_overtaken_worker_leaves_no_second_file(overtaken):
    jobs.run(str(overtaken.pk))
    overtaken.refresh_from_db()
    assert (overtaken.state, overtaken.attempts, Attachment.objects.count()) == ("done", 2, 1)


def test_without_the_fence_both_workers_would_leave_a_file(overtaken, monkeypatch):
    """The control of the test above: it counts files, and can count two."""
    monkeypatch.setattr(jobs, "_held", lambda job: Job.objects.filter(pk=job.pk))
    jobs.run(str(overtaken.pk))
    assert Attachment.objects.count() == 2


def test_progress_of_an_export_is_seen_while_it_runs_and_a_cancellation_does_not_wait(order, cadre, monkeypatch):
    job, seen = order(5), []

    def the_person_who_waits() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 200")
        seen.append(Job.objects.get(pk=job.pk).total)
        jobs.cancel(job=job, by=cadre)
        connection.close()

    def slow(*arguments):
        other = threading.Thread(target=the_person_who_waits)
        other.start()
        other.join(30)
        return 5

    monkeypatch.setattr(export, "write_workbook", slow)
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert seen == [5]
    assert (job.state, Attachment.objects.count()) == ("cancelled", 0)
