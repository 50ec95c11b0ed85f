"""`manage.py migrate`: by the owner of the tables; the application's role then uses them."""

from typing import Any

from django.core.management.commands import migrate

from config import roles


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with roles.as_owner():
            roles.make_role()
            super().handle(*args, **options)
            roles.grant_tables()
