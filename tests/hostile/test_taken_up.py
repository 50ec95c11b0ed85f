"""A form that is taken up again is shown as it was typed, and does nothing."""

from __future__ import annotations

import pytest

from core.audit.models import AuditEntry
from core.web import kept
from tests.authz.rows import with_things
from tests.authz.table import ROWS
from tests.hostile.asking import Hostile, undone

pytestmark = pytest.mark.django_db
TAKEN_UP = [row for row in ROWS if row.method == "POST" and row.name in kept._forms]


@pytest.mark.parametrize(("things", "row"), with_things(TAKEN_UP), indirect=["things"])
def test_a_form_that_is_taken_up_again_does_nothing(things, row):
    asked = Hostile(row, things)
    sent = row.send(asked.named) if callable(row.send) else row.send
    with undone():
        before = AuditEntry.objects.count()
        answer = asked.client.post(asked.path, {**sent, kept.RESUME: "1"})
        assert AuditEntry.objects.count() == before
    assert answer.status_code != 302
