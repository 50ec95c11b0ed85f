"""The application's role owns nothing: what triggers hold it cannot go around."""

from types import SimpleNamespace

import psycopg2
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from config import roles
from tests import factories
from tests.database import as_owner
from tests.mutation.declared import tables

pytestmark = pytest.mark.django_db
FORBIDDEN = {
    "empty a table": "TRUNCATE funds_posting CASCADE",
    "empty the audit": "TRUNCATE core_auditentry",
    "silence triggers": "SET session_replication_role = replica",
    "switch triggers off": "ALTER TABLE funds_posting DISABLE TRIGGER USER",
    "change a table": "ALTER TABLE core_caseevent DROP COLUMN seq",
    "drop a table": "DROP TABLE core_auditentry",
    "replace a function": (
        "CREATE OR REPLACE FUNCTION publicity_gate() RETURNS trigger"
        " LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
    ),
    "make a trigger": (
        "CREATE TRIGGER x BEFORE INSERT ON core_caseevent"
        " FOR EACH ROW EXECUTE FUNCTION publicity_gate()"
    ),
    "forget a migration": "DELETE FROM django_migrations",
    "make a role": "CREATE ROLE lika_intruder SUPERUSER",
    "read the server's files": "COPY core_draft (form_key) FROM '/etc/passwd'",
}


@pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN)
def test_the_application_may_not(statement):
    with (
        pytest.raises(DatabaseError, match=r"permission denied|must be"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("what", sorted(set(FORBIDDEN) - {"read the server's files"}))
def test_control_the_owner_may(what):
    with transaction.atomic(), as_owner() as cursor:
        cursor.execute(FORBIDDEN[what])
        transaction.set_rollback(True)


def test_the_role_reads_and_writes_every_table_and_owns_none():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (settings.DATABASE_ROLE,)
        for table in tables():
            for power, wanted in (
                ("SELECT, INSERT, UPDATE, DELETE", True),
                ("TRUNCATE, TRIGGER, REFERENCES", False),
            ):
                for one in power.split(", "):
                    cursor.execute("SELECT has_table_privilege(%s, %s)", [table, one])
                    assert cursor.fetchone() == (wanted,), f"{one} on {table}"


@pytest.fixture
def signed_in(monkeypatch):
    """The application's role with a password of its own: its address is another."""
    database = connection.settings_dict
    name = f"{database['NAME']}_app"
    given = SimpleNamespace(
        DATABASES={"default": {**database, "USER": name, "PASSWORD": "p-w"}},
        DATABASE_ROLE=name,
        DEMO=False,
    )
    monkeypatch.setattr(roles, "settings", given)
    with as_owner():
        roles.make_role()
        roles.grant_tables()
    own = psycopg2.connect(
        host=database["HOST"],
        port=database["PORT"] or None,
        dbname=database["NAME"],
        user=name,
        password="p-w",
    )
    own.autocommit = True
    yield own
    own.close()
    with as_owner() as cursor:
        cursor.execute(f"DROP OWNED BY {name}")
        cursor.execute(f"DROP ROLE {name}")


@pytest.mark.django_db(transaction=True)
def test_with_two_addresses_the_session_itself_has_no_power(signed_in):
    with signed_in.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_case")
        cursor.execute(roles.POWERS)
        assert cursor.fetchone() == (False, False)
        cursor.execute("SET ROLE NONE")  # there is nobody to go back to
        with pytest.raises(psycopg2.Error, match="permission denied"):
            cursor.execute(FORBIDDEN["empty a table"])


@pytest.mark.django_db(transaction=True)
def test_migrations_are_the_owners_and_what_they_make_is_granted():
    with as_owner() as cursor:
        cursor.execute(f"REVOKE ALL ON funds_posting FROM {settings.DATABASE_ROLE}")
    factories.person("village_cadre")
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM funds_posting")
        assert cursor.fetchone() == (0,)
