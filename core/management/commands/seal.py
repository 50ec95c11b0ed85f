"""`manage.py seal`: seal now what was written, as the job of every half hour does."""

from typing import Any

from django.core.management import BaseCommand

from core.seals import sealing


class Command(BaseCommand):
    help = "Seal every row that was lawfully written since the last time."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{sealing.seal_all()} rows sealed")
