"""What the database holds of objections; each rule by its name, with a control."""

import pytest
from django.db import connection

from publicity import services
from publicity.database_clock import database_now
from publicity.models import Objection
from tests.publicity.conftest import at_board, forward, posted, shift
from tests.publicity.forging import event, stopped_by

pytestmark = pytest.mark.usefixtures("parameters")


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
    stopped_by(
        "objection_answer_complete", answered(objection, township_officer, answer="")
    )
    stopped_by(
        "objection_answer_complete",
        answered(objection, township_officer, state="open"),
    )
    assert answered(objection, township_officer)() == 1


def test_objection_answerer_unrelated_to_the_proposal(
    objection, cadre, township_officer
):
    stopped_by("objection_answerer_unrelated", answered(objection, cadre))
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
    stopped_by("objection_answerer_unrelated", answered(late, county_officer))
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

    stopped_by("objection_answerer_unrelated", decide)
    assert event(case, county_officer_2).pk


def test_objection_answer_final(objection, township_officer):
    answered(objection, township_officer)()
    stopped_by(
        "objection_answer_final",
        answered(objection, township_officer, state="accepted"),
    )


def test_objection_text_fixed_and_never_lost(objection):
    mine = Objection.objects.filter(pk=objection.pk)
    stopped_by("objection_text_fixed", lambda: mine.update(text="没有意见"))
    stopped_by("objection_text_fixed", lambda: mine.update(case=None))
    stopped_by("objection_never_lost", mine.delete)


def test_objection_starts_open(cadre, township_officer):
    notice = posted(cadre)
    values = {
        "state": "dismissed",
        "answer": "无",
        "answered_by": township_officer,
        "answered_at": notice.starts_at,
    }
    stopped_by(
        "objection_starts_open",
        lambda: Objection.objects.create(notice=notice, text="x", via="web", **values),
    )


def test_objection_row_of_notice(cadre):
    notice, other = posted(cadre), posted(cadre)
    stopped_by(
        "objection_row_of_notice",
        lambda: Objection.objects.create(
            notice=notice, row=other.rows.get(), text="x", via="web"
        ),
    )


def test_objection_recorded_by_staff(cadre):
    notice = posted(cadre)
    stopped_by(
        "objection_recorded_by_staff",
        lambda: Objection.objects.create(notice=notice, text="x", via="phone"),
    )
    stopped_by(
        "objection_says_something",
        lambda: Objection.objects.create(notice=notice, text="", via="web"),
    )
