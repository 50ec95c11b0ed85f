"""Celery tasks: each takes an id at most, re-reads the row and calls one verb."""

import datetime as dt

from celery import shared_task
from django.db.models.functions import Now

from core import attachments
from core.forms import uploads
from core.jobs import queue
from core.models import Draft, SentForm
from core.seals import nightly

DRAFT_DAYS = 90


@shared_task(ignore_result=True)
def run_job(job_id: str) -> None:
    """Do one job, if nobody else does."""
    queue.run(job_id)


@shared_task(ignore_result=True)
def sweep() -> None:
    """Every 30 seconds: wake a worker for jobs nobody holds."""
    queue.sweep()


@shared_task(ignore_result=True)
def prune() -> None:
    """Nightly: delete drafts and files nobody came back to, and files that expired."""
    Draft.objects.filter(updated_at__lt=Now() - dt.timedelta(days=DRAFT_DAYS)).delete()
    # A form is not sent again after so long; the row it made keeps its key anyway.
    SentForm.objects.filter(sent_at__lt=Now() - dt.timedelta(days=DRAFT_DAYS)).delete()
    uploads.sweep()
    attachments.expire_files()
    attachments.sweep_drafts()


@shared_task(ignore_result=True)
def seal() -> None:
    """Every half hour: seal what was written, so that a later alteration shows."""
    nightly.start_sealing()


@shared_task(ignore_result=True)
def verify() -> None:
    """Nightly: check that nothing kept was altered behind our back."""
    nightly.start()
