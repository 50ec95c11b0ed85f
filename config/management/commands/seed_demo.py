"""`manage.py seed_demo`: a demonstration county from households to payments."""

import time

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone, translation

from assessment.recheck import start_recheck
from config.demo import county
from config.demo.people import NAMED, PASSWORD


class Command(BaseCommand):
    help = "Fill an empty database with the demonstration county; once."

    def add_arguments(self, parser):
        parser.add_argument("--households", type=int, default=county.HOUSEHOLDS)

    def handle(self, *, households: int, **options):
        if not settings.DEMO:
            raise CommandError(
                "Made-up people belong into a demonstration only: set LIKA_DEMO=1."
            )
        if county.is_planted():
            self.stdout.write(
                "the demonstration county is there already / 演示县已存在"
            )
            return
        started = time.monotonic()
        with translation.override(settings.LANGUAGE_CODE):
            today = timezone.localdate()
            county.plant(today, self.stdout.write, households)
            # Tonight's re-check now, by the worker, so that its findings are there to see.
            start_recheck(
                region_code=county.COUNTY,
                on=today,
                by=None,
                key=f"nightly:{county.COUNTY}:{today}",
            )
        self.stdout.write(f"{time.monotonic() - started:.0f} s")
        for account, role, _place in NAMED:
            self.stdout.write(f"  {account:10} {PASSWORD}  {role}")
