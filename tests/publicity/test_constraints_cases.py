"""A case cannot go on past its notice; each rule by its name, with a control."""

import pytest

from publicity import services
from publicity.database_clock import database_now
from publicity.models import Objection
from tests.publicity.conftest import STEPS, at_board, forward, posted, shift
from tests.publicity.forging import at_commit, event, stopped_by

pytestmark = pytest.mark.usefixtures("parameters")


def test_notice_period_over(cadre):
    case = at_board(cadre)
    stopped_by("notice_period_over", lambda: event(case, cadre))
    notice = posted(cadre, case)
    stopped_by("notice_period_over", lambda: event(case, cadre))
    shift(notice, days=9)
    assert event(case, cadre).to_step == "county"


def test_notice_period_over_to_the_second(cadre):
    case = at_board(cadre)
    notice = posted(cadre, case)
    left = notice.ends_at - database_now()
    shift(notice, seconds=left.total_seconds() - 30)
    stopped_by("notice_period_over", lambda: event(case, cadre))
    shift(notice, seconds=31)
    assert event(case, cadre).pk


def test_notice_of_another_case_does_not_open_the_gate(cadre):
    case = at_board(cadre)
    shift(posted(cadre, at_board(cadre)), days=9)
    stopped_by("notice_period_over", lambda: event(case, cadre))


def test_notice_of_an_earlier_round_does_not_open_the_gate(cadre):
    case = at_board(cadre)
    shift(posted(cadre, case), days=9)
    event(case, cadre, action="return", to_step="propose", comment="姓名写错")
    forward(case, cadre)
    stopped_by("notice_period_over", lambda: event(case, cadre))


def test_withdrawn_notice_does_not_open_the_gate(cadre):
    case = at_board(cadre)
    notice = posted(cadre, case)
    services.withdraw_notice(notice=notice, by=cadre, reason="写错")
    shift(notice, days=9)
    stopped_by("notice_period_over", lambda: event(case, cadre))


def test_other_steps_and_other_actions_are_not_held(cadre):
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
    stopped_by("notice_without_open_objection", lambda: event(case, cadre))
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
        stopped_by(
            "notice_without_open_objection", lambda case=case: event(case, cadre)
        )


def test_objection_upheld_sends_back(cadre, township_officer):
    case = at_board(cadre)
    notice = posted(cadre, case)
    objection = services.file_objection(
        notice=notice, row=notice.rows.get(), text="家里有小车"
    )

    def uphold(then=lambda: None):
        Objection.objects.filter(pk=objection.pk).update(
            state="accepted",
            answer="属实。",
            answered_by=township_officer,
            answered_at=database_now(),
        )
        then()
        at_commit()

    stopped_by("objection_upheld_sends_back", uphold)
    shift(notice, days=9)
    uphold(lambda: event(case, cadre, action="return", to_step="propose", comment="车"))


@pytest.mark.parametrize(
    ("action", "to_step"), [("return", "propose"), ("withdraw", "withdrawn")]
)
def test_notice_of_live_cases(cadre, action, to_step):
    cases = [at_board(cadre), at_board(cadre)]
    notice = posted(cadre, *cases)

    def ended(case):
        event(case, cadre, action=action, to_step=to_step, comment="姓名写错")
        at_commit()

    ended(cases[0])
    stopped_by("notice_of_live_cases", lambda: ended(cases[1]))
    services.withdraw_notice(notice=notice, by=cadre, reason="姓名写错")
    ended(cases[1])


def test_control_the_steps_of_these_tests_hold_a_notice():
    assert [step["kind"] for step in STEPS] == [
        "task",
        "notice",
        "decision",
        "announcement",
    ]
