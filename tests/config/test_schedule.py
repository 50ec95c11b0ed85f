"""What rings by itself: each promise of the clock is scheduled, known to the workers, and does its work."""

import importlib
from pathlib import Path

import pytest
from celery.schedules import crontab
from django.conf import settings

from config.celery import app

SCHEDULE = {
    entry["task"]: entry["schedule"] for entry in app.conf.beat_schedule.values()
}
EVERY = {
    "config.tasks.heartbeat": 60,
    "core.tasks.sweep": 60,
    "core.tasks.seal": 1800,
    "publicity.tasks.close_due": 600,
}
NIGHTLY = {
    "assessment.tasks.nightly_recheck",
    "funds.tasks.verify_postings",
    "core.tasks.prune",
    "core.tasks.verify",
    "accounts.tasks.forget_ended_access",
}
RUNG = {"core.tasks.run_job"}  # by those who ask, and by the sweeper


@pytest.fixture(scope="module", autouse=True)
def _tasks():
    for path in Path(settings.BASE_DIR).glob("*/tasks.py"):
        importlib.import_module(f"{path.parent.name}.tasks")


def test_every_task_rings_by_itself_or_is_rung():
    ours = {
        name for name in app.tasks if name.split(".")[0] in settings.FIRST_PARTY_APPS
    }
    assert ours == {*SCHEDULE, *RUNG} == {*EVERY, *NIGHTLY, *RUNG}


@pytest.mark.parametrize("task", EVERY)
def test_what_is_due_all_day_is_looked_for_often_enough(task):
    assert 0 < float(SCHEDULE[task]) <= EVERY[task]


@pytest.mark.parametrize("task", sorted(NIGHTLY))
def test_what_is_due_each_night_rings_once_while_the_offices_sleep(task):
    when = SCHEDULE[task]
    assert isinstance(when, crontab)
    assert when.hour <= {0, 1, 2, 3, 4, 5}
    assert len(when.hour) == len(when.minute) == 1
    assert len(when.day_of_month) == 31
    assert len(when.day_of_week) == 7
    assert str(app.conf.timezone) == settings.TIME_ZONE


def test_a_dead_workers_job_is_found_within_two_minutes():
    assert settings.JOB_LEASE_SECONDS + float(SCHEDULE["core.tasks.sweep"]) <= 120
