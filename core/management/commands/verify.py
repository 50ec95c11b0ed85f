"""`manage.py verify`: name what was altered behind the application's back."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from core.seals import checks, sealing, verifying


class Command(BaseCommand):
    help = "Derive anew what is kept with a hash, a sum or a seal; name what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", default="", choices=checks.names())
        parser.add_argument(
            "--accept", default="", metavar="REASON", help="seal them as they stand"
        )

    def handle(self, *, only: str, accept: str, **options: Any) -> None:
        found = []
        for finding in checks.findings(only):
            self.stdout.write(str(finding))
            found.append(finding)
        if rows := verifying.waiting():
            self.stdout.write(f"{rows} rows written since are not sealed yet")
        if found and accept:
            self.stdout.write(f"{sealing.accept(found, reason=accept)} rows accepted")
        elif found:
            raise CommandError(f"{len(found)} altered or lost")
        else:
            self.stdout.write("nothing was altered")
