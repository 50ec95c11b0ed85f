"""An objection and the next step in the same second: one of them is first, and neither is lost."""

import threading
import time

import pytest
from django.db import connection, transaction
from pgtrigger import ignore

from core.refusals import Refused
from publicity import objections
from publicity.models import Objection
from tests import factories
from tests.publicity.conftest import at_board, forward, posted, set_parameters, shift

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ended():
    """A case whose period has just run out, nobody has objected."""
    factories.plant_regions()
    set_parameters(village_days=7, announcement_days=7, notice_day_kind="natural")
    cadre = factories.person("village_cadre", factories.VILLAGE)
    case = at_board(cadre)
    return shift(posted(cadre, case), days=9), case, cadre


def in_thread(deed):
    """Run a deed on a connection of its own; its outcome comes back in a list."""
    outcome = []

    def run():
        try:
            outcome.append(deed())
        except Exception as error:
            outcome.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, outcome


def object_slowly(notice, written, commit):
    """Insert an objection, then keep the transaction open until told to commit."""
    with transaction.atomic():
        objection = objections.file_objection(notice=notice, row=notice.rows.get(), text="家里有小车")
        written.set()
        assert commit.wait(10)
    return objection


def test_objection_that_came_first_stops_the_step(ended):
    notice, case, cadre = ended
    written, commit = threading.Event(), threading.Event()
    objector, filed = in_thread(lambda: object_slowly(notice, written, commit))
    assert written.wait(10)
    mover, moved = in_thread(lambda: forward(case, cadre))
    mover.join(0.5)
    assert mover.is_alive(), "the step waits for the objection to be decided"
    commit.set()
    objector.join(10)
    mover.join(10)
    assert isinstance(filed[0], Objection)
    assert isinstance(moved[0], Refused)
    case.refresh_from_db()
    assert case.state == "board"


def test_step_that_came_first_leaves_the_objection_as_a_late_one(ended):
    notice, case, cadre = ended
    moved, commit = threading.Event(), threading.Event()

    def move_slowly():
        with transaction.atomic():
            forward(case, cadre)
            moved.set()
            assert commit.wait(10)

    mover, _ = in_thread(move_slowly)
    assert moved.wait(10)
    objector, filed = in_thread(
        lambda: objections.file_objection(notice=notice, row=notice.rows.get(), text="家里有小车")
    )
    objector.join(0.5)
    assert objector.is_alive(), "the objection waits for the step"
    commit.set()
    mover.join(10)
    objector.join(10)
    assert filed[0].is_late
    assert filed[0].received_at > case.events.get(step="board").at


def test_control_without_the_lock_an_objection_is_overrun(ended):
    """The same race with the objection's trigger off: the step passes although someone objected before it."""
    notice, case, cadre = ended
    written, commit = threading.Event(), threading.Event()

    def unlocked():
        with ignore("publicity.Objection:guard_insert"), transaction.atomic():
            Objection.objects.create(
                notice=notice, row=notice.rows.get(), text="家里有小车", via="web", region_code=notice.region_code
            )
            written.set()
            assert commit.wait(10)

    objector, _ = in_thread(unlocked)
    assert written.wait(10)
    mover, moved = in_thread(lambda: forward(case, cadre))
    mover.join(5)
    commit.set()
    objector.join(10)
    mover.join(10)
    assert moved[0].state == "county"
    objection = Objection.objects.get()
    assert objection.is_open
    assert objection.received_at < case.events.get(step="board").at


def test_many_at_once_no_objection_is_lost_and_no_step_passes_an_earlier_one(ended):
    notice, case, cadre = ended
    start = threading.Barrier(5)

    def object_now(number):
        start.wait(10)
        return objections.file_objection(
            notice=notice, row=notice.rows.get(), text="家里有小车", source=f"10.0.0.{number}"
        )

    def move_now():
        start.wait(10)
        time.sleep(0.005)
        return forward(case, cadre)

    running = [in_thread(lambda number=number: object_now(number)) for number in range(4)] + [in_thread(move_now)]
    for thread, _ in running:
        thread.join(20)
    outcomes = [outcome[0] for _, outcome in running]
    assert all(isinstance(outcome, Objection) for outcome in outcomes[:4])
    assert Objection.objects.count() == 4
    passed = case.events.filter(step="board").first()
    earlier = Objection.objects.filter(received_at__lt=passed.at) if passed else Objection.objects.none()
    assert not earlier.exists()
