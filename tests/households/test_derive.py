"""SQL and Python say the same of every household."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import codelists
from households import rules
from households.models import Household, HouseholdPeriod, Member, MemberPeriod
from households.sheet import derive
from households.sheet.values import MEMBER_RECORD, PERIOD_RECORD, record_of
from tests import factories

pytestmark = pytest.mark.django_db
WINDOW_END = dt.date(2026, 9, 30)
maybe = st.sampled_from([True, False, None])
fen = st.one_of(st.none(), st.integers(0, 10_000_000))

records = st.fixed_dictionaries(
    {
        "education": st.sampled_from(["", "01", "02", "03", "04", "05", "06"]),
        "schooling": st.sampled_from(["", "01", "02", "03", "06", "07", "16"]),
        "dropout_reason": st.sampled_from(["", "01", "02", "03", "04", "99"]),
        "health": st.lists(
            st.sampled_from(["01", "02", "03", "04"]), max_size=3, unique=True
        ),
        "labour": st.sampled_from(["", "01", "02", "03", "04", "05"]),
        "work_area": st.sampled_from(["", "01", "04"]),
        "work_months": st.one_of(st.none(), st.integers(0, 12)),
        "has_dibao": maybe,
        "has_tekun": maybe,
        "med_resident": maybe,
        "med_employee": maybe,
        "is_soldier": maybe,
    }
)
# Days around the ages that matter, leap days among them.
birthdays = st.one_of(
    st.dates(dt.date(1930, 1, 1), dt.date(2026, 9, 30)),
    st.sampled_from(
        [
            dt.date(y, m, d)
            for y in (2009, 2010, 2011, 2019, 2020, 2021)
            for m, d in ((9, 29), (9, 30), (10, 1), (2, 28))
        ]
        + [dt.date(2020, 2, 29), dt.date(2012, 2, 29)]
    ),
)
ways_out = st.sampled_from(
    [
        ("normal", None),
        ("moved_in", None),
        ("dead", dt.date(2026, 9, 30)),
        ("moved_out", dt.date(2026, 10, 1)),
        ("deleted", dt.date(2026, 12, 1)),
    ]
)
people = st.lists(st.tuples(birthdays, ways_out, records), max_size=5)
incomes = st.fixed_dictionaries(
    dict.fromkeys((*HouseholdPeriod.INCOME, "cost_fen"), fen)
)


def stored(user, income, family):
    """The rows as they are, with nothing derived."""
    number = factories._numbers
    place = {"region_code": factories.VILLAGE}
    household = Household.objects.create(
        hh_no=f"H{next(number)}",
        first_identified_on=dt.date(2014, 1, 1),
        created_by=user,
        updated_by=user,
        **place,
    )
    HouseholdPeriod.objects.create(
        household=household,
        period="2026",
        window_start=dt.date(2025, 10, 1),
        window_end=WINDOW_END,
        state="not_exited",
        **income,
        **place,
    )
    for position, (born_on, (state, left_on), record) in enumerate(family):
        row = Member.objects.create(
            household=household,
            person_no=f"P{next(number)}",
            name="张三",
            sex="1",
            born_on=born_on,
            state=state,
            left_on=left_on,
            left_reason="99" if left_on else "",
            joined_on=born_on,
            position=position,
            **place,
        )
        relation = "01" if position == 0 else "99"
        MemberPeriod.objects.create(
            member=row,
            household=household,
            period="2026",
            relation=relation,
            **record,
            **place,
        )
    return household


def by_rules(household):
    """The derived columns as Python says them."""
    counted = [
        rules.Person(
            row.member.name,
            row.member.sex,
            row.member.born_on,
            "01",
            record_of(row, MEMBER_RECORD),
        )
        for row in household.member_periods.select_related("member")
        if rules.counts_in(
            state=row.member.state, left_on=row.member.left_on, window_end=WINDOW_END
        )
    ]
    return rules.derived(
        record_of(household.periods.get(), PERIOD_RECORD), counted, on=WINDOW_END
    )


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(homes=st.lists(st.tuples(incomes, people), min_size=1, max_size=4))
def test_sql_says_what_python_says(county_officer, homes):
    households = [stored(county_officer, income, family) for income, family in homes]
    derive.refresh([household.pk for household in households], "2026")
    for household in households:
        row = HouseholdPeriod.objects.get(household=household)
        assert {name: getattr(row, name) for name in derive.COLUMNS} == by_rules(
            household
        )


def test_refreshing_again_writes_nothing(cadre):
    household = factories.household(by=cadre)
    HouseholdPeriod.objects.update(headcount=9, net_pc_fen=1)
    assert derive.refresh([household.pk], "2026") == 1
    assert derive.refresh([household.pk], "2026") == 0
    assert household.periods.get().headcount == 1


def test_only_the_households_and_the_period_asked_for_are_touched(cadre):
    one, other = factories.household(by=cadre), factories.household(by=cadre)
    HouseholdPeriod.objects.update(headcount=9)
    assert derive.refresh([one.pk], "2025") == 0
    assert derive.refresh([one.pk], "2026") == 1
    assert other.periods.get().headcount == 9


def test_head_and_number_of_members_follow_the_latest_period(cadre):
    household = factories.household(
        by=cadre,
        members=[
            factories.member("张三"),
            factories.member("李四", relation="02", sex="2"),
        ],
    )
    Household.objects.update(head_name="旧", member_count=7)
    derive.refresh([household.pk], "2026")
    household.refresh_from_db()
    assert (household.head_name, household.member_count) == ("张三", 2)
    assert household.head_id_mask == household.members.get(name="张三").id_no_mask


@pytest.mark.parametrize(
    ("values", "gross", "net", "per_head"),
    [
        ({}, None, None, None),
        ({"cost_fen": 5}, None, None, None),
        ({"wage_fen": 0}, 0, 0, 0),
        ({"wage_fen": 100, "cost_fen": 1}, 100, 99, 33),
        ({"wage_fen": 100}, 100, 100, 33),
        ({"tr_other_fen": 5}, 5, 5, 2),
        ({"wage_fen": 1, "cost_fen": 6}, 1, -5, -2),
        (
            {"wage_fen": 1_000_000_00, "tr_dibao_fen": 1},
            1_000_000_01,
            1_000_000_01,
            33_333_334,
        ),
    ],
)
def test_income_per_person_is_rounded_half_up_and_unknown_stays_unknown(
    values, gross, net, per_head
):
    assert rules.gross_income(values) == gross
    assert rules.net_income(values) == net
    assert rules.net_per_capita(rules.net_income(values), 3) == per_head


def test_half_a_fen_goes_up():
    assert rules.net_per_capita(5, 2) == 3
    assert rules.net_per_capita(5, 0) is None


def test_codes_of_the_rules_are_those_of_the_lists():
    assert set(rules.ABLE) == set(codelists.codes_where("labour", "able"))
    assert set(rules.EXCUSED) == set(codelists.codes_where("dropout_reason", "excused"))
    assert set(rules.NINE_YEARS) == set(
        codelists.codes_where("education", "nine_years")
    )
