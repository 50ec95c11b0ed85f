"""`manage.py check_policies`: reads every profile strictly and says what is wrong."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from core.policy.schema import problems_of


class Command(BaseCommand):
    help = "Check the policy profiles: types, unknown keys, parameters, phrases."
    requires_system_checks = []  # it reports the same problems itself

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "files",
            nargs="*",
            type=Path,
            help="Profiles to check; all of them when none is named.",
        )

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        paths = files or sorted(Path(settings.POLICY_DIR).glob("*.toml"))
        found = [problem for path in paths for problem in problems_of(path)]
        for problem in found:
            self.stderr.write(problem)
        if found:
            raise CommandError(
                _("%(count)s problem(s) in the policies.") % {"count": len(found)}
            )
        self.stdout.write(
            _("%(count)s profile(s) read, no problem.") % {"count": len(paths)}
        )
