"""Each rule the database holds, by its name; each with a control that the lawful way passes."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from pgtrigger import ignore

from core.cases.models import CaseEvent
from core.masks import mask_name
from publicity import periods, services
from publicity.database_clock import database_now
from publicity.models import Notice, NoticeRow, Objection, PublicRow, new_slug
from tests import factories
from tests.publicity.conftest import STEPS, at_board, forward, posted, shift

pytestmark = pytest.mark.usefixtures("parameters")


def refused(name, deed):
    """The deed fails, and it is this constraint that stops it."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        deed()
    assert error.value.__cause__.diag.constraint_name == name


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


def test_control_the_lawful_notice_passes(cadre):
    assert raw_notice(cadre).pk
    assert raw_notice(cadre, case=at_board(cadre)).pk


# --- the gate of a case ----------------------------------------------------------------------


def test_notice_period_over(cadre):
    case = at_board(cadre)
    refused("notice_period_over", lambda: event(case, cadre))
    notice = posted(cadre, case)
    refused("notice_period_over", lambda: event(case, cadre))
    shift(notice, days=9)
    assert event(case, cadre).to_step == "county"


def test_notice_period_over_to_the_second(cadre):
    case = at_board(cadre)
    notice = posted(cadre, case)
    left = notice.ends_at - database_now()
    shift(notice, seconds=left.total_seconds() - 30)
    refused("notice_period_over", lambda: event(case, cadre))
    shift(notice, seconds=31)
    assert event(case, cadre).pk


def test_notice_of_another_case_does_not_open_the_gate(cadre):
    case = at_board(cadre)
    shift(posted(cadre, at_board(cadre)), days=9)
    refused("notice_period_over", lambda: event(case, cadre))


def test_notice_of_an_earlier_round_does_not_open_the_gate(cadre):
    case = at_board(cadre)
    shift(posted(cadre, case), days=9)
    event(case, cadre, action="return", to_step="propose", comment="姓名写错")
    forward(case, cadre)
    refused("notice_period_over", lambda: event(case, cadre))


def test_withdrawn_notice_does_not_open_the_gate(cadre):
    case = at_board(cadre)
    notice = posted(cadre, case)
    services.withdraw_notice(notice=notice, by=cadre, reason="写错")
    shift(notice, days=9)
    refused("notice_period_over", lambda: event(case, cadre))


def test_other_steps_and_other_deeds_are_not_held(cadre):
    case = at_board(cadre)
    assert event(case, cadre, action="return", to_step="propose", comment="姓名写错").pk
    assert event(case, cadre).to_step == "board"


def test_notice_without_open_objection(cadre, township_officer):
    case, other = at_board(cadre), at_board(cadre)
    notice = posted(cadre, case, other)
    objection = services.file_objection(
        notice=notice, row=notice.rows.get(case=case), text="家里有小车"
    )
    shift(notice, days=9)
    refused("notice_without_open_objection", lambda: event(case, cadre))
    assert event(other, cadre).pk, "the item is held, not the list"
    services.answer_objection(
        objection=objection,
        state="dismissed",
        answer="车已转让。",
        by=township_officer,
    )
    assert event(case, cadre).pk


def test_objection_to_the_whole_list_holds_all_of_it(cadre):
    cases = [at_board(cadre), at_board(cadre)]
    notice = posted(cadre, *cases)
    services.file_objection(notice=notice, text="有户应列入而未列入")
    shift(notice, days=9)
    for case in cases:
        refused("notice_without_open_objection", lambda case=case: event(case, cadre))


def test_notice_without_upheld_objection(cadre, township_officer):
    case, other = at_board(cadre), at_board(cadre)
    notice = posted(cadre, case, other)
    objection = services.file_objection(
        notice=notice, row=notice.rows.get(case=case), text="家里有小车"
    )
    services.answer_objection(
        objection=objection, state="accepted", answer="属实。", by=township_officer
    )
    shift(notice, days=9)
    refused("notice_without_upheld_objection", lambda: event(case, cadre))
    assert event(other, cadre).pk


# --- what was posted stays -------------------------------------------------------------------


def test_notice_rows_frozen(cadre):
    notice = posted(cadre)
    row, shown = notice.rows.get(), notice.public_rows.get()
    refused(
        "notice_rows_frozen",
        lambda: NoticeRow.objects.filter(pk=row.pk).update(cells={"head_name": "李四"}),
    )
    refused("notice_rows_frozen", lambda: NoticeRow.objects.filter(pk=row.pk).delete())
    refused(
        "notice_rows_frozen",
        lambda: PublicRow.objects.filter(pk=shown.pk).update(position=9),
    )
    refused(
        "notice_rows_frozen", lambda: PublicRow.objects.filter(pk=shown.pk).delete()
    )
    refused(
        "notice_rows_frozen",
        lambda: NoticeRow.objects.create(
            notice=notice, position=2, cells={"group": "一组"}
        ),
    )
    refused(
        "notice_rows_frozen",
        lambda: PublicRow.objects.create(
            notice=notice, position=2, cells={"group": "一组"}
        ),
    )


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
    refused(
        "notice_rows_frozen",
        lambda: Notice.objects.filter(pk=notice.pk).update(**change),
    )


