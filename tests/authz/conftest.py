import datetime as dt
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

from tests.authz.asking import sign_in
from tests.authz.rows import PLACES, POSTS, make_things, needs_open_figures

POLICIES = Path(__file__).resolve().parent.parent / "policies"
LONG = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def cast(django_db_setup, django_db_blocker):
    """One person a role, signed in once for all lines of the table.

    They stand in a transaction that is undone with the module; each test lies within it.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        # Signing in is dearer than a request, and how long a session lasts is no matter here.
        with override_settings(SESSION_IDLE=LONG, SESSION_IDLE_ADMIN=LONG):
            yield {role: sign_in(role) for role in POSTS}
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def things(request, cast, django_db_blocker):
    """The objects of a row in every place; the rows about the same objects share them."""
    *_, row = request.param
    with django_db_blocker.unblock(), transaction.atomic(), policies_for(row):
        yield make_things(row, PLACES)
        transaction.set_rollback(True)


def policies_for(row):
    """Let a county set figures of its own where the page of the row is about them."""
    return (
        override_settings(POLICY_DIR=POLICIES)
        if needs_open_figures(row)
        else nullcontext()
    )
