"""Celery: how background workers run, and the schedule of periodic tasks."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("lika")
# The environment decides only about addresses and files: CELERY_* in config/settings.py.
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.update(
    broker_connection_retry_on_startup=True,
    # A worker that dies loses its message for the visibility timeout; it must outlive the
    # longest task, and kombu only looks as often as the two restore settings say.
    broker_transport_options={
        "visibility_timeout": 1800,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 2,
        "socket_timeout": 10,
    },
    # A page does not wait for a broker that is away; the sweeper finds the job.
    task_publish_retry_policy={
        "max_retries": 1,
        "interval_start": 0.1,
        "interval_max": 0.2,
    },
    # A message is acknowledged when its task has ended: a killed worker's comes back.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=1500,
    task_soft_time_limit=1380,
    task_default_queue="default",
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=200,
    worker_soft_shutdown_timeout=20,
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    timezone="Asia/Shanghai",
)

# Every periodic task scans for what is due and is safe to run twice. Nothing is scheduled
# by ETA: a message that waits longer than the visibility timeout is delivered again and
# again.
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
    "seal": {"task": "core.tasks.seal", "schedule": 1800.0},
    "verify": {"task": "core.tasks.verify", "schedule": crontab(hour=4, minute=0)},
    "prune": {"task": "core.tasks.prune", "schedule": crontab(hour=3, minute=30)},
    "forget-ended-access": {
        "task": "accounts.tasks.forget_ended_access",
        "schedule": crontab(hour=3, minute=40),
    },
}


@beat_init.connect
def first_heartbeat(**kwargs) -> None:
    """Let /readyz know at once that the scheduler runs."""
    app.send_task("config.tasks.heartbeat")
