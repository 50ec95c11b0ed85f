"""Attacks on notices and their rows."""

from __future__ import annotations

import uuid
from typing import Any

from tests.mutation.attacks import attack, copy, sql
from tests.mutation.case_attacks import event

NOTICE, ROW, PUBLIC = "publicity_notice", "publicity_noticerow", "publicity_publicrow"
EVENT = "core_caseevent"
WHOLE = "((current_date + 30)::timestamp AT TIME ZONE 'Asia/Shanghai')"


def row(
    table: str, notice: Any, position: int = 1, cells: str = "{}", case: Any = None
) -> None:
    columns, values = ("notice_id, position, cells", [notice, position, cells])
    if table == ROW:
        columns, values = f"{columns}, case_id", [*values, case and case.pk]
    sql(
        f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(values))})",
        *values,
    )


def posted(
    scene: Any,
    *,
    case: Any = None,
    board: str = '{"head_name": "张三"}',
    web: str = '{"head_name": "张*"}',
    **changes: str,
) -> None:
    """A notice with one row, as somebody would post it past the verb."""
    key = str(uuid.uuid4())
    row(ROW, key, cells=board, case=case)
    row(PUBLIC, key, cells=web)
    values = {
        "id": f"'{key}'",
        "slug": f"'{key[:22]}'",
        "row_count": "1",
        "starts_at": "clock_timestamp()",
        "ends_at": WHOLE,
        "closed_at": "NULL",
        "step": "'x'" if case is None else f"'{case.state}'",
        "text": "'现予公示。'",
        **changes,
    }
    copy(NOTICE, scene.notice.pk, **values)


# --- the gate of a case ----------------------------------------------------------------------


@attack("notice_period_over", EVENT, trigger="a_notice_gate")
def decided_while_it_hangs(scene):
    event(scene.waiting, scene.people[0])


@attack("notice_without_open_objection", EVENT, trigger="a_notice_gate")
def decided_over_an_objection(scene):
    event(scene.contested, scene.people[0])


@attack("notice_of_live_cases", EVENT, trigger="z_notice_of_live_cases")
def withdrawn_while_its_notice_hangs(scene):
    case = scene.notice.rows.get().case
    event(
        case,
        scene.cadre,
        action="withdraw",
        to_step="withdrawn",
        comment="外出",
    )


@attack("objection_answerer_unrelated", EVENT, trigger="z_answerer_decides_not")
def answerer_decides(scene):
    event(scene.dismissed, scene.answerer)


# --- what was posted stays -------------------------------------------------------------------


@attack("notice_never_deleted", NOTICE, trigger="guard_change")
def notice_deleted(scene):
    sql(f"ALTER TABLE {ROW} DISABLE TRIGGER USER")
    sql(f"ALTER TABLE {PUBLIC} DISABLE TRIGGER USER")
    for table in (ROW, PUBLIC):
        sql(f"DELETE FROM {table} WHERE notice_id = %s", scene.withdrawn.pk)
    sql(f"DELETE FROM {NOTICE} WHERE id = %s", scene.withdrawn.pk)


@attack("notice_rows_frozen", NOTICE, trigger="guard_change")
def period_shortened(scene):
    sql(
        f"UPDATE {NOTICE} SET ends_at = ends_at - interval '3 days' WHERE id = %s",
        scene.notice.pk,
    )


@attack("notice_withdrawal_final", NOTICE, trigger="guard_change")
def withdrawal_undone(scene):
    sql(
        f"UPDATE {NOTICE} SET withdrawn_at = NULL, withdrawn_by_id = NULL, "
        "withdrawn_reason = '' WHERE id = %s",
        scene.withdrawn.pk,
    )


@attack("notice_withdrawal_complete", NOTICE)
def withdrawn_without_reason(scene):
    sql(
        f"UPDATE {NOTICE} SET withdrawn_at = now(), "
        "withdrawn_by_id = published_by_id WHERE id = %s",
        scene.notice.pk,
    )


@attack("notice_rows_frozen", ROW, trigger="guard_insert")
def name_added_to_the_board(scene):
    row(ROW, scene.notice.pk, 99)


@attack("notice_rows_frozen", PUBLIC, trigger="guard_insert")
def name_added_to_the_web(scene):
    row(PUBLIC, scene.notice.pk, 99)


