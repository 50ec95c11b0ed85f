import datetime as dt

import pytest
from django.utils import timezone

from core.jobs import queue
from core.jobs.models import Job
from tests import factories
from tests.refusals import refused


@pytest.fixture
def kind(monkeypatch):
    """A kind of job of this test alone; returns a function that sets what it does."""
    monkeypatch.setattr(queue, "wake", lambda job_id: None)

    def does(function):
        monkeypatch.setitem(queue._handlers, "test", function)

    does(lambda job, progress: {"ok": True})
    return does


def _job(by=None, **values):
    return queue.enqueue(
        kind="test", by=by, region_code=factories.COUNTY, title="t", params={}, **values
    )


def test_a_job_with_a_key_is_recorded_once(db, kind):
    assert _job(key="nightly-2026-11-21").pk == _job(key="nightly-2026-11-21").pk
    assert Job.objects.count() == 1


def test_a_done_job_keeps_its_result_and_is_not_done_again(db, kind):
    runs = []
    kind(lambda job, progress: runs.append(1) or {"rows": 3})
    job = _job()
    queue.run(str(job.pk))
    queue.run(str(job.pk))
    job.refresh_from_db()
    assert (runs, job.state, job.result, job.percent) == ([1], "done", {"rows": 3}, 100)


def test_a_held_lease_keeps_a_second_worker_away(db, kind):
    job = _job()
    Job.objects.filter(pk=job.pk).update(
        state="running", lease_until=timezone.now() + dt.timedelta(minutes=1)
    )
    queue.run(str(job.pk))
    job.refresh_from_db()
    assert job.state == "running"


def test_a_worker_that_goes_on_keeps_its_lease(db, kind):
    seen = []

    def slow(job, progress):
        almost_over = timezone.now() + dt.timedelta(seconds=1)
        Job.objects.filter(pk=job.pk).update(lease_until=almost_over)
        progress.total(10)
        seen.append(Job.objects.get(pk=job.pk).lease_until - almost_over)
        Job.objects.filter(pk=job.pk).update(lease_until=almost_over)
        progress.tick(10)
        seen.append(Job.objects.get(pk=job.pk).lease_until - almost_over)
        return {}

    kind(slow)
    queue.run(str(_job().pk))
    assert len(seen) == 2
    assert all(renewed > queue.LEASE / 2 for renewed in seen)


def test_each_lease_has_a_higher_token_than_the_one_before(db, kind):
    tokens = []
    kind(lambda job, progress: tokens.append(job.token) or {})
    job = _job()
    for _round in range(3):
        Job.objects.filter(pk=job.pk).update(state="queued", finished_at=None)
        queue.run(str(job.pk))
    assert tokens == [1, 2, 3]


def test_a_job_that_was_tried_thrice_is_not_tried_again_however_often_the_bell_rings(
    db, kind
):
    runs = []
    kind(lambda job, progress: runs.append(1) or {})
    job = _job()
    Job.objects.filter(pk=job.pk).update(attempts=Job.MAX_ATTEMPTS)
    queue.run(str(job.pk))
    assert runs == []


def test_a_worker_that_lost_its_lease_writes_nothing(db, kind):
    def slow(job, progress):
        Job.objects.filter(pk=job.pk).update(token=99)
        progress.total(10)
        return {"late": True}

    kind(slow)
    job = _job()
    queue.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.result, job.total) == ("running", {}, 0)


def test_the_sweeper_rings_for_a_dead_workers_job(db, kind, monkeypatch):
    rung = []
    monkeypatch.setattr(queue, "wake", rung.append)
    job = _job()
    Job.objects.filter(pk=job.pk).update(
        state="running", attempts=1, lease_until=timezone.now() - dt.timedelta(1)
    )
    assert queue.sweep() == 1
    assert rung == [str(job.pk)]


def test_a_job_that_kills_its_worker_thrice_is_given_up(db, kind):
    job = _job()
    Job.objects.filter(pk=job.pk).update(
        state="running", attempts=3, lease_until=timezone.now() - dt.timedelta(1)
    )
    queue.sweep()
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.finished_at


def test_an_error_leaves_the_job_for_another_try(db, kind):
    def broken(job, progress):
        raise ValueError("no")

    kind(broken)
    job = _job()
    for state in ("queued", "queued", "failed"):
        with pytest.raises(ValueError, match="no"):
            queue.run(str(job.pk))
        job.refresh_from_db()
        assert job.state == state


def test_a_refusal_ends_the_job_with_its_reasons(db, kind):
    def refuses(job, progress):
        raise queue.Denied("权限已收回。")

    kind(refuses)
    job = _job()
    queue.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.message) == ("denied", "权限已收回。")


def test_only_ones_own_open_job_can_be_cancelled(db, kind, cadre, sibling_cadre):
    job = _job(by=cadre)
    with refused("任务已经结束"):
        queue.cancel(job=job, by=sibling_cadre)
    queue.cancel(job=job, by=cadre)
    job.refresh_from_db()
    assert job.state == "cancelled"
    with refused("任务已经结束"):
        queue.cancel(job=job, by=cadre)


def test_a_broker_that_is_away_loses_nothing(
    db, monkeypatch, django_capture_on_commit_callbacks
):
    def refused(*args):
        raise ConnectionError("no broker")

    monkeypatch.setattr("core.jobs.queue.current_app.send_task", refused)
    with django_capture_on_commit_callbacks(execute=True):
        job = _job()
    assert Job.objects.get(pk=job.pk).state == "queued"
