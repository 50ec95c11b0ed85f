"""Small truths about processes that pid files do not tell."""

import socket
import time
from pathlib import Path

import psutil


def free_port() -> int:
    """Return a port of this machine that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def why_not_free(port: int, host: str = "127.0.0.1") -> str:
    """Tell why no server could listen on the port, in the system's words; nothing when one could."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port or -1))
        except OSError as error:
            return error.strerror or str(error)
        except OverflowError:
            return "a port is a number from 1 to 65535"
    return ""


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Tell whether a server could listen on the port."""
    return not why_not_free(port, host)


def same_port(file: Path) -> int:
    """Return the port the file remembers, or a new one; clients of a restarted server find it."""
    try:
        port = int(file.read_text())
    except (FileNotFoundError, ValueError):
        port = 0
    deadline = time.monotonic() + 2  # a killed server's children hold it for a moment
    while port and time.monotonic() < deadline:
        if is_free(port):
            return port
        time.sleep(0.05)
    port = free_port()
    file.write_text(str(port))
    return port


def is_running(pid: int, program: str, argument: Path | str) -> bool:
    """Tell whether the pid is that program with that argument, and not a re-used number."""
    try:
        process = psutil.Process(pid)
        command = process.cmdline()
        dead = process.status() == psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
    if dead or not command:
        return False
    return program in Path(command[0]).name and any(
        str(argument) in word for word in command
    )


def wait_gone(pid: int, seconds: float) -> bool:
    """Wait until the process has ended, reaped or not; tell whether it has."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False