def test_notice_never_deleted(cadre):
    notice = posted(cadre)
    refused(
        "notice_never_deleted",
        lambda: Notice.objects.filter(pk=notice.pk)._raw_delete("default"),
    )


def test_notice_withdrawal_final(cadre):
    notice = services.withdraw_notice(notice=posted(cadre), by=cadre, reason="写错")
    put_back = {"withdrawn_at": None, "withdrawn_by": None, "withdrawn_reason": ""}
    refused(
        "notice_withdrawal_final",
        lambda: Notice.objects.filter(pk=notice.pk).update(**put_back),
    )


def test_notice_withdrawal_complete(cadre):
    notice = posted(cadre)
    half = {"withdrawn_at": database_now()}
    refused(
        "notice_withdrawal_complete",
        lambda: Notice.objects.filter(pk=notice.pk).update(**half),
    )


def test_notice_rows_complete(cadre):
    refused("notice_rows_complete", lambda: raw_notice(cadre, row_count=2))


# --- what may be shown -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "key", ["id_no", "phone", "bank_account", "address", "disease", "income"]
)
def test_notice_public_columns_only(cadre, key):
    refused(
        "notice_public_columns_only",
        lambda: raw_notice(cadre, {"head_name": "张三", key: "x"}),
    )
    refused(
        "notice_public_columns_only",
        lambda: raw_notice(cadre, public={"head_name": "张*", key: "x"}),
    )


def test_notice_columns_known(cadre):
    refused(
        "notice_columns_known",
        lambda: raw_notice(cadre, columns=["head_name", "id_no"]),
    )


@pytest.mark.parametrize(
    "number",
    ["360726197005010011", "36072619700501001X", "13800001234", "6217001234567890123"],
)
def test_notice_row_without_numbers(cadre, number):
    refused(
        "notice_row_without_numbers",
        lambda: raw_notice(cadre, {"group": f"三组{number}"}),
    )
    refused(
        "notice_row_without_numbers",
        lambda: raw_notice(cadre, public={"group": f"三组{number}"}),
    )
    refused(
        "notice_text_without_numbers", lambda: raw_notice(cadre, text=f"请联系{number}")
    )


def test_long_amounts_and_years_are_not_taken_for_numbers_of_people(cadre):
    cells = {"amount": "12,345,678.90", "duration": "2026年1月至2026年12月"}
    assert raw_notice(cadre, cells, public=cells).pk


def test_notice_public_name_masked(cadre):
    refused(
        "notice_public_name_masked",
        lambda: raw_notice(cadre, public={"head_name": "张三"}),
    )


