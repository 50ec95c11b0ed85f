"""Build the test database once, and copy it to every worker.

Running all migrations takes some ten seconds; copying the outcome takes a fraction of one.
The template stays in the server between runs.  Its comment holds a digest of everything that
shapes it, so that a changed migration, code list or requirement builds it anew; see
`docs/testing.md`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper

from config import roles
from core import codelists
from tests import places

# Rooms that read the database or show it, and never shape it: they are edited most.
WITHOUT_EFFECT = {
    "views",
    "views.py",
    "templatetags",
    "urls.py",
    "forms",
    "forms.py",
    "api.py",
    "tasks.py",
    "filters.py",
    "demo",
    "local",
}
BUILDING = 0x6C696B61  # with the template's name: the lock of everybody who builds it


def template_name() -> str:
    """Return the name of the template that belongs to this name of the test database."""
    return os.environ["TEST_DATABASE_NAME"][:50] + "_template"


def sources(root: Path) -> Iterator[Path]:
    """Yield every file that may shape the database; when in doubt, it is among them."""
    for app in settings.FIRST_PARTY_APPS:
        for path in sorted((root / app).rglob("*.py")):
            if not WITHOUT_EFFECT & set(path.relative_to(root).parts):
                yield path
    yield from sorted((root / "config" / "codelists").glob("*.toml"))
    yield root / "requirements.txt"
    yield from (root / "tests" / name for name in ("places.py", Path(__file__).name))


def digest(root: Path = Path(settings.BASE_DIR)) -> str:
    """Return one fingerprint of all sources and of the Django that reads them."""
    found = hashlib.sha256(django.get_version().encode())
    for path in sources(root):
        found.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


@contextmanager
def server() -> Iterator[CursorWrapper]:
    """Speak to the server outside our databases, for as long as it takes."""
    with roles.as_owner(), connection._nodb_cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0")
        yield cursor


def prepare(*, anew: bool = False) -> None:
    """Build the template unless it stands as it would be built; others wait meanwhile."""
    wanted, lock = digest(), [BUILDING, template_name()]
    with server() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", lock)
        try:
            if anew or digest_of(template_name(), cursor) != wanted:
                _build(template_name(), cursor)
                # The comment comes last: a builder that was killed leaves none.
                cursor.execute(f"COMMENT ON DATABASE {template_name()} IS '{wanted}'")
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", lock)


def digest_of(name: str, cursor: CursorWrapper) -> str | None:
    """Return the digest under which a template was built, if it was built to the end."""
    cursor.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
        " WHERE datname = %s",
        [name],
    )
    row = cursor.fetchone()
    return row[0] if row else None


def _build(name: str, cursor: CursorWrapper) -> None:
    """Make the schema by the migrations, then what every test may take for granted."""
    drop(name, cursor)
    cursor.execute(f"CREATE DATABASE {name}")
    with connected_to(name):
        call_command("migrate", verbosity=0)
        places.plant()
        call_command("load_codes", verbosity=0)
    # Nobody may be connected to a database while it is copied.
    cursor.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Let Django work on another database of the server."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def drop(name: str, cursor: CursorWrapper) -> None:
    """Remove a database, whoever is still connected to it."""
    cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def forget() -> None:
    """Remove the template; who needs it next builds it."""
    with server() as cursor:
        drop(template_name(), cursor)


def copy(source: str, name: str) -> None:
    """Make a database, or make it anew, as a copy of another."""
    with server() as cursor:
        drop(name, cursor)
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {source}")
    codelists.forget()


def restore(*_case: Any) -> None:
    """Bring the present database back to the template, whatever was committed to it."""
    # A fixture of the module that keeps a transaction open would lose it without a word.
    assert not connection.in_atomic_block, "an open transaction around transaction=True"
    copy(template_name(), connection.settings_dict["NAME"])
