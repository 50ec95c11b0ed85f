"""Forty people at one step of a case: exactly one comes through."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from django.db.models import QuerySet

from core.cases import engine
from core.cases.models import Case
from core.refusals import Refused
from tests import factories
from tests.core.process import PEOPLE, case_at
from tests.database import as_owner
from tests.racing import PATIENCE, at_once

RACERS = 40


def race(case: Case, people: list) -> Counter:
    """Everybody approves in the same moment; how many came through and how many were refused."""

    def approve(person) -> str:
        try:
            engine.move(
                case_id=case.pk, action="forward", by=person, version=case.version
            )
        except Refused:
            return "refused"
        return "through"

    return Counter(
        map(str, at_once([lambda person=person: approve(person) for person in people]))
    )


@pytest.fixture
def crowd(transactional_db, process_kind):
    """A case before the township, and many officers who may decide it."""
    factories.plant_regions()
    cast = {
        name: factories.person(role, region) for name, (role, region) in PEOPLE.items()
    }
    officers = [
        factories.person("township_officer", factories.TOWNSHIP)
        for _number in range(RACERS)
    ]
    return case_at("township", cast), officers


def test_of_forty_people_who_approve_at_once_exactly_one_comes_through(crowd):
    case, officers = crowd
    assert race(case, officers) == {"through": 1, "refused": RACERS - 1}
    case.refresh_from_db()
    assert (case.state, case.version) == ("county", 3)
    assert case.events.filter(step="township").count() == 1


def test_control_without_the_lock_and_the_trigger_more_than_one_comes_through(
    crowd, monkeypatch
):
    case, officers = crowd
    both_have_read = threading.Barrier(2)
    monkeypatch.setattr(
        QuerySet, "select_for_update", lambda rows, *args, **kwargs: rows
    )
    monkeypatch.setattr(
        engine, "refuse_stale", lambda case, version: both_have_read.wait(PATIENCE)
    )
    with unguarded():
        assert race(case, officers[:2]) == {"through": 2}
        assert case.events.filter(step="township").count() == 2


class unguarded:
    """Events without their trigger and their numbers; put back as they were."""

    def __enter__(self) -> None:
        self._run("ALTER TABLE core_caseevent DISABLE TRIGGER USER")
        self._run("ALTER TABLE core_caseevent DROP CONSTRAINT case_event_seq_once")

    def __exit__(self, *error: object) -> None:
        self._run("DELETE FROM core_caseevent")
        self._run(
            "ALTER TABLE core_caseevent"
            " ADD CONSTRAINT case_event_seq_once UNIQUE (case_id, seq)"
        )
        self._run("ALTER TABLE core_caseevent ENABLE TRIGGER USER")

    def _run(self, sql: str) -> None:
        with as_owner() as cursor:
            cursor.execute(sql)
