"""`manage.py restore`: a backup into an empty database and a place without files."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from config import backups
from core import crypto
from core.seals import checks, digests


class Command(BaseCommand):
    help = "Bring a backup into an empty place, then check that nothing is missing."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--keys", type=Path, help="the folder of the keys")

    def handle(self, *, folder: Path, keys: Path | None, **options: Any) -> None:
        backups.restore(folder, keys=keys)
        # The ring of a moment ago may have been another.
        crypto.key_ring.cache_clear()
        digests._key.cache_clear()
        found = list(checks.findings())
        for finding in found:
            self.stdout.write(str(finding))
        if found:
            raise CommandError(f"{len(found)} altered or lost")
        self.stdout.write("everything is there, and nothing was altered")
