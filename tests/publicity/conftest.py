"""A tiny process of its own: propose, hang on the board, decide, announce."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from core.cases import engine, kinds
from core.cases.models import Case
from core.policy.models import PolicyParameter
from core.policy.profiles import policy_named
from publicity import services
from publicity.models import Notice
from tests import factories
from tests.database import without_triggers

KIND = "board_test"
STEPS = [
    {
        "key": "propose",
        "name": "村两委提出",
        "kind": "task",
        "role": ["village_cadre"],
        "level": 5,
    },
    {
        "key": "board",
        "name": "村内公示",
        "kind": "notice",
        "role": ["village_cadre"],
        "level": 5,
        "notice": {
            "kind": "exit_village",
            "level": 5,
            "days": "village_days",
            "place": "村务公开栏",
        },
    },
    {
        "key": "county",
        "name": "县级审定",
        "kind": "decision",
        "role": ["county_office"],
        "level": 3,
    },
    {
        "key": "announce",
        "name": "公告退出",
        "kind": "announcement",
        "role": ["county_office"],
        "level": 3,
        "notice": {
            "kind": "exit_announcement",
            "level": 5,
            "days": "announcement_days",
            "place": "村务公开栏",
        },
    },
]


@pytest.fixture(autouse=True)
def _process(monkeypatch, settings):
    """The kind of case and its policy exist in these tests only."""
    settings.POLICY_DIR = Path(__file__).parent / "policies"
    kind = engine.CaseKind(
        KIND, "试验退出", "publicity.view_notice", "GS", subject_url=lambda case: "/"
    )
    monkeypatch.setitem(kinds._kinds, KIND, kind)


@pytest.fixture
def parameters(db):
    """Seven natural days, as the county set them."""
    set_parameters(
        village_days=7, announcement_days=7, notice_day_kind="natural", hotline="12317"
    )


def set_parameters(at: str = factories.COUNTY, **values: Any) -> None:
    maker = factories.person("county_office", factories.COUNTY)
    checker = factories.person("county_office", factories.COUNTY)
    for key, value in values.items():
        PolicyParameter.objects.create(
            region_code=at,
            key=key,
            value=value,
            document="试验文件",
            period=(dt.date(2020, 1, 1), None),
            set_by=maker,
            approved_by=checker,
        )


def proposed(
    by: Any,
    *,
    region_code: str = factories.VILLAGE,
    name: str = "张三明",
    steps: Any = None,
) -> Case:
    """A case that stands at its first step."""
    return engine.open_case(
        kind=KIND,
        subject_id=uuid.uuid4(),
        subject_label=name,
        region_code=region_code,
        policy=policy_named("notices-test"),
        policy_on=timezone.localdate(),
        steps=steps or STEPS,
        snapshot={
            "notice_row": {"group": "第三组", "head_name": name, "member_count": 4}
        },
        by=by,
    )


def at_board(by: Any, **values: Any) -> Case:
    """A case that waits for its notice."""
    case = proposed(by, **values)
    return engine.move(case_id=case.pk, action="forward", by=by, version=case.version)


def posted(by: Any, *cases: Case) -> Notice:
    """A notice for the cases, or for one new case."""
    return services.publish_notice(
        cases=cases or [at_board(by)], by=by, today=timezone.localdate()
    )


def shift(notice: Notice, **delta: float) -> Notice:
    """As if the notice had been posted earlier; only a test may switch triggers off."""
    move = dt.timedelta(**delta)
    cases = [row.case_id for row in notice.rows.all() if row.case_id]
    with without_triggers() as cursor:
        cursor.execute(
            "UPDATE publicity_notice "
            "SET starts_at = starts_at - %s, ends_at = ends_at - %s WHERE id = %s",
            [move, move, notice.pk],
        )
        cursor.execute(
            "UPDATE core_case SET step_since = step_since - %s WHERE id = ANY(%s)",
            [move, cases],
        )
    notice.refresh_from_db()
    return notice


def forward(case: Case, by: Any) -> Case:
    case.refresh_from_db()
    return engine.move(case_id=case.pk, action="forward", by=by, version=case.version)


@pytest.fixture
def villager(client):
    return client
