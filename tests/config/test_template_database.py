"""The template of the test database is never stale, and a copy of it is clean."""

import pytest
from django.db import connection

from tests import factories, template_database
from tests.database import as_owner
from villages.models import Region

FILES = {
    "core/models.py": "1",
    "core/migrations/0001_initial.py": "1",
    "core/views/home.py": "1",
    "config/codelists/fund.toml": "1",
    "requirements.txt": "1",
    "tests/places.py": "1",
    "tests/template_database.py": "1",
}


@pytest.fixture
def tree(tmp_path):
    """A project of few files."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.mark.parametrize("name", sorted(set(FILES) - {"core/views/home.py"}))
def test_whatever_shapes_the_database_makes_the_template_stale(tree, name):
    before = template_database.digest(tree)
    (tree / name).write_text("2")
    assert template_database.digest(tree) != before


def test_a_new_migration_makes_the_template_stale(tree):
    before = template_database.digest(tree)
    (tree / "core" / "migrations" / "0002_more.py").write_text("1")
    assert template_database.digest(tree) != before


def test_a_changed_view_leaves_the_template_as_it_is(tree):
    before = template_database.digest(tree)
    (tree / "core" / "views" / "home.py").write_text("2")
    assert template_database.digest(tree) == before


def test_the_template_in_use_is_the_one_of_this_code(
    django_db_setup, django_db_blocker
):
    with django_db_blocker.unblock(), template_database.server() as cursor:
        name = template_database.template_name()
        assert template_database.digest_of(name, cursor) == template_database.digest()


def test_a_database_that_was_not_built_to_the_end_has_no_digest(
    django_db_setup, django_db_blocker
):
    with django_db_blocker.unblock(), template_database.server() as cursor:
        copy = connection.settings_dict["NAME"]
        assert template_database.digest_of(copy, cursor) is None
        assert template_database.digest_of("no_such_database", cursor) is None


CHECK = "SELECT count(*) FROM pg_constraint WHERE conname = 'paired_x'"


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_is_gone_after_a_restore():
    factories.person("village_cadre")
    with as_owner() as cursor:
        cursor.execute("DELETE FROM villages_region")
        cursor.execute(
            "ALTER TABLE accounts_grant ADD CONSTRAINT paired_x CHECK (true)"
        )
    template_database.restore()
    assert Region.objects.count() == len(factories.PLACES)
    with connection.cursor() as cursor:
        cursor.execute(CHECK)
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM accounts_user")
        assert cursor.fetchone() == (0,)
