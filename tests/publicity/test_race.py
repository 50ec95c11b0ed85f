"""An objection and the next step in the same second: one of them is first, and neither is lost."""

import threading
import time

import pytest
from pgtrigger import ignore

from core.refusals import Refused
from publicity import services
from publicity.models import Objection
from publicity.services import objections
from tests import factories
from tests.publicity.conftest import at_board, forward, posted, set_parameters, shift
from tests.racing import PATIENCE, at_once, overlapping

FIVE = "五件异议"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ended():
    """A case whose period has just run out, nobody has objected."""
    factories.plant_regions()
    set_parameters(village_days=7, announcement_days=7, notice_day_kind="natural")
    cadre = factories.person("village_cadre", factories.VILLAGE)
    case = at_board(cadre)
    return shift(posted(cadre, case), days=9), case, cadre


def objecting(notice, source="", text="家里有小车"):
    """Somebody has a reason against the one line of the notice."""
    return lambda: services.file_objection(
        notice=notice, row=notice.rows.get(), text=text, source=source
    )


def test_objection_that_came_first_stops_the_step(ended):
    notice, case, cadre = ended
    both = overlapping(objecting(notice), lambda: forward(case, cadre))
    assert both.waited, "the step waits for the objection to be decided"
    assert isinstance(both.first, Objection)
    assert isinstance(both.second, Refused)
    assert "没有答复" in str(both.second)
    case.refresh_from_db()
    assert case.state == "board"


def test_step_that_came_first_leaves_the_objection_as_a_late_one(ended):
    notice, case, cadre = ended
    both = overlapping(lambda: forward(case, cadre), objecting(notice))
    assert both.waited, "the objection waits for the step"
    assert both.second.is_late
    assert both.second.received_at > case.events.get(step="board").at


def test_control_without_the_lock_an_objection_is_overrun(ended):
    """Without the objection's trigger the step passes although someone objected first."""
    notice, case, cadre = ended

    def unlocked():
        with ignore("publicity.Objection:guard_insert"):
            return Objection.objects.create(
                notice=notice,
                row=notice.rows.get(),
                text="家里有小车",
                via="web",
                region_code=notice.region_code,
            )

    both = overlapping(unlocked, lambda: forward(case, cadre))
    assert not both.waited
    assert both.second.state == "county"
    objection = Objection.objects.get()
    assert objection.is_open
    assert objection.received_at < case.events.get(step="board").at


def test_many_at_once_no_objection_is_lost_and_no_step_passes_an_earlier_one(ended):
    notice, case, cadre = ended

    def move_now():
        time.sleep(0.005)
        return forward(case, cadre)

    outcomes = at_once(
        [*(objecting(notice, f"10.0.0.{number}") for number in range(4)), move_now]
    )
    assert all(isinstance(outcome, Objection) for outcome in outcomes[:4])
    assert Objection.objects.count() == 4
    passed = case.events.filter(step="board").first()
    earlier = (
        Objection.objects.filter(received_at__lt=passed.at)
        if passed
        else Objection.objects.none()
    )
    assert not earlier.exists()


def taken_of_eight(ended):
    notice, _case, _cadre = ended
    outcomes = at_once(
        [objecting(notice, "10.0.0.1", f"家里有{n}辆小车") for n in range(8)]
    )
    filed = [outcome for outcome in outcomes if isinstance(outcome, Objection)]
    others = [outcome for outcome in outcomes if outcome not in filed]
    assert all(isinstance(other, Refused) for other in others), others
    assert all(FIVE in str(other) for other in others), others
    return len(filed)


def test_of_eight_at_once_from_one_address_five_are_taken(ended):
    assert taken_of_eight(ended) == objections.FLOOD_LIMIT == Objection.objects.count()


def test_control_without_a_turn_more_than_five_are_taken(ended, monkeypatch):
    """All eight count before anybody has written."""
    all_have_counted = threading.Barrier(8, timeout=PATIENCE)
    honest = objections.answer_due_on  # asked for between the count and the row
    monkeypatch.setattr(objections, "advisory_lock", lambda name: None)
    monkeypatch.setattr(
        objections,
        "answer_due_on",
        lambda code: (all_have_counted.wait(), honest(code))[1],
    )
    assert taken_of_eight(ended) == 8


def test_the_same_objection_eight_times_at_once_is_one_with_one_receipt(ended):
    notice, _case, _cadre = ended
    outcomes = at_once([objecting(notice, "10.0.0.1")] * 8)
    assert {outcome.receipt for outcome in outcomes} == {
        Objection.objects.get().receipt
    }


def test_control_without_a_turn_the_database_takes_the_same_one_once(
    ended, monkeypatch
):
    notice, _case, _cadre = ended
    monkeypatch.setattr(objections, "advisory_lock", lambda name: None)
    monkeypatch.setattr(objections, "_sent_before", lambda sent: None)
    outcomes = at_once([objecting(notice, "10.0.0.1")] * 4)
    refusals = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert len(refusals) == 3
    assert all("已经提交过" in str(refusal) for refusal in refusals)
    assert Objection.objects.count() == 1
