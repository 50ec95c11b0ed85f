"""The one-command run keeps its processes alive and leaves none behind."""

import errno
import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.request import Request, urlopen

import psutil
import pytest
from django.core.management import CommandError

from config.local import processes, state
from config.local.supervisor import Supervisor
from config.management.commands.up import Command
from config.probe import answers

from .conftest import (
    PATIENCE,
    ROOT,
    clean_environment,
    processes_mentioning,
    wait_for,
)

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
    child = supervisor.add(
        "child", "-c", "print('here', flush=True); import time; time.sleep(60)"
    )
    first = child.process
    first.kill()
    assert supervisor.run(
        until=lambda: child.process is not first and not child.ended(),
        seconds=PATIENCE,
    )
    assert wait_for(lambda: "child   | here" in capfd.readouterr().out)


def test_a_child_that_fails_at_once_is_started_ever_more_slowly(supervisor, capfd):
    child = supervisor.add("child", "-c", "raise SystemExit(1)")
    assert supervisor.run(until=lambda: child.failures >= 3, seconds=PATIENCE)
    pauses = re.findall(r"child ended \(1\); again in (\S+) s", capfd.readouterr().out)
    assert pauses == ["0.5", "1", "2"]


def test_a_child_that_is_to_wait_is_not_started_before(supervisor, monkeypatch):
    """By a clock of the test's own: a busy machine neither hurries nor delays it."""
    now = 1000.0
    monkeypatch.setattr("config.local.supervisor.time.monotonic", lambda: now)
    child = supervisor.add("child", "-c", "raise SystemExit(1)")
    first = child.process
    first.wait(PATIENCE)
    child.tend()
    now += 0.4
    child.tend()
    assert child.process is first
    now += 0.2
    child.tend()
    assert child.process is not first


def test_a_child_that_ignores_the_request_is_killed_with_its_own(
    supervisor, monkeypatch, tmp_path
):
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


@pytest.mark.skipif(
    sys.platform != "linux", reason="the kernel's death signal exists on Linux"
)
def test_children_die_with_a_killed_parent(folder, start_process):
    parent = start_process(
        sys.executable,
        "-c",
        PARENT,
        str(folder),
        env=clean_environment(),
        stdout=subprocess.PIPE,
    )
    child = int(parent.stdout.readline())
    assert not gone(child), "the control"
    parent.send_signal(signal.SIGKILL)
    assert wait_for(lambda: gone(child))


UP = (sys.executable, str(ROOT / "manage.py"), "up")


@pytest.fixture
def up(folder, start_process):
    """Start the whole system as people start it; gives its process and its log."""

    def begin() -> tuple[subprocess.Popen, Path]:
        log = folder / f"up{len(list(folder.glob('up*.log')))}.log"
        given = clean_environment(
            LIKA_STATE=str(folder), LOG_LEVEL="INFO", PROVINCE="46"
        )
        with log.open("w") as output:
            process = start_process(*UP, env=given, stdout=output, stderr=output)
        assert wait_for(
            lambda: "Lika is running" in log.read_text() or process.poll() is not None
        )
        assert process.poll() is None, log.read_text()
        return process, log

    return begin


def database_in(folder: Path) -> psutil.Process:
    """The server itself: nobody's child, and the parent of the others of its kind."""
    return next(one for one in running(folder, "-D") if one.ppid() in (1, 0))


def ready(log: Path) -> bool:
    """Whether the site answers at the address that it told."""
    address = re.search(r"open:\s+(\S+)", log.read_text()).group(1)
    return answers(address + "readyz")


def running(folder: Path, *words: str) -> list[psutil.Process]:
    """The processes of a folder whose command has one of the words."""
    found = []
    for process in processes_mentioning(folder):
        with suppress(psutil.Error):  # it has ended since it was listed
            if not set(words).isdisjoint(process.cmdline()):
                found.append(process)
    return found


def test_the_whole_system_heals_itself_survives_a_kill_and_stops_cleanly(folder, up):
    """One test: each start of the whole system takes longer than all that is asked."""
    process, log = up()
    styles_are_small_and_kept_for_good(log)
    kill_database_and_worker(folder, log)
    refuse_a_second(folder)

    survivor = database_in(folder).pid
    process.kill()
    process.wait()
    assert wait_for(lambda: not running(folder, "gunicorn", "celery"))
    process, log = up()
    assert database_in(folder).pid == survivor, "what survived is adopted"
    assert wait_for(lambda: ready(log)), log.read_text()

    process.terminate()
    assert process.wait(PATIENCE) == 0, log.read_text()
    assert processes_mentioning(folder) == []
    assert [file.name for file in folder.rglob("*.pid")] == []


def styles_are_small_and_kept_for_good(log: Path) -> None:
    """The first page loads little over a bad line, the second nothing again."""
    site = re.search(r"open:\s+(http://[^/]+)", log.read_text()).group(1)
    page = urlopen(f"{site}/accounts/sign-in/").read().decode()
    styles = re.findall(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page)
    assert len(styles) == page.count('rel="stylesheet"') > 0
    for style in styles:
        asked = Request(site + style, headers={"Accept-Encoding": "gzip"})
        with urlopen(asked) as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
            assert "immutable" in answer.headers["Cache-Control"]


def kill_database_and_worker(folder: Path, log: Path) -> None:
    """Both are started again, and the site is ready again."""
    database_in(folder).kill()
    running(folder, "worker")[0].kill()
    assert wait_for(lambda: "Postgres has died" in log.read_text())
    assert wait_for(lambda: "worker ended" in log.read_text())
    assert wait_for(lambda: ready(log)), log.read_text()


def refuse_a_second(folder: Path) -> None:
    second = subprocess.run(
        UP,
        cwd=ROOT,
        env=clean_environment(LIKA_STATE=str(folder)),
        capture_output=True,
        text=True,
    )
    assert second.returncode == 1
    assert "already running: http://127.0.0.1:" in second.stderr
    assert "Traceback" not in second.stderr


# --- what people meet instead of a traceback -----------------------------------------------------


def test_a_folder_that_takes_no_files_is_said_in_a_sentence(tmp_path):
    state = tmp_path / "文件"
    state.touch()
    done = subprocess.run(
        UP,
        cwd=ROOT,
        env=clean_environment(LIKA_STATE=str(state)),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"Nothing can be kept in {state}: ")
    assert "LIKA_STATE" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOSPC, errno.EROFS])
def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path, number):
    with (
        pytest.raises(state.LocalError, match="LIKA_STATE"),
        state.writing_in(tmp_path),
    ):
        raise OSError(number, os.strerror(number))


def test_other_failures_stay_what_they_are(tmp_path):
    with pytest.raises(FileNotFoundError), state.writing_in(tmp_path):
        raise FileNotFoundError(errno.ENOENT, "no such program")


@pytest.mark.parametrize("port", ["0", "-1", "65536", "abc", "８０００"])
def test_a_port_that_is_none_is_refused_in_a_sentence(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(CommandError, match="from 1 to 65535"):
        Command()._listen()


def test_a_taken_port_is_refused_when_asked_for(monkeypatch, taken):
    monkeypatch.setenv("PORT", str(taken))
    with pytest.raises(CommandError, match=f"Cannot listen on 127.0.0.1:{taken}"):
        Command()._listen()


def test_a_taken_port_is_passed_over_when_none_is_asked_for(monkeypatch, taken):
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setattr("config.management.commands.up.PORTS", [taken])
    with Command()._listen() as listener:
        assert listener.getsockname()[1] != taken
        assert not processes.is_free(listener.getsockname()[1]), "kept from then on"
