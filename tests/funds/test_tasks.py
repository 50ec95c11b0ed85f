"""The nightly check of the balances."""

import pytest
from django.db import connection
from structlog.testing import capture_logs

from funds.tasks import verify_postings
from tests import money
from tests.database import triggers_off
from tests.mutation.attacks import settle

pytestmark = pytest.mark.django_db


def test_an_altered_balance_is_logged_and_a_right_one_is_not():
    money.batch("released")
    with capture_logs() as silent:
        verify_postings()
    assert silent == []
    settle()
    with triggers_off("funds_account"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE funds_account SET credit_fen = credit_fen + 1 WHERE purpose = 'paid'"
        )
    with capture_logs() as loud:
        verify_postings()
    assert [line["event"] for line in loud] == ["balance_differs"]
