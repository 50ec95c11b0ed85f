"""System checks that span apps: the locale of the database, and its one driver."""

from importlib.util import find_spec

from django.core import checks
from django.core.checks import Error, Tags
from django.db import connections


def register() -> None:
    """Let `manage.py check` and every command run the checks of this module."""
    checks.register(chinese_is_searchable, Tags.database)
    checks.register(one_driver)


def chinese_is_searchable(app_configs, databases=None, **kwargs) -> list[Error]:
    """Refuse a database that takes Chinese for punctuation: names could not be found."""
    errors = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
            if not cursor.fetchone():
                continue  # before the first migration
            cursor.execute("SELECT show_trgm('张三丰') <> '{}'")
            if not cursor.fetchone()[0]:
                hint = (
                    "Create the cluster with: initdb --locale-provider=builtin "
                    "--builtin-locale=C.UTF-8 --lc-collate=C --lc-ctype=C.UTF-8"
                )
                message = (
                    "The database does not recognise Chinese characters as letters."
                )
                errors.append(Error(message, hint=hint, id="config.E001"))
    return errors


def one_driver(app_configs, **kwargs) -> list[Error]:
    """Refuse psycopg 3: Django prefers it silently, and all measurements are of psycopg2."""
    if find_spec("psycopg") is None:
        return []
    return [
        Error("psycopg 3 is installed.", hint="pip uninstall psycopg", id="config.E002")
    ]
