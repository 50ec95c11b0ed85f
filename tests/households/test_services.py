import datetime as dt
from dataclasses import replace

import pytest

from core.audit.models import AuditEntry
from core.crypto import unseal
from core.models import Draft
from core.refusals import Refused
from households import services
from households.models import (
    Household,
    HouseholdPeriod,
    Member,
    MemberPeriod,
    RegistryEvent,
)
from households.sheet import derive
from households.sheet.values import (
    HOUSEHOLD_FIELDS,
    MEMBER_RECORD,
    PERIOD_RECORD,
    record_of,
)
from tests import factories
from tests.factories import TODAY, member, sheet
from tests.households.sheets import hand_in

pytestmark = pytest.mark.django_db
CHILD = dt.date(2015, 3, 1)


def family():
    return [
        member("单大山", relation="01"),
        member("李秀英", relation="02", sex="2"),
        member(
            "单小明",
            relation="03",
            born_on=CHILD,
            labour="04",
            work_area="",
            work_months=None,
            schooling="03",
            education="",
        ),
    ]


def as_data(household, period="2026", **changes):
    """The household's sheet as it stands, numbers kept."""
    stored = household.periods.get(period=period)
    records = {
        row.member_id: row for row in household.member_periods.filter(period=period)
    }
    lines = [
        factories.MemberData(
            id=row.pk,
            name=row.name,
            sex=row.sex,
            born_on=row.born_on,
            ethnicity=row.ethnicity,
            id_type=row.id_type,
            record=record_of(records[row.pk], MEMBER_RECORD),
        )
        for row in household.members.counted()
    ]
    data = factories.HouseholdData(
        id=household.pk,
        region_code=household.region_code,
        period=period,
        members=tuple(lines),
        household={name: getattr(household, name) for name in HOUSEHOLD_FIELDS},
        record=record_of(stored, PERIOD_RECORD),
    )
    return replace(data, **changes)


def update(household, data, by, version=None):
    return hand_in(
        household, data, by, version=household.version if version is None else version
    )


def changed(data, index, **values):
    """The sheet with one line changed; names of the record go into the record."""
    line = data.members[index]
    record = line.record | {
        name: values.pop(name) for name in list(values) if name in line.record
    }
    members = list(data.members)
    members[index] = replace(line, record=record, **values)
    return replace(data, members=tuple(members))


# --- registering -------------------------------------------------------------------------------


def test_registering_writes_the_household_its_people_and_what_follows(cadre):
    household = factories.household(
        by=cadre, members=family(), bank_account="6200000000000005"
    )
    household.refresh_from_db()
    assert household.hh_no == "H-990101-2026-000001"
    assert (household.head_name, household.head_pinyin, household.head_initials) == (
        "单大山",
        "shan da shan",
        "sds",
    )
    assert household.member_count == 3
    assert household.phone_mask == "138****0000"
    assert household.bank_account_mask == "************0005"
    period = household.periods.get()
    assert (
        period.headcount,
        period.labour_count,
        period.school_age_count,
        period.dropout_count,
    ) == (3, 2, 1, 0)
    assert (period.gross_fen, period.net_fen, period.net_pc_fen) == (
        15_500_00,
        14_500_00,
        4833_33,
    )
    assert (period.window_start, period.window_end) == (
        dt.date(2025, 10, 1),
        dt.date(2026, 9, 30),
    )
    assert list(household.members.values_list("position", "name")) == [
        (0, "单大山"),
        (1, "李秀英"),
        (2, "单小明"),
    ]
    assert len(set(household.members.values_list("person_no", flat=True))) == 3


def test_numbers_are_sealed_and_masked_and_found_by_their_first_18(cadre):
    number = "11010519491231002X43"
    line = member(
        "李秀英",
        sex="2",
        born_on=dt.date(1949, 12, 31),
        id_no=number,
        id_type="09",
        health=["04"],
    )
    household = factories.household(by=cadre, members=[line])
    row = household.members.get()
    assert number not in row.id_no_sealed
    assert row.id_no_mask == "110*************2X43"
    assert unseal(row.id_no_sealed, f"households.Member.id_no:{row.pk}") == number
    assert Member.objects.with_id_no("11010519491231002X").get() == row
    assert (
        unseal(household.phone_sealed, f"households.Household.phone:{household.pk}")
        == "13800000000"
    )


def test_registering_leaves_one_event_and_one_audit_line(cadre):
    household = factories.household(by=cadre, members=family())
    event = household.registry_events.get()
    assert (event.kind, event.headcount_change) == (RegistryEvent.Kind.IDENTIFIED, 3)
    assert event.happened_on == household.first_identified_on
    entry = AuditEntry.objects.get(verb="household.register")
    assert entry.actor_id == cadre.pk
    assert "110" not in str(entry.after)


