"""`manage.py migrate`: by the owner of the tables; the application's role then uses them."""

from typing import Any

from django.core.management.commands import migrate

from config import roles
from core.seals import tables


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with roles.as_owner():
            roles.make_role()
            before = tables.last_note()
            super().handle(*args, **options)
            roles.grant_tables()
            # Not when an old state was asked for: the tables may be of another day.
            if not options.get("app_label"):
                tables.install()
                tables.own_migration(before)
