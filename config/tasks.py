"""Signs of life of the scheduler and the workers."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

HEARTBEAT = "config:heartbeat"


@shared_task(time_limit=20, soft_time_limit=15, expires=60)
def heartbeat() -> None:
    """Leave a mark that a tick went out and a worker took it."""
    cache.set(HEARTBEAT, timezone.now().isoformat(), timeout=3600)
