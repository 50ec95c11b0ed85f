"""Which notices, rows and objections each word means."""

from __future__ import annotations

import datetime as dt

import pytest

from publicity import services
from publicity.models import Notice, NoticeRow, Objection
from tests import factories
from tests.database import triggers_off
from tests.publicity.conftest import at_board, forward, posted, shift

pytestmark = pytest.mark.usefixtures("parameters")


@pytest.fixture
def objections(cadre):
    """One that is open against a row, a later one answered against the whole list."""
    case = at_board(cadre)
    notice = posted(cadre, case, at_board(cadre, name="李四光"))
    row = notice.rows.get(case=case)
    first = services.file_objection(notice=notice, row=row, text="家里有小车")
    second = services.file_objection(notice=notice, row=None, text="名单不全")
    officer = factories.person("township_officer", factories.TOWNSHIP)
    second = services.answer_objection(
        objection=second, state="dismissed", answer="名单完整。", by=officer
    )
    return case, first, second


def test_an_objection_is_open_until_it_is_answered(objections):
    _case, first, second = objections
    assert list(Objection.objects.still_open()) == [first]
    assert list(Objection.objects.answered()) == [second]


def test_objections_stand_latest_first_with_what_they_are_about(
    objections, django_assert_num_queries
):
    _case, first, second = objections
    with triggers_off("publicity_objection"):
        Objection.objects.filter(pk=second.pk).update(
            received_at=first.received_at - dt.timedelta(minutes=1)
        )
    title = first.notice.title
    with django_assert_num_queries(1):
        listed = list(Objection.objects.for_list())
        assert [one.notice.title for one in listed] == [title] * 2
    assert listed == [first, second]


def test_an_objection_to_the_list_is_about_every_case_on_it_once(objections, cadre):
    case, first, second = objections
    other = case.__class__.objects.exclude(pk=case.pk).get()
    elsewhere = at_board(cadre, name="王五")
    posted(cadre, elsewhere)
    about = Objection.objects.about_case
    assert set(about(case)) == {first, second}
    assert about(case).count() == 2
    assert list(about(other)) == [second]
    assert list(about(elsewhere)) == []


def test_the_notices_of_cases_are_those_that_name_them(cadre):
    case, other = at_board(cadre), at_board(cadre, name="李四光")
    notice, another = posted(cadre, case), posted(cadre, other)
    assert list(Notice.objects.for_cases([case])) == [notice]
    assert set(Notice.objects.for_cases([case, other])) == {notice, another}
    assert not Notice.objects.for_cases([]).exists()


def test_a_case_stands_on_the_notice_of_its_present_step(cadre):
    case = at_board(cadre)
    notice = posted(cadre, case)
    assert NoticeRow.objects.standing_for(case).get().notice == notice
    shift(notice, days=9)
    case = forward(case, cadre)
    assert not NoticeRow.objects.standing_for(case).exists()