# --- periods ---------------------------------------------------------------------------------


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
    refused(
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
    refused("notice_period_whole", lambda: raw_notice(cadre, ends_at=short))


def test_notice_period_whole_in_working_days(cadre):
    natural = periods.counted(7, False).ends_at
    refused(
        "notice_period_whole",
        lambda: raw_notice(cadre, ends_at=natural, is_working=True),
    )
    assert raw_notice(
        cadre, ends_at=periods.counted(7, True).ends_at, is_working=True
    ).pk


def test_notice_text_says_its_period(cadre):
    wrong = "公示期自2020年1月1日起至2020年1月8日止（7个自然日）。"
    refused("notice_text_says_its_period", lambda: raw_notice(cadre, text=wrong))


def test_notice_starts_now(cadre):
    back = database_now() - dt.timedelta(days=1)
    refused("notice_starts_now", lambda: raw_notice(cadre, starts_at=back))


def test_notice_days_by_policy(cadre):
    one_day = {"days": 1, "ends_at": periods.counted(1, False).ends_at}
    refused(
        "notice_days_by_policy",
        lambda: raw_notice(cadre, case=at_board(cadre), **one_day),
    )
    assert raw_notice(cadre, **one_day).pk, "a list without cases has its own days"


def test_notice_has_end_unless_standing(cadre):
    refused("notice_has_end_unless_standing", lambda: raw_notice(cadre, ends_at=None))
    assert raw_notice(cadre, kind="standing", days=0, ends_at=None).pk


def test_notice_step_of_case(cadre):
    refused(
        "notice_step_of_case",
        lambda: raw_notice(cadre, case=at_board(cadre), step="county"),
    )


def test_notice_one_live_per_case(cadre):
    case = at_board(cadre)
    first = raw_notice(cadre, case=case)
    refused("notice_one_live_per_case", lambda: raw_notice(cadre, case=case))
    services.withdraw_notice(notice=first, by=cadre, reason="写错")
    assert raw_notice(cadre, case=case).pk


def test_notice_hashed_and_slug_random(cadre):
    refused("notice_hashed", lambda: raw_notice(cadre, rows_sha256=""))
    refused("notice_slug_random", lambda: raw_notice(cadre, slug="2026-001"))
    assert len({new_slug() for _ in range(1000)}) == 1000


# --- objections ------------------------------------------------------------------------------


@pytest.fixture
def objection(cadre):
    notice = posted(cadre)
    return services.file_objection(
        notice=notice, row=notice.rows.get(), text="家里有小车"
    )


def answered(objection, by, **values):
    values = {
        "state": "dismissed",
        "answer": "查无此事。",
        "answered_by": by,
        "answered_at": database_now(),
    } | values
    return lambda: Objection.objects.filter(pk=objection.pk).update(**values)


def test_objection_answer_complete(objection, township_officer):
    refused(
        "objection_answer_complete", answered(objection, township_officer, answer="")
    )
    refused(
        "objection_answer_complete",
        answered(objection, township_officer, state="open"),
    )
    assert answered(objection, township_officer)() == 1


def test_objection_answerer_unrelated_to_the_proposal(
    objection, cadre, township_officer
):
    refused("objection_answerer_unrelated", answered(objection, cadre))
    assert answered(objection, township_officer)() == 1


def test_objection_answerer_unrelated_to_a_decision(
    cadre, county_officer, county_officer_2
):
    case = at_board(cadre)
    notice = shift(posted(cadre, case), days=9)
    forward(case, cadre)
    forward(case, county_officer)
    late = services.file_objection(
        notice=notice, row=notice.rows.get(), text="迟到的意见", via="paper", by=cadre
    )
    refused("objection_answerer_unrelated", answered(late, county_officer))
    assert answered(late, county_officer_2)() == 1


def test_objection_answerer_unrelated_to_the_decision_that_follows(
    cadre, county_officer, county_officer_2
):
    case = at_board(cadre)
    notice = posted(cadre, case)
    objection = services.file_objection(
        notice=notice, row=notice.rows.get(), text="家里有小车"
    )
    services.answer_objection(
        objection=objection, state="dismissed", answer="查无此事。", by=county_officer
    )
    shift(notice, days=9)
    forward(case, cadre)

    def decide():
        event(case, county_officer)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    refused("objection_answerer_unrelated", decide)
    assert event(case, county_officer_2).pk


def test_objection_answer_final(objection, township_officer):
    answered(objection, township_officer)()
    refused(
        "objection_answer_final",
        answered(objection, township_officer, state="accepted"),
    )


def test_objection_text_fixed_and_never_lost(objection):
    mine = Objection.objects.filter(pk=objection.pk)
    refused("objection_text_fixed", lambda: mine.update(text="没有意见"))
    refused("objection_text_fixed", lambda: mine.update(case=None))
    refused("objection_never_lost", mine.delete)


def test_objection_starts_open(cadre, township_officer):
    notice = posted(cadre)
    values = {
        "state": "dismissed",
        "answer": "无",
        "answered_by": township_officer,
        "answered_at": notice.starts_at,
    }
    refused(
        "objection_starts_open",
        lambda: Objection.objects.create(notice=notice, text="x", via="web", **values),
    )


def test_objection_row_of_notice(cadre):
    notice, other = posted(cadre), posted(cadre)
    refused(
        "objection_row_of_notice",
        lambda: Objection.objects.create(
            notice=notice, row=other.rows.get(), text="x", via="web"
        ),
    )


def test_objection_recorded_by_staff(cadre):
    notice = posted(cadre)
    refused(
        "objection_recorded_by_staff",
        lambda: Objection.objects.create(notice=notice, text="x", via="phone"),
    )
    refused(
        "objection_says_something",
        lambda: Objection.objects.create(notice=notice, text="", via="web"),
    )


def test_control_without_its_trigger_the_row_changes(cadre):
    """Shows that it is the trigger, not something else, that freezes a row."""
    row = posted(cadre).rows.get()
    with ignore("publicity.NoticeRow:frozen"):
        assert NoticeRow.objects.filter(pk=row.pk).update(cells={"group": "一组"}) == 1


def test_control_the_steps_of_these_tests_hold_a_notice():
    assert [step["kind"] for step in STEPS] == [
        "task",
        "notice",
        "decision",
        "announcement",
    ]
