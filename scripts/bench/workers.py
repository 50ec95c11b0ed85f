"""Processes of their own on one filled database: send a line, receive a line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Worker:
    """A running `python -m <module> <database address>`: one line in, one line out."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def send(self, line: str) -> None:
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def receive(self) -> str:
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(
                f"A worker of the measurement ended ({self.process.wait()}); see above."
            )
        return line.strip()


@contextmanager
def worker(module: str, url: str) -> Iterator[Worker]:
    """A worker that has started and said so; it ends with the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        started = Worker(process)
        started.receive()
        yield started
    finally:
        process.stdin.close()
        process.wait(30)
        process.stdout.close()
