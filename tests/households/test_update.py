"""Updating a household: all of the sheet or nothing."""

import datetime as dt
from dataclasses import replace

import pytest

from core.audit.models import AuditEntry
from core.models import Draft
from households import services
from households.models import (
    Household,
    HouseholdPeriod,
    Member,
    MemberPeriod,
    RegistryEvent,
)
from households.sheet import derive
from tests import factories
from tests.factories import member
from tests.households.sheets import as_data, changed, family, update
from tests.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(cadre):
    return factories.household(by=cadre, members=family())


def test_an_update_writes_the_new_values_and_what_follows(home, cadre):
    data = as_data(home)
    data = replace(
        data,
        record=data.record | {"wage_fen": 0, "cost_fen": None},
        household=data.household | {"address": "8号"},
    )
    update(home, data, cadre)
    home.refresh_from_db()
    period = home.periods.get()
    assert (home.address, home.version) == ("8号", 2)
    assert (period.gross_fen, period.net_fen, period.net_pc_fen) == (
        3_500_00,
        3_500_00,
        1_166_67,
    )
    entry = AuditEntry.objects.get(verb="household.update")
    assert entry.before["address"] == ""
    assert entry.after["address"] == "8号"


def test_kept_numbers_stay_sealed_as_they_were(home, cadre):
    before = list(home.members.values_list("pk", "id_no_sealed", "id_no_index"))
    update(home, as_data(home), cadre)
    assert list(home.members.values_list("pk", "id_no_sealed", "id_no_index")) == before


def test_a_stale_version_is_refused_with_both_values_side_by_side(
    home, cadre, township_officer
):
    mine = as_data(home)
    mine = replace(
        changed(mine, 1, health=["02"]), household=mine.household | {"address": "甲"}
    )
    theirs = as_data(home)
    update(
        home,
        replace(theirs, household=theirs.household | {"address": "乙"}),
        township_officer,
    )
    with refused("别人改过这一户") as stale:
        update(home, mine, cadre, version=1)
    assert stale.value.version == 2
    found = {(d.label, d.mine, d.theirs) for d in stale.value.differences}
    assert found == {
        ("家庭住址", "甲", "乙"),
        ("李秀英：健康状况", "长期慢性病", "健康"),
    }
    home.refresh_from_db()
    assert home.address == "乙"


def test_a_new_child_is_a_natural_increase(home, cadre):
    baby = member(
        "单小花",
        relation="04",
        sex="2",
        born_on=dt.date(2026, 8, 1),
        id_no="",
        id_type="99",
        joined_reason="01",
        joined_on=dt.date(2026, 8, 1),
        labour="04",
        work_area="",
        work_months=None,
    )
    data = as_data(home)
    update(home, replace(data, members=(*data.members, baby)), cadre)
    event = home.registry_events.get(kind=RegistryEvent.Kind.NATURAL_INCREASE)
    assert (event.headcount_change, event.reason, event.member.name) == (
        1,
        "01",
        "单小花",
    )
    assert home.periods.get().headcount == 4
    assert Household.objects.get().member_count == 4


def test_who_dies_leaves_with_day_and_reason_and_the_balance_closes(home, cadre):
    data = changed(as_data(home), 1, left_on=dt.date(2026, 6, 1), left_reason="01")
    update(home, data, cadre)
    gone = home.members.get(name="李秀英")
    assert (gone.state, gone.left_on, gone.left_reason) == (
        Member.State.DEAD,
        dt.date(2026, 6, 1),
        "01",
    )
    event = home.registry_events.get(kind=RegistryEvent.Kind.NATURAL_DECREASE)
    assert event.headcount_change == -1
    changes = home.registry_events.values_list("headcount_change", flat=True)
    assert sum(changes) == Household.objects.get().member_count == 2
    assert home.periods.get().headcount == 2


def test_who_left_after_the_period_still_counts_in_it(home, cadre):
    data = changed(as_data(home), 1, left_on=dt.date(2026, 11, 1), left_reason="02")
    update(home, data, cadre)
    assert home.periods.get().headcount == 3
    assert Household.objects.get().member_count == 2
    home.refresh_from_db()
    update(home, as_data(home), cadre)
    assert home.periods.get().headcount == 3


