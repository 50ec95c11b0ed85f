"""`manage.py up`: everything Lika needs, on this machine, in one command."""

import fcntl
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import IO

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.utils import translation

from accounts.roles import ROLES
from config.demo.people import NAMED, PASSWORD
from config.local import processes, services, state
from config.local.supervisor import Supervisor, die_with_parent, say
from config.probe import answers

MANAGE = str(settings.BASE_DIR / "manage.py")
PORTS = range(8000, 8100)  # tried in turn when PORT names none
PATIENCE = 180  # seconds until the site should answer
ROOT_WARNING = "ignore:You're running the worker with superuser"
SILENT = (
    "the site does not answer yet; the lines above say why / 网站尚未响应，原因见上"
)
WORKER = ["--queues", "default,export,import", "--without-gossip", "--without-mingle"]

# The owner's address is for migrations; what serves pages and jobs does not know it.
WITHOUT_OWNER = {"MIGRATION_DATABASE_URL": ""}


class Command(BaseCommand):
    help = "Start database, broker, web, worker and beat here, and keep them running."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument(
            "--demo", action="store_true", help="fill in a demonstration county"
        )

    def handle(self, *, demo: bool, **options):
        os.environ.setdefault("LOG_LEVEL", "WARNING")
        os.environ.setdefault("LIKA_DEMO", str(int(demo)))
        os.environ.setdefault("PYTHONWARNINGS", ROOT_WARNING)
        with (settings.STATE / "up.lock").open("a+") as lock:
            self._only_one(lock)
            with self._listen() as listener:
                self._run(lock, listener, demo=demo)
        say("up", "stopped / 已停止")

    def _run(self, lock: IO[str], listener: socket.socket, *, demo: bool) -> None:
        """Start everything and keep it running until a stop is asked for."""
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        supervisor = Supervisor(self._watch_servers())
        supervisor.listen()
        try:
            say("up", "preparing the database / 正在准备数据库")
            call_command("prepare")
            self._build_static()
            self._start(supervisor, listener)
            if supervisor.run(
                until=lambda: answers(address + "healthz"), seconds=PATIENCE
            ):
                lock.truncate(0)
                lock.write(address)
                lock.flush()
                self._greet(supervisor, address, demo=demo)
            elif not supervisor.stopping.is_set():
                say("up", SILENT)
            supervisor.run()
        finally:
            say("up", "stopping / 正在停止")
            supervisor.stop()

    def _build_static(self) -> None:
        """Compress styles and scripts under hashed names, as a server of a county does."""
        os.environ["LIKA_STATIC_BUILT"] = "1"  # for this process of its own, and web
        command = [sys.executable, MANAGE, "collectstatic", "--noinput", "-v", "0"]
        subprocess.run(command, check=True, preexec_fn=die_with_parent)

    def _only_one(self, lock: IO[str]) -> None:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            where = lock.read().strip() or "…"
            raise CommandError(
                f"Lika is already running: {where} / 立卡已在运行。"
            ) from None
        lock.truncate(0)

    def _listen(self) -> socket.socket:
        """Take the port and keep it: between choosing and serving, another could."""
        host = os.environ.get("HOST", "127.0.0.1")
        if wanted := os.environ.get("PORT"):
            port = int(wanted) if wanted.isascii() and wanted.isdigit() else 0
            try:
                return processes.listen(host, port)
            except OSError as error:
                raise CommandError(
                    f"Cannot listen on {host}:{wanted} ({error.strerror}): "
                    "set another PORT / 请换一个 PORT。"
                ) from None
        for port in PORTS:
            with suppress(OSError):
                return processes.listen(host, port)
        return processes.listen(host, processes.free_port())

    def _start(self, supervisor: Supervisor, listener: socket.socket) -> None:
        if supervisor.stopping.is_set():
            return
        web = ["-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"]
        fd = listener.fileno()
        supervisor.add(
            "web",
            *web,
            pass_fds=(fd,),
            LISTEN_FD=str(fd),
            DB_STATEMENT_TIMEOUT="15000",
            **WITHOUT_OWNER,
        )
        celery = ["-m", "celery", "-A", "config", "--quiet"]
        worker = [*celery, "worker", "--concurrency", "2", *WORKER]
        supervisor.add(
            "worker",
            *worker,
            LIKA_ROLE="worker",
            DB_STATEMENT_TIMEOUT="1500000",
            **WITHOUT_OWNER,
        )
        supervisor.add("beat", *celery, "beat", LIKA_ROLE="beat", **WITHOUT_OWNER)

    def _greet(self, supervisor: Supervisor, address: str, *, demo: bool) -> None:
        if demo:
            say("up", f"{address} is open; filling in the demonstration county")
            say("up", "已可打开，正在准备演示数据")
            seed = subprocess.Popen(
                [sys.executable, MANAGE, "seed_demo"], preexec_fn=die_with_parent
            )
            if not supervisor.run(until=lambda: seed.poll() is not None):
                seed.terminate()
                seed.wait()
                return
            if seed.returncode:
                say("up", "the demonstration data is not complete / 演示数据未完成")
        for line in ("-" * 60, *_sign_in(address, demo=demo), "-" * 60):
            say("up", line)

    def _watch_servers(self) -> Callable[[], bool]:
        """A check of our own servers that restarts a dead one.

        It returns whether an address has changed, so that the children start anew.
        """
        folder = state.state_folder()
        postgres, broker = services.servers(folder)
        own = [
            (server, variable)
            for server, variable in (
                (postgres, "MIGRATION_DATABASE_URL"),
                (broker, "REDIS_URL"),
            )
            if server.pid()
        ]

        def watch() -> bool:
            moved = False
            for server, variable in own:
                if server.pid():
                    continue
                say("up", f"{type(server).__name__} has died; starting it again")
                with state.alone(folder / "services.lock"):
                    url = server.start()
                moved = moved or url != os.environ[variable]
                os.environ[variable] = url
                if server is postgres:
                    services.name_database(postgres, url)
            return moved

        return watch


def _sign_in(address: str, *, demo: bool) -> Iterator[str]:
    """What a person needs to know to begin, in both languages."""
    yield f"立卡已启动，请打开：  {address}"
    yield f"Lika is running, open:  {address}"
    yield "Ctrl-C stops it / 按 Ctrl-C 停止"
    if demo:
        yield f"密码 / password:  {PASSWORD}"
        for account, role, _place in NAMED:
            english, chinese = (
                _role_name(role, language) for language in ("en", "zh-hans")
            )
            yield f"{account:10} {english} / {chinese}"


def _role_name(slug: str, language: str) -> str:
    with translation.override(language):
        return next(str(role.name) for role in ROLES if role.slug == slug)
