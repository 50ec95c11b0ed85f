"""Days of a notice, natural or working: Python and the database count alike."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import connection

from core.calendar import add_days
from core.models import Holiday
from publicity.periods import last_day_before, midnight_after


@pytest.fixture
def calendar(db):
    call_command("load_holidays", verbosity=0)


def in_database(start, days, working):
    with connection.cursor() as cursor:
        cursor.execute("SELECT publicity_last_day(%s, %s, %s)", [start, days, working])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("start", "days", "working", "last"),
    [
        (dt.date(2019, 9, 27), 7, False, dt.date(2019, 10, 4)),
        (
            dt.date(2019, 9, 27),
            7,
            True,
            dt.date(2019, 10, 12),
        ),  # 1-7 October rest; 29 September, 12 October worked
        (dt.date(2024, 2, 28), 2, False, dt.date(2024, 3, 1)),  # leap day
        (dt.date(2018, 6, 15), 1, True, dt.date(2018, 6, 19)),  # Dragon Boat Monday
        (dt.date(2019, 12, 31), 1, True, dt.date(2020, 1, 2)),
    ],
    ids=["natural", "national day week", "leap day", "dragon boat", "new year"],
)
def test_python_and_database_count_the_same_last_day(
    calendar, start, days, working, last
):
    assert add_days(start, days, working=working) == last
    assert in_database(start, days, working) == last


def test_they_agree_on_every_day_of_two_years(calendar):
    for offset in range(0, 730, 11):
        start = dt.date(2019, 1, 1) + dt.timedelta(days=offset)
        for days in (1, 5, 7, 20):
            assert in_database(start, days, True) == add_days(
                start, days, working=True
            ), start


def test_end_is_the_midnight_after_the_last_day():
    ends = midnight_after(dt.date(2026, 12, 31))
    assert ends == dt.datetime(2026, 12, 31, 16, tzinfo=dt.UTC)
    assert last_day_before(ends) == dt.date(2026, 12, 31)


def test_loading_the_calendar_twice_changes_nothing(calendar):
    before = list(Holiday.objects.values_list("day", "is_workday", "name"))
    call_command("load_holidays", verbosity=0)
    assert list(Holiday.objects.values_list("day", "is_workday", "name")) == before
    assert Holiday.objects.get(day=dt.date(2019, 10, 1)).name == "国庆节"
    assert not Holiday.objects.filter(day=dt.date(2019, 10, 5)).exists(), (
        "a Saturday is no exception"
    )


def test_a_day_the_county_entered_itself_stays(calendar):
    day = dt.date(2019, 10, 8)
    Holiday.objects.create(day=day, is_workday=False, name="县庆", source="县政府通知")
    call_command("load_holidays", verbosity=0)
    assert Holiday.objects.get(day=day).name == "县庆"