def test_sending_the_same_sheet_twice_registers_it_once(cadre):
    form = sheet(members=family())
    first = services.register_household(form=form, by=cadre, on=TODAY)
    again = services.register_household(form=form, by=cadre, on=TODAY)
    assert first.pk == again.pk
    assert Household.objects.count() == 1
    assert RegistryEvent.objects.count() == 1


def test_the_sheet_of_another_person_is_not_taken_over(cadre, sibling_cadre):
    form = sheet()
    services.register_household(form=form, by=cadre, on=TODAY)
    with pytest.raises(Refused, match="已经用过"):
        services.register_household(form=form, by=sibling_cadre, on=TODAY)


@pytest.mark.parametrize(
    ("people", "reason"),
    [
        ([], "至少填写一名"),
        ([member("李秀英", relation="02")], "没有填写户主"),
        ([member("张三"), member("李四")], "张三、李四"),
        ([member("张三", joined_on=dt.date(2026, 11, 22))], "将来"),
    ],
    ids=["nobody", "no head", "two heads", "joins tomorrow"],
)
def test_a_household_that_cannot_be_is_refused_and_nothing_is_written(
    cadre, people, reason
):
    form = replace(sheet(), members=tuple(people))
    with pytest.raises(Refused, match=reason):
        services.register_household(form=form, by=cadre, on=TODAY)
    assert not Household.objects.exists()
    assert not Member.objects.exists()


def test_one_number_for_two_people_of_a_sheet_is_refused(cadre):
    first = member("张三")
    second = member("李四", relation="03", id_no=first.id_no)
    with pytest.raises(Refused, match="两个人"):
        factories.household(by=cadre, members=[first, second])


def test_a_number_active_elsewhere_is_refused_without_telling_where(cadre):
    stranger = member("王五")
    factories.household(village=factories.OTHER_COUNTY_VILLAGE, members=[stranger])
    with pytest.raises(services.NumberTaken) as refused:
        factories.household(by=cadre, members=[member("张三", id_no=stranger.id_no)])
    sentence = refused.value.reasons[0]
    assert sentence.startswith("张三")
    for secret in ("王五", "白石县", "石桥村", stranger.id_no):
        assert secret not in sentence
    assert Household.objects.count() == 1
    entry = AuditEntry.objects.get(verb="household.number_taken")
    assert (entry.region_code, entry.after) == (factories.VILLAGE, {"names": ["张三"]})


def test_a_number_taken_at_the_same_moment_is_refused_by_the_database(
    cadre, monkeypatch
):
    taken = member("王五")
    factories.household(members=[taken])
    monkeypatch.setattr(services, "_refuse_taken", lambda members: None)
    with pytest.raises(services.NumberTaken, match="张三"):
        factories.household(by=cadre, members=[member("张三", id_no=taken.id_no)])


def test_two_people_without_documents_do_not_collide(cadre):
    baby = {"id_no": "", "id_type": "99", "born_on": dt.date(2026, 8, 1)}
    household = factories.household(
        by=cadre,
        members=[
            member("张三"),
            member("张一", relation="03", **baby),
            member("张二", relation="03", **baby),
        ],
    )
    assert household.members.filter(id_no_index=None).count() == 2


# --- updating ----------------------------------------------------------------------------------


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
    with pytest.raises(services.SheetStale) as stale:
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
    with pytest.raises(Refused, match="单大山"):
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
    with pytest.raises(Refused, match="单小明"):
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
    with pytest.raises(Refused, match="只能查看"):
        update(home, data, cadre)


def test_a_new_period_is_a_new_row_and_an_older_one_does_not_name_the_head(home, cadre):
    older = replace(as_data(home), period="2025")
    update(home, changed(changed(older, 0, relation="02"), 1, relation="01"), cadre)
    home.refresh_from_db()
    assert home.head_name == "单大山"
    assert set(home.periods.values_list("period", flat=True)) == {"2025", "2026"}
    assert MemberPeriod.objects.count() == 6


def test_an_unknown_period_is_refused(home, cadre):
    with pytest.raises(Refused, match="1999"):
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
    with django_assert_num_queries(13):
        factories.household(by=cadre, members=family())
    with django_assert_num_queries(13):
        big = factories.household(by=cadre, members=many)
    data = as_data(big)
    with django_assert_num_queries(10):
        update(big, replace(data, record=data.record | {"wage_fen": 1}), cadre)
