"""Queue background work: a row in PostgreSQL is the record, Celery only wakes a worker.

A handler is `(job, progress) -> result dict`, safe to run twice: the job of a killed
worker is leased again with a higher token, and a writer with the old token is refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pghistory
import structlog
from celery import current_app
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.jobs.models import Job
from core.refusals import Refused

LEASE = dt.timedelta(seconds=settings.JOB_LEASE_SECONDS)
PROGRESS_ALIAS = "progress"
log = structlog.get_logger(__name__)
Handler = Callable[[Job, "Progress"], dict[str, Any]]
_handlers: dict[str, Handler] = {}


class LeaseLost(Exception):
    """Another worker holds the job now; this one stops without writing."""


class Denied(Refused):
    """The owner may no longer do this; the job ends without a result."""


def register_handler(kind: str, function: Handler) -> None:
    """Let `function` do the jobs of a kind; call it in `AppConfig.ready`."""
    _handlers[kind] = function


def enqueue(
    *,
    kind: str,
    by: Actor | None,
    region_code: str,
    title: str,
    params: dict[str, Any],
    key: str | None = None,
) -> Job:
    """Record a job and wake a worker after commit; with a `key`, once for ever."""
    values = {
        "kind": kind,
        "owner": by,
        "region_code": region_code,
        "title": title,
        "params": params,
    }
    if key is None:
        job, created = Job.objects.create(**values), True
    else:
        # Two requests may ask for the same job at once; the unique key decides.
        job, created = Job.objects.get_or_create(key=key, defaults=values)
    # After commit: a worker that is woken earlier finds no row.
    if created:
        transaction.on_commit(partial(wake, str(job.pk)))
    return job


def wake(job_id: str) -> None:
    """Wake a worker; when the broker is away the sweeper tries again, so nothing is lost."""
    try:
        current_app.send_task("core.tasks.run_job", [job_id])
    except (
        Exception
    ) as error:  # any broker trouble: the row is safe, the sweeper will find it
        log.warning("wake_failed", job_id=job_id, error=type(error).__name__)


def run(job_id: str) -> None:
    """Take the lease and do the work, unless another worker holds it or it is finished."""
    job = _lease(job_id)
    if job is None:
        return
    # The log and the history of rows both name the job and its owner.
    with (
        structlog.contextvars.bound_contextvars(job_id=job_id),
        pghistory.context(job=job_id, user=job.owner_id),
    ):
        try:
            result = _handlers[job.kind](job, Progress(job))
        except LeaseLost:
            log.warning("lease_lost")
        except Denied as refusal:
            _close(job, Job.State.DENIED, message=" ".join(refusal.reasons))
        except Refused as refusal:
            _close(job, Job.State.FAILED, message=" ".join(refusal.reasons))
        except Exception as error:
            log.exception("job_failed")
            _fail(job, type(error).__name__)
            raise  # Celery and its monitor see the failure as well
        else:
            _close(job, Job.State.DONE, result=result)


def sweep() -> int:
    """Wake workers for open jobs nobody holds; fail those that were tried three times."""
    idle = Job.objects.filter(state__in=Job.OPEN).filter(
        Q(lease_until=None) | Q(lease_until__lt=Now())
    )
    idle.filter(attempts__gte=Job.MAX_ATTEMPTS).update(
        state=Job.State.FAILED,
        finished_at=Now(),
        message=_("It failed three times; tell the administrator."),
    )
    # In portions: the broker is not filled with what no worker can take yet.
    waiting = list(idle.filter(state__in=Job.OPEN).values_list("pk", flat=True)[:500])
    for job_id in waiting:
        wake(str(job_id))
    return len(waiting)


def cancel(*, job: Job, by: Actor) -> None:
    """Stop a job of one's own that is still open."""
    # One UPDATE: a job that ends at this moment keeps its result.
    changed = Job.objects.filter(pk=job.pk, owner=by, state__in=Job.OPEN).update(
        state=Job.State.CANCELLED, finished_at=Now()
    )
    if not changed:
        raise Refused(_("The job has already ended."))


class Progress:
    """How far a job has come; each tick renews the lease and stops the worker that has lost it."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._last = timezone.now()

    def total(self, total: int) -> None:
        self._write(total=total)

    def tick(self, done: int, message: str = "") -> None:
        """Record `done` units; cheap to call often, it writes at most once a second."""
        now = timezone.now()
        # The last unit is always written, so that the page does not stop at 99 %.
        if (now - self._last).total_seconds() >= 1 or done == self.job.total:
            self._last = now
            self._write(done=done, message=message)

    def _write(self, **values: Any) -> None:
        with _second_connection() as alias:
            changed = (
                _held(self.job).using(alias).update(lease_until=Now() + LEASE, **values)
            )
        if not changed:
            raise LeaseLost(str(self.job.pk))
        for name, value in values.items():
            setattr(self.job, name, value)


def _lease(job_id: str) -> Job | None:
    # One UPDATE decides between workers; the token makes every older one stop.
    free = Q(lease_until=None) | Q(lease_until__lt=Now())
    changed = Job.objects.filter(
        free, pk=job_id, state__in=Job.OPEN, attempts__lt=Job.MAX_ATTEMPTS
    ).update(
        state=Job.State.RUNNING,
        attempts=F("attempts") + 1,
        token=F("token") + 1,
        lease_until=Now() + LEASE,
    )
    return Job.objects.select_related("owner").get(pk=job_id) if changed else None


@contextmanager
def _second_connection() -> Iterator[str]:
    """Another connection, whose writes are seen at once from a handler's transaction.

    Else neither the person who waits nor the sweeper would see how far the job is, and a
    cancellation would wait for its end.
    """
    in_test = any(
        block._from_testcase for block in connection.atomic_blocks
    )  # all is one transaction there
    if in_test or not connection.in_atomic_block:
        yield DEFAULT_DB_ALIAS
        return
    connections[PROGRESS_ALIAS] = connection.copy(PROGRESS_ALIAS)
    try:
        yield PROGRESS_ALIAS
    finally:
        connections[PROGRESS_ALIAS].close()
        del connections[PROGRESS_ALIAS]


def _held(job: Job) -> Any:
    """The row while this worker still holds it; writes by its token go nowhere else."""
    return Job.objects.filter(pk=job.pk, token=job.token, state=Job.State.RUNNING)


def _close(
    job: Job, state: str, *, message: str = "", result: dict[str, Any] | None = None
) -> None:
    values = {
        "state": state,
        "message": message[:500],
        "result": result or {},
        "finished_at": Now(),
        "lease_until": None,
    }
    if state == Job.State.DONE:
        values["done"] = F("total")
    _held(job).update(**values)


def _fail(job: Job, reason: str) -> None:
    """Leave the job open for another try until its tries are used up."""
    # The name of the error is enough for a page; its text may hold personal data.
    if job.attempts >= Job.MAX_ATTEMPTS:
        _close(
            job,
            Job.State.FAILED,
            message=_("It failed three times; tell the administrator.")
            + f" ({reason})",
        )
    else:
        _held(job).update(lease_until=None, state=Job.State.QUEUED)
