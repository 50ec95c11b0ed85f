"""The re-check: every registered household judged by the standard in force, one statement a range.

A run is cut into ranges of regions. A worker locks a range, judges it in one INSERT … SELECT, brings the
findings up to date and marks it done, all in one transaction: a killed worker leaves the range as it was,
and any number of workers share a run. The last one closes it, and the database counts both sides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AbstractBaseUser as User
from django.db import OperationalError, connection, transaction
from django.db.models import Count, Sum
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from assessment import recheck_sql as sql
from assessment.criteria import household_criteria, period_of
from assessment.models import RecheckRun, RecheckShard
from assessment.querysets import region_end
from core import audit
from core.jobs import queue
from core.jobs.models import Job
from core.policy.profiles import policy_for
from core.refusals import Refused
from households.models import Household

KIND = "assessment.recheck"
RUN = "assessment.run_recheck"
WORKERS = 2
SHARD_HOUSEHOLDS = 80_000  # about five seconds of work; the lease of a job is sixty
SMALL_SHARD = 20_000
WAIT_SECONDS = 5
COUNTS = ("in_scope", "checked", "changed", "met", "unmet", "unknown")


@transaction.atomic
def start_recheck(
    *, region_code: str, on: dt.date, by: User | None, key: str | None = None
) -> RecheckRun:
    """Record a run by the standard of the day and ring for its workers; the same key gives the same run."""
    if by is not None and not by.can(RUN, region_code):
        raise Refused(_("Only the county office starts a re-check of this place."))
    if key is not None and (known := RecheckRun.objects.filter(key=key).first()):
        return known
    if by is not None and _is_running(region_code):
        raise Refused(
            _("A re-check of this place is still running; wait until it has finished.")
        )
    policy = policy_for(region_code, on)
    run = RecheckRun.objects.create(
        region_code=region_code,
        region_end=region_end(region_code),
        key=key,
        on=on,
        period=period_of(on),
        policy_name=policy.name,
        policy_digest=policy.digest,
        criteria=household_criteria(policy, region_code, on).frozen(),
        asked_by=by,
    )
    for number in range(WORKERS):
        queue.enqueue(
            kind=KIND,
            by=by,
            region_code=region_code,
            title=_("Re-check of %(day)s") % {"day": on.isoformat()},
            params={"run": str(run.pk)},
            key=_job_key(run.pk, number),
        )
    audit.record(by=by, verb="recheck.start", target=run, after={"on": on.isoformat()})
    return run


def _is_running(region_code: str) -> bool:
    """Whether anybody still works on a run of this place; one whose jobs have failed keeps nobody waiting."""
    begun = RecheckRun.objects.filter(
        region_code=region_code, closed_at=None
    ).values_list("pk", flat=True)
    keys = [_job_key(pk, number) for pk in begun for number in range(WORKERS)]
    return Job.objects.filter(key__in=keys, state__in=Job.OPEN).exists()


def _job_key(run_id: Any, number: int) -> str:
    return f"recheck:{run_id}:{number}"


@queue.handler(KIND)
def work(job: Any, progress: queue.Progress) -> dict[str, Any]:
    """One worker's part of a run; safe to run twice, and beside others."""
    run = RecheckRun.objects.get(pk=job.params["run"])
    if job.owner is not None and not job.owner.can(RUN, run.region_code):
        raise queue.Denied(_("You may no longer re-check this place."))
    if run.closed_at is None:
        plan(run)
        progress.total(run.shards.aggregate(total=Sum("expected"))["total"] or 0)
        for _shard in judge_all(run, progress):
            done = (
                run.shards.exclude(done_at=None).aggregate(done=Sum("in_scope"))["done"]
                or 0
            )
            progress.tick(min(done, job.total))
        close_run(run)
    run.refresh_from_db()
    return {"run": str(run.pk), "checked": run.checked}


@transaction.atomic
def plan(run: RecheckRun) -> None:
    """Cut the region into ranges of about equal numbers of households; once a run."""
    RecheckRun.objects.select_for_update().get(pk=run.pk)
    if run.shards.exists():
        return
    households = (
        Household.objects.active().in_region(run.region_code).order_by("region_code")
    )
    counts = list(households.values_list("region_code").annotate(count=Count("pk")))
    share = sum(count for _code, count in counts) // (2 * WORKERS)
    size = min(max(share, SMALL_SHARD), SHARD_HOUSEHOLDS)
    ranges, lo, held = [], run.region_code, 0
    for code, count in counts:
        if held and held + count > size:
            ranges.append((lo, code, held))
            lo, held = code, 0
        held += count
    ranges.append((lo, run.region_end, held))
    RecheckShard.objects.bulk_create(
        RecheckShard(run=run, lo=lo, hi=hi, expected=count) for lo, hi, count in ranges
    )


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
            progress.tick(progress.job.done)


def judge_next(run: RecheckRun, *, wait: bool = False) -> RecheckShard | None:
    """Judge one range that nobody holds (or that somebody lets go of soon); None when there is none."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'; SET LOCAL statement_timeout = '10min'"
            )
            cursor.execute("SET LOCAL work_mem = '64MB'")  # a range fits into memory
            open_shards = run.shards.filter(done_at=None).order_by("lo")
            shard = open_shards.select_for_update(skip_locked=not wait).first()
            if shard is not None:
                _judge(cursor, run, shard)
            return shard
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") != sql.LOCK_NOT_AVAILABLE:
            raise
        return None


def _judge(cursor: Any, run: RecheckRun, shard: RecheckShard) -> None:
    """The verdicts and findings of one range, inside the transaction that holds it."""
    cursor.execute(*sql.judge(run, shard))
    shard.in_scope, shard.checked = cursor.fetchone()
    shard.done_at = Now()
    shard.save(update_fields=["in_scope", "checked", "done_at"])


@transaction.atomic
def close_run(run: RecheckRun) -> None:
    """Judge who came or moved meanwhile, count both sides and close.

    Refused by the database when a household is missing or doubled.
    """
    run = RecheckRun.objects.select_for_update().get(pk=run.pk)
    if run.closed_at is not None or run.shards.filter(done_at=None).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL statement_timeout = '10min'; SET LOCAL work_mem = '64MB'"
        )
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
