"""One database for each size, kept between runs, filled anew when rows would differ."""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper

from config import roles
from core.crypto import blind_index
from scripts.bench import loading

# Counties are taken from these provinces; a database of one county needs the first only.
PROVINCES = ("36", "45", "52", "62")
ROW_SOURCES = (
    "scripts/bench/prototypes.py",
    "scripts/bench/row_generator.py",
    "scripts/bench/loading.py",
    "config/demo/families.py",
    "config/demo/members.py",
    "config/demo/years.py",
    "config/demo/names.py",
    "villages/data/regions-2023.csv.xz",
)


@dataclass(frozen=True)
class Registry:
    """A filled database."""

    name: str
    households: int

    @property
    def size(self) -> str:
        """As people say it: 10 k, 1 M."""
        return (
            f"{self.households // 1_000_000} M"
            if self.households >= 1_000_000
            else f"{self.households // 1000} k"
        )

    @property
    def url(self) -> str:
        server = connections.settings["default"]
        place = (
            f"{server['HOST']}:{server['PORT']}" if server["PORT"] else server["HOST"]
        )
        return f"postgres://{server['USER']}:{server['PASSWORD']}@{place}/{self.name}"

    @contextmanager
    def open(self) -> Iterator[None]:
        """Inside, the default connection is this database's."""
        before = connections["default"]
        connections["default"] = _wrappers.setdefault(self.name, _wrapper(self.name))
        try:
            yield
        finally:
            connections["default"] = before


_wrappers: dict[str, DatabaseWrapper] = {}


def ready(households: int, *, keep: bool = False) -> Registry:
    """The filled database of that size.

    A digest of what it holds is its comment; with `keep` the digest is not compared.
    """
    registry = Registry(f"bench_{households}", households)
    wanted = _digest(households)
    with roles.as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database')"
            " FROM pg_database WHERE datname = %s",
            [registry.name],
        )
        known = cursor.fetchone()
    if known is None or (known[0] != wanted and not (keep and known[0])):
        _make(registry)
        with roles.as_owner(), connection.cursor() as cursor:
            cursor.execute(f"COMMENT ON DATABASE {registry.name} IS '{wanted}'")
    return registry


def _make(registry: Registry) -> None:
    started = time.monotonic()
    print(f"filling {registry.name} …", flush=True)
    with roles.as_owner(), connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {registry.name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {registry.name}")
    with registry.open():
        call_command("migrate", verbosity=0)
        call_command("load_codes", verbosity=0)
        provinces = (
            PROVINCES if registry.households > 2 * loading.PER_COUNTY else PROVINCES[:1]
        )
        for province in provinces:
            call_command("import_regions", only=province, stdout=io.StringIO())
        loading.fill(
            registry.households, loading.villages_for(registry.households, provinces)
        )
        loading.settle()
    print(f"filled {registry.name} in {time.monotonic() - started:.0f} s", flush=True)


def _wrapper(name: str) -> DatabaseWrapper:
    # The owner: a measurement empties tables and switches triggers off. What it measures
    # in processes of their own runs in the application's role.
    given = {**connections.settings["default"], **settings.DATABASE_OWNER}
    return DatabaseWrapper({**given, "NAME": name}, "default")


def _digest(households: int) -> str:
    """A digest of all that the rows depend on.

    The schema, the code that makes the rows, and the key of the blind indexes.
    """
    files = [settings.BASE_DIR / path for path in ROW_SOURCES]
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        if Path(app.path).is_relative_to(settings.BASE_DIR):
            files += sorted(Path(app.path).glob("migrations/*.py"))
    digest = hashlib.sha256(
        f"{households}".encode() + (blind_index("bench", "key") or b"")
    )
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()
