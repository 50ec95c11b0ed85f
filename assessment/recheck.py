"""The re-check: judge every registered household by the standard in force.

A run is cut into ranges of regions, each judged by one statement. A worker locks a
range, judges it in one INSERT … SELECT, brings the findings up to date and marks it
done, all in one transaction: a killed worker leaves the range as it was, and any number
of workers share a run. The last one closes it; the database then compares the number of
households with the number of verdicts. See decision 0040 and `assessment.recheck_sql`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import Count, Sum
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from assessment import recheck_sql as sql
from assessment.criteria import household_criteria, period_of
from assessment.models import RecheckRun, RecheckShard
from assessment.permissions import RUN_RECHECK
from assessment.querysets import region_end
from core import audit
from core.actors import Actor
from core.jobs import queue
from core.jobs.models import Job
from core.locks import advisory_lock
from core.permissions import check_place
from core.policy.profiles import policy_for
from core.refusals import Refused
from households.models import Household

KIND = "assessment.recheck"
WORKERS = 2
SHARD_HOUSEHOLDS = 80_000  # about five seconds of work; the lease of a job is sixty
SMALL_SHARD = 20_000
WAIT_SECONDS = 5  # for a range that another worker holds, before the lease is renewed
RANGE_LIMITS = (
    f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'; "
    "SET LOCAL statement_timeout = '10min'; "
    "SET LOCAL work_mem = '64MB'"  # a range fits into memory
)
CLOSE_LIMITS = "SET LOCAL statement_timeout = '10min'; SET LOCAL work_mem = '64MB'"
COUNTS = ("in_scope", "checked", "changed", "met", "unmet", "unknown")


def register() -> None:
    """Tell the job queue who works on a re-check."""
    queue.register_handler(KIND, work)


@transaction.atomic
def start_recheck(
    *, region_code: str, on: dt.date, by: Actor | None, key: str | None = None
) -> RecheckRun:
    """Record a run by the standard of the day and enqueue its jobs.

    The same key gives the same run. `by` is None for the run of the night.
    """
    if by is not None:
        check_place(RUN_RECHECK, region_code, by)
    # One start after the other: each sees the run, and the jobs, of the one before.
    advisory_lock(f"recheck:{region_code}")
    if key is not None and (known := RecheckRun.objects.filter(key=key).first()):
        return known
    # The run of the night does not wait for another: its key keeps it from being doubled.
    if by is not None and _is_running(region_code):
        raise Refused(
            _("A re-check of this place is still running; wait until it has finished.")
        )
    run = _create_run(region_code, on, by, key)
    for number in range(WORKERS):
        _enqueue(run, number, by)
    audit.record(by=by, verb="recheck.start", target=run, after={"on": on.isoformat()})
    return run


def _create_run(
    region_code: str, on: dt.date, by: Actor | None, key: str | None
) -> RecheckRun:
    """The row of a run, with the standard and figures it judges by."""
    policy = policy_for(region_code, on)
    return RecheckRun.objects.create(
        region_code=region_code,
        region_end=region_end(region_code),
        key=key,
        on=on,
        period=period_of(on),
        policy_name=policy.name,
        policy_digest=policy.digest,
        criteria=household_criteria(policy, region_code, on).to_json(),
        asked_by=by,
    )


def _enqueue(run: RecheckRun, number: int, by: Actor | None) -> None:
    """One job of a run; the key keeps it from being enqueued twice."""
    queue.enqueue(
        kind=KIND,
        by=by,
        region_code=run.region_code,
        title=_("Re-check of %(day)s") % {"day": run.on.isoformat()},
        params={"run": str(run.pk)},
        key=_job_key(run.pk, number),
    )


def _is_running(region_code: str) -> bool:
    """Whether a job still works on a run of this place.

    A run whose jobs have all failed does not count: it keeps nobody waiting.
    """
    begun = RecheckRun.objects.filter(
        region_code=region_code, closed_at=None
    ).values_list("pk", flat=True)
    keys = [_job_key(pk, number) for pk in begun for number in range(WORKERS)]
    return Job.objects.filter(key__in=keys, state__in=Job.OPEN).exists()


def _job_key(run_id: Any, number: int) -> str:
    return f"recheck:{run_id}:{number}"


def work(job: Job, progress: queue.Progress) -> dict[str, Any]:
    """Do one worker's part of a run; safe to run twice, and beside others."""
    run = RecheckRun.objects.get(pk=job.params["run"])
    if job.owner is not None and not job.owner.can(RUN_RECHECK, run.region_code):
        raise queue.Denied(_("You may no longer re-check this place."))
    if run.closed_at is None:
        plan(run)
        progress.total(run.shards.aggregate(total=Sum("expected"))["total"] or 0)
        for _shard in judge_all(run, progress):
            # Counted over the run, not over this worker: both report the same number.
            finished = run.shards.exclude(done_at=None)
            done = finished.aggregate(done=Sum("in_scope"))["done"] or 0
            progress.tick(min(done, job.total))
        close_run(run)
    run.refresh_from_db()
    return {"run": str(run.pk), "checked": run.checked}


