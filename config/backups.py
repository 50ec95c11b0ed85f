"""Keep a copy of everything, and bring it back into an empty place.

A backup is a folder: the database as `pg_dump` writes it, the stored files, and a list of
both with their hashes. The keys go elsewhere: who finds the folder reads no personal
number, and who has only the keys has nothing to read.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.db import connection
from django.utils import timezone

from config import roles
from config.local import postgres
from core.storage import DRAFT

DUMP, FILES, LIST = "database.dump", "media", "list.json"
FOLDERS = ("attachments",)  # what waits for a form is not kept
KEYS = ("secret.key", "keys.json")


def backup(place: Path, *, keys: Path | None, keep: int) -> Path:
    """Write a backup below `place`; under its name it is whole or not there."""
    place.mkdir(parents=True, exist_ok=True)
    name = f"lika-{timezone.now():%Y%m%dT%H%M%S}"
    draft = place / f"{name}{DRAFT}"
    draft.mkdir(mode=0o700)
    # The rows first: a file that comes meanwhile is one too many, never one too few.
    _tool("pg_dump", "--format=custom", "--no-owner", "--no-acl", "-f", draft / DUMP)
    for file in _stored(Path(settings.MEDIA_ROOT)):
        target = draft / FILES / file.relative_to(settings.MEDIA_ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)
    listed = {str(file.relative_to(draft)): _sha256(file) for file in _all(draft)}
    (draft / LIST).write_text(json.dumps(listed, indent=1, sort_keys=True))
    os.sync()
    draft.rename(place / name)
    if keys:
        keep_keys(keys)
    _forget(place, keep)
    return place / name


def keep_keys(place: Path) -> None:
    """Copy the keys, once: a backup in the same place would be read with them."""
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    for source in _key_files():
        if source.exists():
            shutil.copy2(source, place / source.name)


def restore(folder: Path, *, keys: Path | None) -> None:
    """Bring a backup into a database without tables and a place without files."""
    _check(folder)
    _refuse_unless_empty()
    if keys:
        _place_keys(keys)
    with roles.as_owner():
        roles.make_role()
        _tool("pg_restore", "--no-owner", "--no-acl", "--exit-on-error", folder / DUMP)
        roles.grant_tables()
    if (folder / FILES).exists():
        shutil.copytree(folder / FILES, settings.MEDIA_ROOT, dirs_exist_ok=True)


def _check(folder: Path) -> None:
    """Every file of the backup is there and is what was written."""
    try:
        listed = json.loads((folder / LIST).read_text())
    except FileNotFoundError:
        raise CommandError(f"{folder} is no whole backup: {LIST} is missing") from None
    for name, sha256 in listed.items():
        file = folder / name
        if not file.is_file() or _sha256(file) != sha256:
            raise CommandError(f"{file} is damaged or missing; take another backup")


def _refuse_unless_empty() -> None:
    if any(_stored(Path(settings.MEDIA_ROOT))):
        raise CommandError(f"{settings.MEDIA_ROOT} holds files; restore to a new place")
    if connection.introspection.table_names():
        raise CommandError("the database holds tables; restore into an empty one")


def _place_keys(keys: Path) -> None:
    for target in _key_files():
        source = keys / target.name
        if not source.exists() or (target.exists() and _same(source, target)):
            continue
        # Made at the first start of the new place; nothing was sealed with them yet.
        shutil.copy2(source, target)


def _same(one: Path, other: Path) -> bool:
    return one.read_bytes() == other.read_bytes()


def _key_files() -> tuple[Path, ...]:
    return settings.STATE / KEYS[0], settings.KEY_RING_FILE


def _tool(program: str, *arguments: Any) -> None:
    """Run one of PostgreSQL's programs on the database we are connected to."""
    server = connection.settings_dict
    to = ("-h", server["HOST"], "-p", server["PORT"] or 5432, "-U", server["USER"])
    done = subprocess.run(
        [
            str(word)
            for word in (_found(program), *to, "-d", server["NAME"], *arguments)
        ],
        env={**os.environ, "PGPASSWORD": server["PASSWORD"] or ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CommandError(f"{program} failed: {done.stderr[-2000:]}")


def _found(program: str) -> Path:
    """The program of the server's own version where it is installed, else our own."""
    connection.ensure_connection()
    major = connection.pg_version // 10000
    own = shutil.which(program)
    if own and f" {major}." in subprocess.check_output([own, "--version"], text=True):
        return Path(own)
    return postgres.binaries() / program


def _stored(media: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        for file in _all(media / folder):
            if not file.name.endswith(DRAFT):
                yield file


def _all(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _forget(place: Path, keep: int) -> None:
    """Keep the last backups only, and no draft of one that was killed."""
    for old in sorted(place.glob("lika-*[0-9]"))[:-keep]:
        shutil.rmtree(old)
    for draft in place.glob(f"lika-*{DRAFT}"):
        shutil.rmtree(draft)
