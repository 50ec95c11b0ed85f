"""Ports and processes of this machine, checked beyond what pid and port files say."""

import random
import socket
import time
from pathlib import Path

import psutil

from .state import LocalError

# Below the ports that systems give to outgoing connections (Linux from 32768, macOS from
# 49152): between looking for a free port and listening on it, no connection takes it.
SERVER_PORTS = range(20_000, 32_768)
PORT_PATIENCE = 10  # seconds for a killed server's children to let go of its port


def listen(host: str, port: int) -> socket.socket:
    """Listen on the port; the caller keeps it from then on. OSError says why not."""
    if not 0 < port < 2**16:
        raise OSError(None, "a port is a number from 1 to 65535")
    return socket.create_server((host, port))


def is_free(port: int) -> bool:
    """Whether a server could listen on the port of this machine at this moment."""
    try:
        listen("127.0.0.1", port).close()
    except OSError:
        return False
    return True


def free_port() -> int:
    """A port of this machine that nobody listens on at this moment."""
    for port in random.sample(SERVER_PORTS, len(SERVER_PORTS)):
        if is_free(port):
            return port
    raise LocalError("No port of this machine is free.")


def same_port(file: Path) -> int:
    """The port the file remembers, or a new one; clients find a restarted server."""
    try:
        port = int(file.read_text())
    except (FileNotFoundError, ValueError):
        port = 0
    deadline = time.monotonic() + PORT_PATIENCE
    while port and time.monotonic() < deadline:
        if is_free(port):
            return port
        time.sleep(0.05)
    port = free_port()
    file.write_text(str(port))
    return port


def is_running(pid: int, program: str, argument: Path | str) -> bool:
    """Whether the pid is that program with that argument, and not a reused number."""
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
    """Wait until the process has ended, reaped or not; return whether it has."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False