@transaction.atomic
def plan(run: RecheckRun) -> None:
    """Cut the region into ranges of about equal numbers of households, once a run."""
    # The lock lets one worker plan; the other finds the ranges made.
    RecheckRun.objects.select_for_update().get(pk=run.pk)
    if run.shards.exists():
        return
    households = (
        Household.objects.active().in_region(run.region_code).order_by("region_code")
    )
    counts = list(households.values_list("region_code").annotate(count=Count("pk")))
    # Two ranges for each worker, so that neither waits long for the other at the end.
    share = sum(count for _code, count in counts) // (2 * WORKERS)
    size = min(max(share, SMALL_SHARD), SHARD_HOUSEHOLDS)
    RecheckShard.objects.bulk_create(
        RecheckShard(run=run, lo=lo, hi=hi, expected=count)
        for lo, hi, count in _ranges(run, counts, size)
    )


def _ranges(
    run: RecheckRun, counts: list[tuple[str, int]], size: int
) -> Iterator[tuple[str, str, int]]:
    """`(lo, hi, households)` of neighbouring ranges that cover the region.

    A range holds at most `size` households unless one village alone has more.
    """
    lo: str = run.region_code
    held = 0
    for code, count in counts:
        if held and held + count > size:
            yield lo, code, held
            lo, held = code, 0
        held += count
    yield lo, run.region_end, held


def judge_all(
    run: RecheckRun, progress: queue.Progress | None = None
) -> Iterator[RecheckShard]:
    """Take free ranges until none is left, then wait for those that others hold."""
    while (shard := judge_next(run)) is not None:
        yield shard
    while run.shards.filter(done_at=None).exists():
        shard = judge_next(run, wait=True)
        if shard is not None:
            yield shard
        elif progress is not None:
            # Nothing new is done, but the lease of the job is renewed.
            progress.tick(progress.job.done)


def judge_next(run: RecheckRun, *, wait: bool = False) -> RecheckShard | None:
    """Judge one free range, or with `wait` one that is freed soon; None without any."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(RANGE_LIMITS)
            open_shards = run.shards.filter(done_at=None).order_by("lo")
            # Skipping what others hold shares the work; waiting for it, at the end, makes
            # sure that a range whose worker was killed is judged after all.
            shard = open_shards.select_for_update(skip_locked=not wait).first()
            if shard is not None:
                _judge(cursor, run, shard)
            return shard
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") != sql.LOCK_NOT_AVAILABLE:
            raise
        return None


def _judge(cursor: Any, run: RecheckRun, shard: RecheckShard) -> None:
    """Write the verdicts and findings of one range in the transaction that holds it."""
    cursor.execute(*sql.judge(run, shard))
    shard.in_scope, shard.checked = cursor.fetchone()
    shard.done_at = Now()
    shard.save(update_fields=["in_scope", "checked", "done_at"])


@transaction.atomic
def close_run(run: RecheckRun) -> None:
    """Judge the households that came or moved meanwhile, count and close.

    The database refuses to close a run that missed a household or judged one twice.
    """
    run = RecheckRun.objects.select_for_update().get(pk=run.pk)
    if run.closed_at is not None or run.shards.filter(done_at=None).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(CLOSE_LIMITS)
        cursor.execute(*sql.judge_missed(run))
        counts = dict(zip(COUNTS, cursor.fetchone(), strict=True))
    for name, value in counts.items():
        setattr(run, name, value)
    run.closed_at = Now()
    run.save(update_fields=["closed_at", *counts])
    audit.record(
        by=run.asked_by,
        verb="recheck.close",
        target=run,
        after={"checked": run.checked, "met": run.met},
    )
