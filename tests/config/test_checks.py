"""The checks of an installation see what they are there to see."""

import importlib.util

import psycopg2
import pytest
from django.db import connection, connections

from config import checks
from tests.config.test_production import database_url

NAME = "lika_test_without_letters"


@pytest.fixture
def without_letters(db):
    """A database for which Chinese characters are no letters, as a plain `initdb` makes it."""
    server = psycopg2.connect(database_url("postgres"))
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        cursor.execute(
            f"CREATE DATABASE {NAME} TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'"
        )
    connections["without_letters"] = connection.copy("without_letters")
    connections["without_letters"].settings_dict = connection.settings_dict | {
        "NAME": NAME
    }
    with psycopg2.connect(database_url(NAME)) as there, there.cursor() as cursor:
        cursor.execute("CREATE EXTENSION pg_trgm")
    there.close()
    yield "without_letters"
    connections["without_letters"].close()
    del connections["without_letters"]
    with server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
    server.close()


@pytest.mark.django_db
def test_a_database_that_reads_chinese_letters_is_right():
    assert checks.chinese_is_searchable(None, databases=["default"]) == []


def test_a_database_that_does_not_read_chinese_letters_is_named_with_the_way_out(
    without_letters, django_db_blocker
):
    with django_db_blocker.unblock():
        (error,) = checks.chinese_is_searchable(None, databases=[without_letters])
    assert error.id == "config.E001"
    assert "--builtin-locale=C.UTF-8" in error.hint


def test_a_second_driver_is_named(monkeypatch):
    assert checks.one_driver(None) == []
    monkeypatch.setattr(
        checks, "find_spec", lambda name: importlib.util.find_spec("json")
    )
    assert [error.id for error in checks.one_driver(None)] == ["config.E002"]
