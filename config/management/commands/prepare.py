"""`manage.py prepare`: what a database needs before the first page, at first and after updates."""

from contextlib import nullcontext

from django.conf import settings
from django.core.management import BaseCommand, call_command, get_commands
from django.db import connections

from config import roles

# In this order; each may be run again at any time. Regions are loaded by the owner, who
# may drop an index meanwhile; they are public knowledge and come from a file.
BY_OWNER = {"import_regions"}
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
                with roles.as_owner() if step in BY_OWNER else nullcontext():
                    call_command(step, verbosity=0, **options)
        connections.close_all()
