"""Load the code lists of config/codelists into the database."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from core import codelists
from core.models import CodeItem

KNOWN = ("code", "label", "from", "to", "aliases")
FIELDS = ("label", "position", "valid_to", "aliases", "attributes")


class Command(BaseCommand):
    """Adds and updates codes; one that vanished from its list is closed, never deleted."""

    help = __doc__

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--from",
            dest="folder",
            type=Path,
            default=settings.BASE_DIR / "config" / "codelists",
        )

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        result = load(folder, timezone.localdate())
        if options["verbosity"]:
            self.stdout.write(
                f"code lists: {result['added']} added, {result['changed']} changed,"
                f" {result['closed']} closed"
            )


@transaction.atomic
def load(folder: Path, today: dt.date) -> dict[str, int]:
    """Apply all files of a folder; twice is the same as once."""
    wanted = {(row.list_name, row.code, row.valid_from): row for row in read(folder)}
    present = {
        (row.list_name, row.code, row.valid_from): row
        for row in CodeItem.objects.select_for_update()
    }
    added = [row for key, row in wanted.items() if key not in present]
    changed = [
        _brought_to(present[key], row) for key, row in wanted.items() if key in present
    ]
    changed = [row for row in changed if row is not None]
    ours = {name for name, _code, _from in wanted}
    closed = [
        row
        for key, row in present.items()
        if key[0] in ours and key not in wanted and row.valid_to is None
    ]
    for row in closed:
        row.valid_to = today
    CodeItem.objects.bulk_create(added)
    CodeItem.objects.bulk_update([*changed, *closed], FIELDS, batch_size=200)
    if added or changed or closed:
        transaction.on_commit(codelists.announce_change)
    codelists.forget()
    return {"added": len(added), "changed": len(changed), "closed": len(closed)}


def _brought_to(row: CodeItem, wanted: CodeItem) -> CodeItem | None:
    """The stored row with the wanted values, or None when it has them already."""
    if all(getattr(row, name) == getattr(wanted, name) for name in FIELDS):
        return None
    for name in FIELDS:
        setattr(row, name, getattr(wanted, name))
    return row


def read(folder: Path) -> list[CodeItem]:
    """All items of all files, unsaved; refuses a list that stands in two files."""
    rows: list[CodeItem] = []
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        for name, entries in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if name in seen:
                raise CommandError(
                    f"{path.name}: the list {name} stands in {seen[name]} too"
                )
            seen[name] = path.name
            rows += [
                _row(path, name, number, entry)
                for number, entry in enumerate(entries, 1)
            ]
    return rows


def _row(path: Path, name: str, number: int, entry: dict[str, Any]) -> CodeItem:
    try:
        code, label = entry["code"], entry["label"]
    except KeyError as missing:
        raise CommandError(
            f"{path.name}: item {number} of {name} has no {missing}"
        ) from missing
    return CodeItem(
        list_name=name,
        code=code,
        label=label,
        position=number,
        valid_from=entry.get("from"),
        valid_to=entry.get("to"),
        aliases=entry.get("aliases", []),
        attributes={key: value for key, value in entry.items() if key not in KNOWN},
    )
