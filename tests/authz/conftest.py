import datetime as dt
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

from tests.authz.asking import sign_in
from tests.authz.rows import POSTS

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


@pytest.fixture(autouse=True)
def _test_policies(request, settings):
    """A county sets its own figures only where a policy leaves some to it."""
    if "assessment:parameter" in request.node.name:
        settings.POLICY_DIR = Path(__file__).resolve().parent.parent / "policies"
