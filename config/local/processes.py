"""Small truths about processes that pid files do not tell."""

import socket
from pathlib import Path

import psutil


def free_port() -> int:
    """Return a port of this machine that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Tell whether a server could listen on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def same_port(file: Path) -> int:
    """Return the port the file remembers, or a new one; clients of a restarted server find it."""
    try:
        port = int(file.read_text())
    except (FileNotFoundError, ValueError):
        port = 0
    if not port or not is_free(port):
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
    return program in Path(command[0]).name and any(str(argument) in word for word in command)


def wait_gone(pid: int, seconds: float) -> bool:
    """Wait until the process has ended; tell whether it has."""
    try:
        psutil.Process(pid).wait(seconds)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        return False
    return True
