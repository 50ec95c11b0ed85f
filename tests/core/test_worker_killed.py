"""A killed worker, a broker that forgot everything: one file, each row once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.db import connection

from core import attachments
from core.jobs import queue
from core.jobs.models import Job
from core.models import Attachment
from households.models import Household
from ledgers import export
from tests import factories
from tests.ledgers.orders import order_file
from tests.racing import Started
from tests.workers import LONG_LEASE, sweeping, until

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 6_000


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def order(cadre):
    """Order the roster of a village with many families."""

    def make(rows: int = ROWS) -> Job:
        Household.objects.bulk_create(
            Household(
                hh_no=f"T{n:06d}",
                region_code=factories.VILLAGE,
                first_identified_on=dt.date(2014, 6, 1),
                head_name=f"户{n}",
                member_count=3,
                created_by=cadre,
                updated_by=cadre,
            )
            for n in range(rows)
        )
        return order_file("roster", cadre, factories.VILLAGE)

    return make


def numbers_in_file() -> Counter[str]:
    """How often each household stands in the one file that there is."""
    with attachments.open_file(Attachment.objects.get()) as stream:
        book = openpyxl.load_workbook(stream, read_only=True)
        texts = Counter(
            str(cell)
            for row in book.active.iter_rows(values_only=True)
            for cell in row
            if cell
        )
    return Counter(
        {text: count for text, count in texts.items() if text.startswith("T0")}
    )


def kept_files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_worker_killed_during_an_export_is_replaced_and_nothing_doubled(
    workers, order
):
    first, job = workers.start(), order()
    job = until(job, lambda job: job.total)
    workers.kill(first)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.result) == ("running", 1, {})
    assert not Attachment.objects.exists()
    workers.start(**LONG_LEASE)
    job = until(job, lambda job: not job.is_open, each=sweeping())
    assert (job.state, job.attempts, job.done, job.total) == ("done", 2, ROWS, ROWS)
    assert numbers_in_file() == Counter(f"T{n:06d}" for n in range(ROWS))
    assert len(kept_files()) == 1


def test_a_broker_that_forgot_everything_is_reminded_by_the_sweeper(
    workers, order, broker
):
    job = order(10)
    assert broker.llen("default") == 1
    broker.flushdb()
    assert broker.llen("default") == 0
    workers.start(**LONG_LEASE)
    job = until(job, lambda job: not job.is_open, each=sweeping())
    assert (job.state, job.attempts) == ("done", 1)
    assert sum(numbers_in_file().values()) == 10


@pytest.fixture
def overtaken(order, monkeypatch):
    """An export whose lease runs out while it writes: another worker finishes first."""
    job = order(5)
    write = export.write_workbook

    def another_worker() -> None:
        Job.objects.filter(pk=job.pk).update(lease_until="2020-01-01T00:00:00Z")
        queue.run(str(job.pk))

    def slow(*arguments):
        monkeypatch.setattr(export, "write_workbook", write)
        Started(another_worker).result()
        return write(*arguments)

    monkeypatch.setattr(export, "write_workbook", slow)
    return job


def test_the_overtaken_worker_leaves_no_second_file(overtaken):
    queue.run(str(overtaken.pk))
    overtaken.refresh_from_db()
    assert (overtaken.state, overtaken.attempts, Attachment.objects.count()) == (
        "done",
        2,
        1,
    )


def test_without_the_fence_both_workers_would_leave_a_file(overtaken, monkeypatch):
    """The control of the test above: it counts files, and can count two."""
    monkeypatch.setattr(queue, "_held", lambda job: Job.objects.filter(pk=job.pk))
    queue.run(str(overtaken.pk))
    assert Attachment.objects.count() == 2


def test_progress_of_an_export_is_seen_and_a_cancellation_does_not_wait(
    order, cadre, monkeypatch
):
    job, seen = order(5), []

    def the_person_who_waits() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 200")
        seen.append(Job.objects.get(pk=job.pk).total)
        queue.cancel(job=job, by=cadre)

    def slow(*arguments):
        Started(the_person_who_waits).result()
        return 5

    monkeypatch.setattr(export, "write_workbook", slow)
    queue.run(str(job.pk))
    job.refresh_from_db()
    assert seen == [5]
    assert (job.state, Attachment.objects.count()) == ("cancelled", 0)
