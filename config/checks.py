"""System checks that span apps."""

from importlib.util import find_spec

from django.core.checks import Error, Tags, register
from django.db import connections


@register(Tags.database)
def chinese_is_searchable(app_configs, databases=None, **kwargs) -> list[Error]:
    """The database must see Chinese characters as letters, or name search finds nothing."""
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


@register()
def one_driver(app_configs, **kwargs) -> list[Error]:
    """Django silently prefers psycopg 3 where it is installed; all measurements are of psycopg2."""
    if find_spec("psycopg") is None:
        return []
    return [
        Error("psycopg 3 is installed.", hint="pip uninstall psycopg", id="config.E002")
    ]