@attack("notice_rows_frozen", ROW, trigger="frozen")
def line_rewritten_on_the_board(scene):
    sql(f"UPDATE {ROW} SET cells = '{{}}' WHERE notice_id = %s", scene.notice.pk)


@attack("notice_rows_frozen", PUBLIC, trigger="frozen")
def line_taken_off_the_web(scene):
    sql(f"DELETE FROM {PUBLIC} WHERE notice_id = %s", scene.notice.pk)


# --- what may hang ---------------------------------------------------------------------------


@attack("notice_rows_complete", NOTICE, trigger="guard_insert")
def row_lost_on_the_way(scene):
    posted(scene, row_count="2")


@attack("notice_public_row_masked", NOTICE, trigger="guard_insert")
def whole_name_behind_a_star(scene):
    posted(scene, web='{"head_name": "张三*"}')


@attack("notice_starts_now", NOTICE, trigger="guard_insert")
def dated_back(scene):
    posted(scene, starts_at="now() - interval '1 day'")


@attack("notice_period_whole", NOTICE, trigger="guard_insert")
def taken_down_early(scene):
    posted(scene, ends_at="now() + interval '6 days'")


@attack("notice_step_of_case", NOTICE, trigger="guard_insert")
def posted_for_another_step(scene):
    posted(scene, case=scene.unposted, step="'county'")


@attack("notice_one_live_per_case", NOTICE, trigger="guard_insert")
def posted_twice(scene):
    posted(scene, case=scene.waiting)


@attack("notice_days_by_policy", NOTICE, trigger="guard_insert")
def posted_for_a_day(scene):
    posted(scene, case=scene.unposted, days="1")


@attack("notice_text_says_its_period", NOTICE, trigger="guard_insert")
def posted_with_other_days_in_its_text(scene):
    posted(scene, text="'公示期自2020年1月1日起至2020年1月8日止'")


@attack("notice_columns_known", NOTICE)
def column_of_numbers(scene):
    posted(scene, columns="ARRAY['id_no']")


@attack("notice_has_end_unless_standing", NOTICE)
def list_without_end(scene):
    posted(scene, ends_at="NULL")


@attack("notice_text_without_numbers", NOTICE)
def number_in_the_text(scene):
    posted(scene, text="'请联系13800001234'")


@attack("notice_hashed", NOTICE)
def list_without_hash(scene):
    posted(scene, rows_sha256="''")


@attack("notice_slug_random", NOTICE)
def guessable_address(scene):
    posted(scene, slug="'2026-001'")


@attack("publicity_notice_slug_key", NOTICE)
def address_of_another(scene):
    posted(scene, slug="slug")


@attack("notice_public_columns_only", ROW, without=("publicity_notice:guard_insert",))
def income_on_the_board(scene):
    posted(scene, board='{"income": "1"}')


@attack(
    "notice_public_columns_only", PUBLIC, without=("publicity_notice:guard_insert",)
)
def income_on_the_web(scene):
    posted(scene, web='{"income": "1"}')


@attack("notice_row_without_numbers", ROW, without=("publicity_notice:guard_insert",))
def number_on_the_board(scene):
    posted(scene, board='{"group": "三组36072619700501001X"}')


@attack(
    "notice_row_without_numbers", PUBLIC, without=("publicity_notice:guard_insert",)
)
def number_on_the_web(scene):
    posted(scene, web='{"group": "三组36072619700501001X"}')


@attack("notice_public_name_masked", PUBLIC, without=("publicity_notice:guard_insert",))
def whole_name_on_the_web(scene):
    posted(scene, web='{"head_name": "张三"}')


@attack("notice_row_position_once", ROW, without=("guard_insert",))
def two_lines_in_one_place(scene):
    row(ROW, scene.notice.pk, scene.notice.rows.first().position)


@attack("notice_row_case_once", ROW, without=("guard_insert",))
def case_twice_on_a_list(scene):
    row(ROW, scene.notice.pk, 99, case=scene.waiting)


@attack("public_row_position_once", PUBLIC, without=("guard_insert",))
def two_public_lines_in_one_place(scene):
    row(PUBLIC, scene.notice.pk, scene.notice.public_rows.first().position)
