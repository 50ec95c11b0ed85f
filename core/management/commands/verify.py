"""`manage.py verify`: name what was altered behind the application's back."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from core.seals import checks


class Command(BaseCommand):
    help = "Derive anew what is kept with a hash, a sum or a seal; name what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", default="", choices=checks.names())

    def handle(self, *, only: str, **options: Any) -> None:
        count = 0
        for finding in checks.findings(only):
            self.stdout.write(str(finding))
            count += 1
        if count:
            raise CommandError(f"{count} altered or lost")
        self.stdout.write("nothing was altered")
