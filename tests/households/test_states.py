"""The household's status and its latest period's are one; the head's name is the head's."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection

from households.history import changes_of
from households.models import Household, HouseholdPeriod, RegistryEvent
from households.registry_states import state_on
from households.wording import label_of
from tests import factories
from tests.database import stopped_by
from tests.households.sheets import as_data, changed, update

pytestmark = pytest.mark.django_db
State = Household.State


def disagreeing() -> int:
    """Households whose latest period says another status."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM households_household h"
            " JOIN households_householdperiod p"
            "   ON p.household_id = h.id AND p.period = h.recorded_period"
            " WHERE p.state <> h.state"
        )
        return cursor.fetchone()[0]


@pytest.fixture
def family(cadre):
    return factories.household(by=cadre)


def resaved(household, by, *, period="2026", head="", **record):
    """The household after its sheet of a period was saved with some values changed."""
    household.refresh_from_db()
    data = as_data(household, "2026")
    data = replace(data, period=period, record=data.record | record)
    if head:
        data = changed(data, 0, name=head)
    update(household, data, by)
    household.refresh_from_db()
    return household


def test_a_status_changed_after_a_sheet_is_that_of_the_latest_period(family, cadre):
    for state in (State.PRE_EXIT, State.NOT_EXITED, State.REMOVED):
        Household.objects.filter(pk=family.pk).update(state=state)
        assert family.periods.get().state == state
    assert disagreeing() == 0


def test_a_sheet_saved_on_the_way_out_says_what_the_household_says_when_it_ends(
    family, cadre
):
    Household.objects.filter(pk=family.pk).update(state=State.PRE_EXIT)
    family = resaved(family, cadre, water_safe=False)
    assert family.periods.get().state == State.PRE_EXIT
    Household.objects.filter(pk=family.pk).update(state=State.NOT_EXITED)
    assert family.periods.get().state == State.NOT_EXITED
    assert disagreeing() == 0


def test_an_earlier_period_keeps_its_own_status_when_it_is_corrected(family, cadre):
    family = resaved(family, cadre, period="2027")
    Household.objects.filter(pk=family.pk).update(state=State.PRE_EXIT)
    family = resaved(family, cadre, period="2026", water_safe=False)
    found = dict(family.periods.values_list("period", "state"))
    assert found == {"2026": State.NOT_EXITED, "2027": State.PRE_EXIT}
    assert disagreeing() == 0


def test_a_year_entered_late_has_the_status_of_its_own_time(family, cadre):
    event(family, cadre, RegistryEvent.Kind.EXITED, dt.date(2019, 12, 1))
    event(family, cadre, RegistryEvent.Kind.RETURNED, dt.date(2022, 3, 1))
    Household.objects.filter(pk=family.pk).update(state=State.RETURNED)
    for year, state in (
        ("2018", State.NOT_EXITED),
        ("2020", State.EXITED_WITH_POLICY),
        ("2022", State.RETURNED),
    ):
        family = resaved(family, cadre, period=year)
        assert family.periods.get(period=year).state == state
    assert disagreeing() == 0


def test_the_status_of_a_day_is_that_of_the_last_event_before_it(family, cadre):
    event(family, cadre, RegistryEvent.Kind.REMOVED, dt.date(2023, 1, 1))
    assert state_on(family, dt.date(2022, 12, 31)) == State.NOT_EXITED
    assert state_on(family, dt.date(2023, 1, 1)) == State.REMOVED
    assert state_on(family, dt.date(2000, 1, 1)) == State.NOT_EXITED


def event(family, by, kind, day):
    return RegistryEvent.objects.create(
        household=family,
        region_code=family.region_code,
        kind=kind,
        happened_on=day,
        recorded_by=by,
    )


def test_a_change_of_status_is_told_once_in_the_history(family, cadre):
    Household.objects.filter(pk=family.pk).update(state=State.PRE_EXIT)
    told = [one for found in changes_of(family) for one in found.changes]
    assert [(one.label, one.new) for one in told] == [
        (label_of(Household, "state"), str(State.PRE_EXIT.label))
    ]


def test_the_database_lets_no_latest_period_say_another_status(family):
    with stopped_by("period_state_is_households"):
        HouseholdPeriod.objects.update(state=State.PRE_EXIT)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_name_corrected_on_an_old_sheet_is_the_heads_name_everywhere(family, cadre):
    family = resaved(family, cadre, period="2027")
    family = resaved(family, cadre, period="2026", head="张改名")
    head = family.members.get()
    assert (head.name, family.head_name) == ("张改名", "张改名")
    assert (family.head_pinyin, family.head_initials) == (
        head.name_pinyin,
        head.name_initials,
    )
