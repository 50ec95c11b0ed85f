import pytest
from django.core.cache import cache
from django.db import transaction

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
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def scene(world, db):
    """The scene for one attack; the test's own transaction lies within and is undone."""
    return world
