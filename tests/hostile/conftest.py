import pytest
from django.db import transaction

from tests.authz.rows import PLACES, make_things


@pytest.fixture(scope="module")
def things(request, django_db_setup, django_db_blocker):
    """The objects of a row in the own village and in the one beside it.

    Rows about the same objects share them; what a line sends may name those beside.
    """
    *_, row = request.param
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_things(row, PLACES[:2])
        transaction.set_rollback(True)
