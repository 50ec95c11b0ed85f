"""Write rows past the services, as a forger would, and say what must stop them."""

import pytest
from django.db import IntegrityError, connection, transaction

from core.cases.models import CaseEvent
from publicity import periods
from publicity.database_clock import database_now
from publicity.models import Notice, NoticeRow, PublicRow
from tests import factories


def stopped_by(name, action):
    """The action fails, and it is this constraint that stops it."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        action()
    assert error.value.__cause__.diag.constraint_name == name


def at_commit():
    """What the database looks at when the transaction ends is looked at now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def event(case, actor, **values):
    """An event written past the process engine, as a forger would."""
    case.refresh_from_db()
    steps = [step["key"] for step in case.steps]
    values = {
        "action": "forward",
        "step": case.state,
        "to_step": steps[steps.index(case.state) + 1],
        "snapshot_sha256": case.snapshot_sha256,
    } | values
    return CaseEvent.objects.create(
        case=case,
        region_code=case.region_code,
        seq=case.version + 1,
        round=case.round,
        actor=actor,
        role="village_cadre",
        **values,
    )


def raw_notice(by, cells=None, *, public=None, case=None, **values):
    """A notice written past the verb."""
    now = database_now()
    values = {
        "kind": "publicity",
        "title": "公示",
        "text": "现予公示。",
        "columns": ["head_name"],
        "row_count": 1,
        "days": 7,
        "starts_at": now,
        "ends_at": periods.counted(7, False, now).ends_at,
        "issued_by": "上村村民委员会",
        "rows_sha256": "0" * 64,
        "step": case.state if case else "",
    } | values
    with transaction.atomic():
        notice = Notice(region_code=factories.VILLAGE, published_by=by, **values)
        NoticeRow.objects.create(
            notice=notice, case=case, position=1, cells=cells or {"head_name": "张三"}
        )
        PublicRow.objects.create(
            notice=notice, position=1, cells=public or {"head_name": "张*"}
        )
        notice.save(force_insert=True)
    return notice
