"""Real background workers for tests, started as in docker-compose.yml; they can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from core.jobs import queue
from core.jobs.models import Job
from tests.database import own_url

LEASE_SECONDS = 2  # of a worker that is to be killed: its job is soon free again
# Of a worker that is to finish: on a busy machine it must not be taken for dead.
LONG_LEASE = {"JOB_LEASE_SECONDS": "60"}
PATIENCE = 300
OPTIONS = (
    "worker",
    "--queues",
    "default,export,import",
    "--concurrency",
    "2",
    "--without-gossip",
    "--without-mingle",
)
COMMAND = ("-m", "celery", "-A", "config")


class Workers:
    """Workers on the database of the tests, each in a process group; none outlives the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: list[subprocess.Popen] = []
        self.environment = os.environ | {
            "DATABASE_URL": own_url(),
            "MEDIA_ROOT": str(folder / "media"),
            "JOB_LEASE_SECONDS": str(LEASE_SECONDS),
            "LIKA_ROLE": "worker",
            "PYTHONWARNINGS": "ignore",
            "PYTHONPATH": str(settings.BASE_DIR),
        }

    def start(self, *program: str, **environment: str) -> subprocess.Popen:
        """Start one more worker; `program` replaces Celery's own to have something happen in it."""
        with (self.folder / f"worker{len(self.started)}.log").open("w") as log:
            self.started.append(
                subprocess.Popen(
                    [sys.executable, *(program or COMMAND), *OPTIONS],
                    env=self.environment | environment,
                    cwd=settings.BASE_DIR,
                    start_new_session=True,
                    stdout=log,
                    stderr=log,
                )
            )
        return self.started[-1]

    def kill(self, process: subprocess.Popen) -> None:
        """End it and its children as a power cut would."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                self.kill(process)


def until(
    job: Job,
    condition: Callable[[Job], bool],
    *,
    each: Callable[[], None] = lambda: None,
) -> Job:
    """Wait until the condition holds for the job as it stands."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        job.refresh_from_db()
        if condition(job):
            return job
        each()
        time.sleep(0.02)
    raise AssertionError(
        f"{job.state}, {job.done} of {job.total}, {job.attempts} attempts: {job.message}"
    )


def sweeping() -> Callable[[], None]:
    """What beat does, at most once a second, to be called while waiting."""
    last = [time.monotonic()]

    def sweep() -> None:
        if time.monotonic() - last[0] > 1:
            last[0] = time.monotonic()
            queue.sweep()

    return sweep
