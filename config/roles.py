"""The role of the application in the database, made and granted by the owner."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from psycopg2 import sql

# Two installations on one server may make it at the same moment.
MADE = sql.SQL(
    "DO $$ BEGIN CREATE ROLE {role}; "
    "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
)
ALLOWED = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    # It reads which migrations were applied; only the owner applies them.
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
)
OWN, ONE_ADDRESS, OWNER = "own", "one address", "owner"
POWERS = """
    SELECT bool_or(rolname = current_user AND power),
           bool_or(rolname = session_user AND power)
    FROM (
        SELECT rolname, rolsuper OR EXISTS (
            SELECT FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
              AND relowner = pg_roles.oid
        ) AS power
        FROM pg_roles WHERE rolname IN (current_user, session_user)
    ) named
"""


@contextmanager
def as_owner() -> Iterator[None]:
    """Connect as the owner meanwhile: for migrations, never for a page or a job."""
    connection.close()
    before = connection.settings_dict
    connection.settings_dict = {**before, **settings.DATABASE_OWNER}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = before


def make_role() -> None:
    """Make the application's role; with an address of its own, let it sign in."""
    with connection.cursor() as cursor:
        cursor.execute(_said(MADE))
        address = settings.DATABASES["default"]
        if address["USER"] == settings.DATABASE_ROLE:
            login = "ALTER ROLE {role} LOGIN PASSWORD {password}"
            cursor.execute(_said(sql.SQL(login), password=address["PASSWORD"]))
            return
        cursor.execute("SELECT pg_has_role(current_user, %s, 'MEMBER')", _name())
        if not cursor.fetchone()[0]:
            cursor.execute(_said(sql.SQL("GRANT {role} TO CURRENT_USER")))


def grant_tables() -> None:
    """Let the role read and write every table; nothing else."""
    with connection.cursor() as cursor:
        for statement in ALLOWED:
            cursor.execute(_said(sql.SQL(statement)))
        if settings.DEMO:  # the clock of the demonstration is a schema
            grant = sql.SQL("GRANT CREATE ON DATABASE {database} TO {role}").format(
                database=sql.Identifier(connection.settings_dict["NAME"]),
                role=sql.Identifier(settings.DATABASE_ROLE),
            )
            cursor.execute(grant)


def in_use() -> str:
    """As whom we are connected: a role of its own, one taken, or the owner."""
    with connection.cursor() as cursor:
        cursor.execute(POWERS)
        now, could_be = cursor.fetchone()
    return OWNER if now else ONE_ADDRESS if could_be else OWN


def _name() -> list[str]:
    return [settings.DATABASE_ROLE]


def _said(statement: sql.SQL, *, password: str = "") -> sql.Composed:
    return statement.format(
        role=sql.Identifier(settings.DATABASE_ROLE), password=sql.Literal(password)
    )
