"""Folders, environments and processes for tests that start real servers.

Every wait here is for a condition, with a limit that only a failure reaches: a slow or
busy machine must not decide whether a test passes.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300  # seconds
OURS = (
    "DATABASE_URL",
    "REDIS_URL",
    "LIKA_",
    "TEST_DATABASE_NAME",
    "DJANGO_",
    "PYTEST_",
    "DB_",
)


def clean_environment(**variables: str) -> dict[str, str]:
    """Return this environment without anything that names our servers or folders."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(OURS)
    }
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', os.defpath)}"
    return {**kept, "PATH": path, **variables}


def processes_mentioning(folder: Path) -> list[psutil.Process]:
    """Return the living processes whose command or environment names the folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE:
                continue
            known = [*process.cmdline(), process.environ().get("LIKA_STATE", "")]
        except psutil.Error:
            continue
        if any(str(folder) in word for word in known):
            found.append(process)
    return found


def wait_for(condition, seconds=PATIENCE):
    """Wait until the condition holds; return whether it did."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def folder(tmp_path):
    """A state folder as people name them; what still runs in it afterwards is killed."""
    path = (tmp_path / "立卡 的 数据").resolve()
    path.mkdir()
    yield path
    for process in processes_mentioning(path):
        process.send_signal(signal.SIGKILL)
    place = path / "postgres.place"
    if place.exists():
        shutil.rmtree(place.read_text(), ignore_errors=True)


@pytest.fixture
def start_process():
    """Start programs that end with the test, whatever happens in it."""
    started = []

    def start(*command: str, **options) -> subprocess.Popen:
        options = {"cwd": ROOT, "text": True, "start_new_session": True, **options}
        process = subprocess.Popen(command, **options)
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe:
                pipe.close()


@pytest.fixture
def taken():
    """A port that somebody listens on as long as the test lasts."""
    with socket.create_server(("127.0.0.1", 0)) as owner:
        yield owner.getsockname()[1]
