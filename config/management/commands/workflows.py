"""Write docs/workflows from the declared processes; `--check` only compares."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from config import workflows


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        with translation.override(
            "zh-hans"
        ):  # roles are named as the county names them
            if not check:
                self.stdout.write("\n".join(workflows.write()) or "nothing to write")
            elif found := workflows.differences():
                raise CommandError(
                    f"run manage.py workflows: {', '.join(found)} differ."
                )
