from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.refusals import Refused
from villages import services

DEFAULT = Path(__file__).resolve().parents[2] / "data" / "regions-2023.csv.xz"
DEFAULT_AS_OF = "2023-06-30"


class Command(BaseCommand):
    # Asking again whether there is anything to do must be quick.
    requires_system_checks = []
    help = (
        "Load the national list of regions (code, level, name), or a newer one;"
        " safe to run again."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "file", nargs="?", default=str(DEFAULT), help="CSV, or CSV in xz."
        )
        parser.add_argument(
            "--as-of",
            default=DEFAULT_AS_OF,
            help="The day of the list, for codes that begin or end.",
        )
        parser.add_argument(
            "--only", default="", help="First two digits of one province."
        )
        parser.add_argument(
            "--changes",
            help="CSV old_code,new_code,date: which code took over from which.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._load(Path(options["file"]), options["as_of"], options["only"])
            if options["changes"]:
                count = services.record_successors(
                    rows=_rows(Path(options["changes"]).read_bytes())
                )
                self.stdout.write(f"successors: {count}")
        except Refused as refusal:
            raise CommandError("\n".join(refusal.reasons)) from refusal
        except (OSError, ValueError, lzma.LZMAError) as error:
            raise CommandError(f"{error}") from error

    def _load(self, path: Path, as_of: str, only: str) -> None:
        day = dt.date.fromisoformat(as_of)
        raw = path.read_bytes()
        digest = hashlib.sha256(raw).hexdigest()
        if services.is_loaded(digest=digest, province=only):
            self.stdout.write("Nothing to do: this list is loaded.")
            return
        rows = _rows(lzma.decompress(raw) if path.suffix == ".xz" else raw)
        result = services.load_regions(
            rows=rows, source=path.name, digest=digest, as_of=day, province=only
        )
        self.stdout.write(
            " ".join(f"{name}: {count}" for name, count in result.counts().items())
        )


def _rows(raw: bytes) -> Iterator[list[str]]:
    """Lines after the heading; a byte order mark from Excel does not matter."""
    reader = csv.reader(io.StringIO(raw.decode("utf-8-sig")))
    next(reader, None)
    yield from reader
