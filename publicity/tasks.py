"""Record notices whose period is over; run by beat, nothing is scheduled by ETA."""

from __future__ import annotations

from celery import shared_task

from publicity.services import close_ended


@shared_task(time_limit=120, soft_time_limit=100, expires=600)
def close_due() -> None:
    """Every ten minutes: record the notices whose period is over by the database's clock."""
    close_ended()
