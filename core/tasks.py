"""Bells: each takes an id at most, re-reads the row and calls one verb."""

from celery import shared_task
from django.core.cache import cache
from django.db.models.functions import Now

from core import jobs
from core.models import Draft

BEAT_KEY = "beat:last"
DRAFT_DAYS = 90


@shared_task(ignore_result=True)
def run_job(job_id: str) -> None:
    """Do one job, if nobody else does."""
    jobs.run(job_id)


@shared_task(ignore_result=True)
def sweep() -> None:
    """Every 30 seconds: ring for jobs nobody holds, and leave a sign of life."""
    cache.set(BEAT_KEY, True, timeout=120)
    jobs.sweep()


@shared_task(ignore_result=True)
def prune() -> None:
    """Nightly: forget drafts nobody came back to, and files whose time is over."""
    import datetime as dt

    from core.attachments import expire_files

    Draft.objects.filter(updated_at__lt=Now() - dt.timedelta(days=DRAFT_DAYS)).delete()
    expire_files()
