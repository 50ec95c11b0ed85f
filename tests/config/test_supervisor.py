"""The one-command run keeps its processes alive and leaves none behind."""

import re
import signal
import subprocess
import sys
import time
import urllib.request

import psutil
import pytest

from config.local.supervisor import Supervisor

from .conftest import ROOT, clean_environment, processes_mentioning, wait_for

PARENT = """
import sys
from config.local.supervisor import Supervisor
supervisor = Supervisor(lambda: False)
supervisor.listen()
supervisor.add("child", "-c", "import time; time.sleep(60)", LIKA_STATE=sys.argv[1])
print(supervisor.children[0].process.pid, flush=True)
supervisor.run()
supervisor.stop()
"""


@pytest.fixture
def supervisor():
    one = Supervisor(lambda: False)
    yield one
    one.stop()


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_a_killed_child_is_started_again(supervisor, capfd):
    child = supervisor.add("child", "-c", "print('here', flush=True); import time; time.sleep(60)")
    first = child.process
    first.kill()
    assert supervisor.run(until=lambda: child.process is not first and not child.ended(), seconds=10)
    assert wait_for(lambda: "child   | here" in capfd.readouterr().out)


def test_a_child_that_fails_at_once_is_started_ever_more_slowly(supervisor):
    child = supervisor.add("child", "-c", "raise SystemExit(1)")
    supervisor.run(until=lambda: child.failures >= 3, seconds=10)
    assert child.failures == 3
    assert child.resume - time.monotonic() > 1, "0.5 s, 1 s, then 2 s"


def test_a_child_that_ignores_the_request_is_killed_with_its_own(supervisor, monkeypatch, tmp_path):
    monkeypatch.setattr("config.local.supervisor.PATIENCE", 0.3)
    stubborn = (
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "inner = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "open(sys.argv[1], 'w').write(str(inner.pid)); time.sleep(60)\n"
    )
    mark = tmp_path / "inner"
    child = supervisor.add("child", "-c", stubborn, str(mark))
    assert wait_for(lambda: mark.exists() and mark.read_text())
    inner = int(mark.read_text())
    supervisor.stop()
    assert child.ended()
    assert wait_for(lambda: gone(inner))


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's death signal exists on Linux")
def test_children_die_with_a_killed_parent(folder, start_process):
    parent = start_process(sys.executable, "-c", PARENT, str(folder), env=clean_environment(), stdout=subprocess.PIPE)
    child = int(parent.stdout.readline())
    assert not gone(child), "the control"
    parent.send_signal(signal.SIGKILL)
    assert wait_for(lambda: gone(child))


@pytest.fixture
def running(folder, start_process):
    """The whole system, started as people start it; gives its process and its log."""
    log = folder / "up.log"
    with log.open("w") as output:
        process = start_process(
            sys.executable,
            str(ROOT / "manage.py"),
            "up",
            env=clean_environment(LIKA_STATE=str(folder), LOG_LEVEL="INFO", PROVINCE="46"),
            stdout=output,
            stderr=output,
        )
    assert wait_for(lambda: "Lika is running" in log.read_text() or process.poll() is not None, 300)
    assert process.poll() is None, log.read_text()
    return process, log


def test_the_whole_system_heals_itself_and_stops_without_a_trace(folder, running):
    process, log = running
    address = re.search(r"open:\s+(\S+)", log.read_text()).group(1)
    database = next(
        found for found in processes_mentioning(folder) if "-D" in found.cmdline() and found.ppid() in (1, 0)
    )
    worker = next(found for found in processes_mentioning(folder) if "worker" in found.cmdline())
    database.kill()
    worker.kill()
    assert wait_for(lambda: "Postgres has died" in log.read_text(), 60)
    assert wait_for(lambda: "worker ended" in log.read_text(), 60)

    def ready():
        try:
            with urllib.request.urlopen(address + "readyz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    assert wait_for(ready, 60), log.read_text()
    process.terminate()
    assert process.wait(60) == 0, log.read_text()
    assert processes_mentioning(folder) == []
