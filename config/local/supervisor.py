"""Keep the processes of the one-command run alive, and stop them in order.

Why not an existing supervisor: docs/decisions/0065-our-own-supervisor.md.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

PR_SET_PDEATHSIG = 1
QUIET_AFTER = 30  # seconds of life after which earlier failures are forgotten
LONGEST_PAUSE = 30
PATIENCE = 25  # a worker may finish its task; longer than its soft shutdown

try:
    _prctl = ctypes.CDLL(None).prctl
except AttributeError:  # macOS: children outlive a killed parent
    _prctl = None


def die_with_parent() -> None:
    """Let the kernel end this process when its parent is killed.

    To be run between fork and exec; Linux only.
    """
    if _prctl:
        _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def say(name: str, line: str) -> None:
    """Print one line with the name of the process it comes from."""
    print(f"{name:8}| {line}", flush=True)


@dataclass
class Child:
    """One process that must always run."""

    name: str
    command: list[str]
    env: Mapping[str, str] = field(default_factory=dict)
    pass_fds: tuple[int, ...] = ()  # sockets of ours that the process serves
    process: subprocess.Popen | None = None
    started: float = 0.0
    failures: int = 0
    resume: float = 0.0

    def start(self) -> None:
        """Start the process; its lines are printed with its name."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.env},
            pass_fds=self.pass_fds,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # Ctrl-C reaches us only, and we stop them in order
            preexec_fn=die_with_parent,
        )
        threading.Thread(target=self._relay, args=[self.process], daemon=True).start()

    def _relay(self, process: subprocess.Popen) -> None:
        with process.stdout:
            for line in process.stdout:
                say(self.name, line.rstrip())

    def ended(self) -> bool:
        """Whether the process is not running."""
        return self.process is None or self.process.poll() is not None

    def tend(self) -> None:
        """Start the process again when it has ended, later each time it fails at once."""
        if not self.ended():
            return
        now = time.monotonic()
        if not self.resume:
            lived = now - self.started
            self.failures = 1 if lived > QUIET_AFTER else self.failures + 1
            pause = min(2 ** (self.failures - 1) * 0.5, LONGEST_PAUSE)
            self.resume = now + pause
            say(
                "up",
                f"{self.name} ended ({self.process.returncode}); again in {pause:g} s",
            )
            self._end_group()  # its own children may still hold the port
        elif now >= self.resume:
            self.resume = 0.0
            self.start()

    def stop(self) -> None:
        """Ask the process to end, wait, and end it with all its own children if it does not."""
        if self.process is None:
            return
        if not self.ended():
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                say("up", f"{self.name} does not stop; killing it")
        self._end_group()
        self.process.wait()

    def _end_group(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


class Supervisor:
    """Runs children in order until it is told to stop; stops them in reverse order."""

    def __init__(self, watch: Callable[[], bool]) -> None:
        # Looks after the servers; True when the children must start anew.
        self.watch = watch
        self.children: list[Child] = []
        self.stopping = threading.Event()

    def listen(self) -> None:
        """Let Ctrl-C, a closed terminal and `kill` begin the orderly stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())

    def add(
        self, name: str, *command: str, pass_fds: tuple[int, ...] = (), **env: str
    ) -> Child:
        """Start one more child."""
        child = Child(name, [sys.executable, *command], env, pass_fds)
        self.children.append(child)
        child.start()
        return child

    def run(
        self, until: Callable[[], bool] = lambda: False, seconds: float = float("inf")
    ) -> bool:
        """Tend the children until the condition holds, the time is over or a stop was asked."""
        deadline = time.monotonic() + seconds
        while not self.stopping.is_set() and time.monotonic() < deadline:
            if until():
                return True
            if self.watch():
                self.stop()
                for child in self.children:
                    child.start()
            for child in self.children:
                child.tend()
            self.stopping.wait(0.3)
        return False

    def stop(self) -> None:
        """Stop all children, the last started first."""
        for child in reversed(self.children):
            child.stop()
