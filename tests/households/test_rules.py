"""What one person adds to the counts of a household: without a database, age by age."""

from __future__ import annotations

import datetime as dt

import pytest

from households import rules
from households.rules import Person

END = dt.date(2026, 9, 30)
INSURED = {"med_resident": True}


def adds(age, **record):
    """The counts besides the headcount that somebody of this age on the day adds to."""
    born_on = END.replace(year=END.year - age)
    person = Person("张三", "1", born_on, "01", INSURED | record)
    found = rules.marks(person, on=END)
    assert found[0] == "headcount"
    return found[1:]


@pytest.mark.parametrize(
    ("labour", "age", "counted"),
    [
        ("01", 15, False),
        ("01", 16, True),
        ("02", 17, True),
        ("05", 60, True),
        ("03", 40, False),
        ("", 40, False),
    ],
)
def test_labour_is_counted_from_sixteen_years_on(labour, age, counted):
    record = {"labour": labour, "schooling": "02"}
    assert ("labour_count" in adds(age, **record)) == counted


@pytest.mark.parametrize(
    ("record", "works"),
    [
        ({}, False),
        ({"work_area": "03"}, True),
        ({"work_months": 1}, True),
        ({"work_months": 0}, False),
        ({"work_area": "", "work_months": None}, False),
    ],
)
def test_who_has_a_place_or_months_of_work_works(record, works):
    assert rules.works(record) is works
    assert ("working_count" in adds(40, **record)) == works


@pytest.mark.parametrize(
    ("record", "counts"),
    [
        ({"has_dibao": True}, ["dibao_count"]),
        ({"has_tekun": True}, ["tekun_count"]),
        ({"has_dibao": False, "has_tekun": None}, []),
        ({"health": ["01"]}, []),
        ({"health": ["02"]}, ["ill_count"]),
        ({"health": ["03"]}, ["ill_count"]),
        ({"health": ["04"]}, ["disabled_count"]),
        ({"health": ["02", "04"]}, ["ill_count", "disabled_count"]),
        ({"health": None}, []),
    ],
)
def test_support_and_health_are_counted_as_recorded(record, counts):
    assert adds(40, **record) == counts


AT_SCHOOL, DROPPED = ["school_age_count"], ["school_age_count", "dropout_count"]


@pytest.mark.parametrize(
    ("age", "record", "counts"),
    [
        (5, {"schooling": "01"}, []),
        (6, {"schooling": "01"}, DROPPED),
        (15, {"schooling": "01"}, DROPPED),
        (16, {"schooling": "01"}, []),
        (10, {"schooling": "06"}, AT_SCHOOL),
        (10, {}, ["school_age_count", "schooling_unknown_count"]),
        (10, {"schooling": ""}, ["school_age_count", "schooling_unknown_count"]),
        (15, {"schooling": "01", "education": "02"}, DROPPED),
        (15, {"schooling": "01", "education": "03"}, AT_SCHOOL),
        (10, {"schooling": "01", "dropout_reason": "01"}, AT_SCHOOL),
        (10, {"schooling": "01", "dropout_reason": "03"}, DROPPED),
    ],
)
def test_a_child_of_six_to_fifteen_is_at_school_excused_or_missing(age, record, counts):
    assert adds(age, **record) == counts


UNINSURED, UNKNOWN = ["uninsured_count"], ["insurance_unknown_count"]


@pytest.mark.parametrize(
    ("resident", "employee", "soldier", "counts"),
    [
        (True, None, None, []),
        (None, True, None, []),
        (False, True, None, []),
        (False, None, True, []),
        (None, None, True, []),
        (False, None, None, UNINSURED),
        (False, False, False, UNINSURED),
        (None, None, None, UNKNOWN),
        (None, False, False, UNKNOWN),
    ],
)
def test_one_insurance_is_enough_and_a_no_is_not_a_blank(
    resident, employee, soldier, counts
):
    record = {"med_resident": resident, "med_employee": employee}
    assert adds(40, is_soldier=soldier, **record) == counts


@pytest.mark.parametrize(
    ("state", "left_on", "counts"),
    [
        ("normal", None, True),
        ("moved_in", None, True),
        ("dead", END, False),
        ("dead", END + dt.timedelta(1), True),
        ("removed", END + dt.timedelta(1), True),
        ("deleted", None, False),
        ("deleted", END + dt.timedelta(1), False),
    ],
)
def test_who_left_after_the_last_day_still_counts(state, left_on, counts):
    asked = {"state": state, "left_on": left_on, "window_end": END}
    assert rules.counts_in(**asked) is counts


def test_the_figures_of_a_household_are_those_of_its_people():
    born_on = dt.date(1970, 5, 1)
    adult = Person("甲", "1", born_on, "01", INSURED | {"labour": "01"})
    child = Person("乙", "2", dt.date(2016, 5, 1), "01", {"schooling": "01"})
    income = {"wage_fen": 101, "cost_fen": 0}
    figures = rules.derived(income, [adult, child], on=END)
    expected = dict.fromkeys(rules.COUNTS, 0) | {
        "headcount": 2,
        "labour_count": 1,
        "school_age_count": 1,
        "dropout_count": 1,
        "insurance_unknown_count": 1,
        "gross_fen": 101,
        "net_fen": 101,
        "net_pc_fen": 51,
    }
    assert figures == expected
    assert rules.derived({}, [], on=END) == dict.fromkeys(rules.COUNTS, 0) | {
        "gross_fen": None,
        "net_fen": None,
        "net_pc_fen": None,
    }
    assert rules.derived(income, [], on=END)["net_pc_fen"] is None
