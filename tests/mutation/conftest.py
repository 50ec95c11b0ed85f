import pytest
from django.core.cache import cache
from django.db import transaction

from tests.database import as_owner
from tests.mutation.attacks import settle
from tests.mutation.scene import Scene


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The scene, made once for all attacks in a transaction that never ends well."""
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        made = Scene()
        made.build()
        settle()
        # Attacks come from below, where the owner stands: he alone can drop what stops
        # them. That the application's role cannot is in `tests/config/test_roles.py`.
        with as_owner():
            yield made
        transaction.set_rollback(True)


@pytest.fixture
def scene(world, db):
    """The scene for one attack; the test's own transaction lies within and is undone."""
    return world