def test_the_head_cannot_leave_without_a_successor(home, cadre):
    data = changed(as_data(home), 0, left_on=dt.date(2026, 6, 1), left_reason="01")
    with refused("单大山"):
        update(home, data, cadre)


def test_a_change_of_head_is_an_event_and_changes_the_name_on_the_list(home, cadre):
    data = changed(
        as_data(home), 0, relation="02", left_on=dt.date(2026, 6, 1), left_reason="01"
    )
    update(home, changed(data, 1, relation="01"), cadre)
    home.refresh_from_db()
    assert home.head_name == "李秀英"
    event = home.registry_events.get(kind=RegistryEvent.Kind.HEAD_CHANGED)
    assert event.note == "单大山 → 李秀英"


def test_a_corrected_name_is_an_event_that_says_what_was_corrected(home, cadre):
    update(home, changed(as_data(home), 2, name="单晓明"), cadre)
    event = home.registry_events.get(kind=RegistryEvent.Kind.CORRECTED)
    assert (event.member.name, event.note, event.headcount_change) == (
        "单晓明",
        "姓名",
        0,
    )


def test_a_person_missing_on_the_sheet_is_refused(home, cadre):
    data = as_data(home)
    with refused("单小明"):
        update(home, replace(data, members=data.members[:2]), cadre)


def test_a_person_of_another_household_cannot_be_written_through_this_one(home, cadre):
    other = factories.household(
        village=factories.OTHER_COUNTY_VILLAGE, members=[member("王五")]
    )
    victim = other.members.get()
    intruder = member("张三", relation="99", id=victim.pk)
    data = as_data(home)
    with pytest.raises(services.IntegrityError):
        update(home, replace(data, members=(*data.members, intruder)), cadre)
    victim.refresh_from_db()
    assert (victim.name, victim.household_id) == ("王五", other.pk)


def test_a_closed_household_can_only_be_read(home, cadre):
    data = as_data(home)
    Household.objects.update(state=Household.State.CLOSED)
    with refused("只能查看"):
        update(home, data, cadre)


def test_a_new_period_is_a_new_row_and_an_older_one_does_not_name_the_head(home, cadre):
    older = replace(as_data(home), period="2025")
    update(home, changed(changed(older, 0, relation="02"), 1, relation="01"), cadre)
    home.refresh_from_db()
    assert home.head_name == "单大山"
    assert set(home.periods.values_list("period", flat=True)) == {"2025", "2026"}
    assert MemberPeriod.objects.count() == 6


def test_an_unknown_period_is_refused(home, cadre):
    with refused("1999"):
        update(home, replace(as_data(home), period="1999"), cadre)


def test_saving_discards_the_draft_of_the_one_who_saves(home, cadre, township_officer):
    for owner in (cadre, township_officer):
        Draft.objects.create(
            owner=owner,
            form_key="household:2026",
            entity_id=home.pk,
            payload_sealed="x",
        )
    update(home, as_data(home), cadre)
    assert Draft.objects.get().owner == township_officer


def test_python_and_sql_agree_after_every_save(home, cadre):
    update(
        home,
        changed(
            as_data(home), 1, health=["02", "04"], has_dibao=True, med_resident=False
        ),
        cadre,
    )
    before = HouseholdPeriod.objects.values().get()
    assert derive.refresh([home.pk], "2026") == 0
    assert HouseholdPeriod.objects.values().get() == before
    assert (
        before["ill_count"],
        before["disabled_count"],
        before["dibao_count"],
        before["uninsured_count"],
    ) == (
        1,
        1,
        1,
        1,
    )


def test_a_save_takes_the_same_number_of_statements_for_many_people(
    cadre, django_assert_num_queries
):
    many = [member("张大")] + [member(relation="99") for _ in range(9)]
    with django_assert_num_queries(14):
        factories.household(by=cadre, members=family())
    with django_assert_num_queries(14):
        big = factories.household(by=cadre, members=many)
    data = as_data(big)
    with django_assert_num_queries(10):
        update(big, replace(data, record=data.record | {"wage_fen": 1}), cadre)
