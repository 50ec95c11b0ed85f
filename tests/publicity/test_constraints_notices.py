"""What the database holds of notices and rows; each rule by its name, with a control."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import F
from pgtrigger import ignore

from core.masks import mask_name
from publicity import periods, services
from publicity.database_clock import database_now
from publicity.models import Notice, NoticeRow, PublicRow, new_slug
from tests.publicity.conftest import at_board, posted
from tests.publicity.forging import raw_notice, stopped_by

pytestmark = pytest.mark.usefixtures("parameters")


def test_control_the_lawful_notice_passes(cadre):
    assert raw_notice(cadre).pk
    assert raw_notice(cadre, case=at_board(cadre)).pk


def test_notice_rows_frozen(cadre):
    notice = posted(cadre)
    more = {"notice": notice, "position": 2, "cells": {"group": "一组"}}
    rows = NoticeRow.objects.filter(notice=notice)
    public = PublicRow.objects.filter(notice=notice)
    for action in (
        lambda: rows.update(cells={"head_name": "李四"}),
        rows.delete,
        lambda: public.update(position=9),
        public.delete,
        lambda: NoticeRow.objects.create(**more),
        lambda: PublicRow.objects.create(**more),
    ):
        stopped_by("notice_rows_frozen", action)


@pytest.mark.parametrize(
    "change",
    [
        {"rows_sha256": "1" * 64},
        {"text": "改"},
        {"ends_at": F("ends_at") - dt.timedelta(days=3)},
        {"days": 1},
    ],
    ids=["hash", "text", "end", "days"],
)
def test_notice_itself_is_frozen(cadre, change):
    notice = posted(cadre)
    stopped_by(
        "notice_rows_frozen",
        lambda: Notice.objects.filter(pk=notice.pk).update(**change),
    )


def test_notice_never_deleted(cadre):
    notice = posted(cadre)
    stopped_by(
        "notice_never_deleted",
        lambda: Notice.objects.filter(pk=notice.pk)._raw_delete("default"),
    )


def test_notice_withdrawal_final(cadre):
    notice = services.withdraw_notice(notice=posted(cadre), by=cadre, reason="写错")
    put_back = {"withdrawn_at": None, "withdrawn_by": None, "withdrawn_reason": ""}
    stopped_by(
        "notice_withdrawal_final",
        lambda: Notice.objects.filter(pk=notice.pk).update(**put_back),
    )


def test_notice_withdrawal_complete(cadre):
    notice = posted(cadre)
    half = {"withdrawn_at": database_now()}
    stopped_by(
        "notice_withdrawal_complete",
        lambda: Notice.objects.filter(pk=notice.pk).update(**half),
    )


def test_notice_rows_complete(cadre):
    stopped_by("notice_rows_complete", lambda: raw_notice(cadre, row_count=2))


@pytest.mark.parametrize(
    "key", ["id_no", "phone", "bank_account", "address", "disease", "income"]
)
def test_notice_public_columns_only(cadre, key):
    stopped_by(
        "notice_public_columns_only",
        lambda: raw_notice(cadre, {"head_name": "张三", key: "x"}),
    )
    stopped_by(
        "notice_public_columns_only",
        lambda: raw_notice(cadre, public={"head_name": "张*", key: "x"}),
    )


def test_notice_columns_known(cadre):
    stopped_by(
        "notice_columns_known",
        lambda: raw_notice(cadre, columns=["head_name", "id_no"]),
    )


@pytest.mark.parametrize(
    "number",
    ["360726197005010011", "36072619700501001X", "13800001234", "6217001234567890123"],
)
def test_notice_row_without_numbers(cadre, number):
    stopped_by(
        "notice_row_without_numbers",
        lambda: raw_notice(cadre, {"group": f"三组{number}"}),
    )
    stopped_by(
        "notice_row_without_numbers",
        lambda: raw_notice(cadre, public={"group": f"三组{number}"}),
    )
    stopped_by(
        "notice_text_without_numbers", lambda: raw_notice(cadre, text=f"请联系{number}")
    )


def test_long_amounts_and_years_are_not_taken_for_numbers_of_people(cadre):
    cells = {"amount": "12,345,678.90", "duration": "2026年1月至2026年12月"}
    assert raw_notice(cadre, cells, public=cells).pk


def test_notice_public_name_masked(cadre):
    stopped_by(
        "notice_public_name_masked",
        lambda: raw_notice(cadre, public={"head_name": "张三"}),
    )


@pytest.mark.parametrize(
    ("board", "web"),
    [
        ({"head_name": "张三明"}, {"head_name": "张三明*"}),
        ({"head_name": "张三明"}, {"head_name": "张**"}),
        ({"head_name": "张三"}, {"head_name": "张*", "group": "三组"}),
        ({"head_name": "张三", "group": "三组"}, {"head_name": "张*"}),
    ],
)
def test_notice_public_row_masked(cadre, board, web):
    stopped_by(
        "notice_public_row_masked",
        lambda: raw_notice(cadre, board, public=web, columns=["head_name", "group"]),
    )


@pytest.mark.parametrize(
    "name",
    ["张", "张三", "张三明", "欧阳小明", "阿布都热合曼", "买买提·吐尔逊", "诸葛", ""],
)
def test_python_and_database_mask_a_name_alike(db, name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT publicity_masked(%s)", [name])
        assert cursor.fetchone()[0] == mask_name(name)


def test_notice_period_whole(cadre):
    short = periods.counted(7, False).ends_at - dt.timedelta(seconds=1)
    stopped_by("notice_period_whole", lambda: raw_notice(cadre, ends_at=short))


def test_notice_period_whole_in_working_days(cadre):
    natural = periods.counted(7, False).ends_at
    stopped_by(
        "notice_period_whole",
        lambda: raw_notice(cadre, ends_at=natural, is_working=True),
    )
    assert raw_notice(
        cadre, ends_at=periods.counted(7, True).ends_at, is_working=True
    ).pk


def test_notice_text_says_its_period(cadre):
    wrong = "公示期自2020年1月1日起至2020年1月8日止（7个自然日）。"
    stopped_by("notice_text_says_its_period", lambda: raw_notice(cadre, text=wrong))


def test_notice_starts_now(cadre):
    back = database_now() - dt.timedelta(days=1)
    stopped_by("notice_starts_now", lambda: raw_notice(cadre, starts_at=back))


def test_notice_days_by_policy(cadre):
    one_day = {"days": 1, "ends_at": periods.counted(1, False).ends_at}
    stopped_by(
        "notice_days_by_policy",
        lambda: raw_notice(cadre, case=at_board(cadre), **one_day),
    )
    assert raw_notice(cadre, **one_day).pk, "a list without cases has its own days"


def test_notice_has_end_unless_standing(cadre):
    stopped_by(
        "notice_has_end_unless_standing", lambda: raw_notice(cadre, ends_at=None)
    )
    assert raw_notice(cadre, kind="standing", days=0, ends_at=None).pk


def test_notice_step_of_case(cadre):
    stopped_by(
        "notice_step_of_case",
        lambda: raw_notice(cadre, case=at_board(cadre), step="county"),
    )


def test_notice_one_live_per_case(cadre):
    case = at_board(cadre)
    first = raw_notice(cadre, case=case)
    stopped_by("notice_one_live_per_case", lambda: raw_notice(cadre, case=case))
    services.withdraw_notice(notice=first, by=cadre, reason="写错")
    assert raw_notice(cadre, case=case).pk


def test_notice_hashed_and_slug_random(cadre):
    stopped_by("notice_hashed", lambda: raw_notice(cadre, rows_sha256=""))
    stopped_by("notice_slug_random", lambda: raw_notice(cadre, slug="2026-001"))
    assert len({new_slug() for _ in range(1000)}) == 1000


def test_control_without_its_trigger_the_row_changes(cadre):
    """Shows that it is the trigger, not something else, that freezes a row."""
    row = posted(cadre).rows.get()
    with ignore("publicity.NoticeRow:frozen"):
        assert NoticeRow.objects.filter(pk=row.pk).update(cells={"group": "一组"}) == 1
