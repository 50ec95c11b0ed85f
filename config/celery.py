"""The background workers, and the ticks they are woken by."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("lika")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Every tick scans for what is due and is safe to run twice. Nothing is scheduled by ETA:
# a message that waits longer than the visibility timeout would be delivered again and again.
app.conf.beat_schedule = {
    "heartbeat": {"task": "config.tasks.heartbeat", "schedule": 30.0},
    "sweep-jobs": {"task": "core.tasks.sweep", "schedule": 30.0},
    "close-notices": {"task": "publicity.tasks.close_due", "schedule": 600.0},
    "recheck": {
        "task": "assessment.tasks.nightly_recheck",
        "schedule": crontab(hour=2, minute=10),
    },
    "verify-postings": {
        "task": "funds.tasks.verify_postings",
        "schedule": crontab(hour=3, minute=0),
    },
    "prune": {"task": "core.tasks.prune", "schedule": crontab(hour=3, minute=30)},
    "forget-ended-access": {
        "task": "accounts.tasks.forget_ended_access",
        "schedule": crontab(hour=3, minute=40),
    },
}


@beat_init.connect
def first_heartbeat(**kwargs) -> None:
    """Let /readyz know at once that the scheduler is there."""
    app.send_task("config.tasks.heartbeat")
