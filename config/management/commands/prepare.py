"""`manage.py prepare`: what a database needs before the first page, at first and after updates."""

from django.conf import settings
from django.core.management import BaseCommand, call_command, get_commands
from django.db import connections

# In this order; each may be run again at any time.
STEPS = {
    "migrate": {},
    "import_regions": {"only": settings.PROVINCE},
    "load_codes": {},
    "load_holidays": {},
    "sync_roles": {},
}


class Command(BaseCommand):
    help = "Migrate, then load regions, code lists, holidays and roles; safe to repeat."
    requires_system_checks = []
    requires_migrations_checks = False

    def handle(self, **_):
        known = get_commands()
        for step, options in STEPS.items():
            if step in known:
                self.stdout.write(step)
                call_command(step, verbosity=0, **options)
        connections.close_all()
