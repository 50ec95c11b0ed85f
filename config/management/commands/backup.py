"""`manage.py backup`: database and files into a folder, the keys into another."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandParser

from config import backups


class Command(BaseCommand):
    help = "Write database and stored files below a folder; the keys go elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("place", type=Path)
        parser.add_argument("--keys", type=Path, help="a folder for the keys, apart")
        parser.add_argument("--keep", type=int, default=14, help="so many stay")

    def handle(
        self, *, place: Path, keys: Path | None, keep: int, **options: Any
    ) -> None:
        made = backups.backup(place, keys=keys, keep=max(1, keep))
        self.stdout.write(str(made))
        if keys is None:
            self.stdout.write(
                "Without the keys no personal number can be read again: keep a copy of "
                "them elsewhere (--keys) / 没有密钥就读不出证件号码，请另行保管（--keys）"
            )
