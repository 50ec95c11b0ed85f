"""The heartbeat of scheduler and workers, read by /readyz."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

HEARTBEAT = "config:heartbeat"


@shared_task(time_limit=20, soft_time_limit=15, expires=60)
def heartbeat() -> None:
    """Record that the scheduler sent a task and a worker ran it."""
    cache.set(HEARTBEAT, timezone.now().isoformat(), timeout=3600)
