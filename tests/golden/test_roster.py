"""The household roster (贫困户花名册) against the paper typed from the domain."""

from __future__ import annotations

import datetime as dt

import pytest

from core.audit.models import AuditEntry
from households.models import Household
from tests import factories
from tests.golden import cast
from tests.golden.papers import asked, boxes, golden, plain, written
from tests.ledgers.orders import order_file
from tests.refusals import refused
from villages.models import Region

pytestmark = pytest.mark.django_db
PAPER = golden("roster")
HEADS = PAPER["heads"]
WIDTH = len(HEADS)


@pytest.fixture
def families(db):
    return cast.plant()


@pytest.fixture
def roster(families, county_officer, tmp_path):
    return written("roster", asked(county_officer), tmp_path, WIDTH)


def test_top_and_foot_are_those_of_the_paper(roster):
    assert roster.texts(1)[0] == PAPER["appendix"]
    assert roster.texts(2)[0] == PAPER["titles"]["2026"]
    line = [text for text in roster.texts(3) if text]
    assert line == [
        f"填报单位(盖章):{PAPER['reporters']['2026']}",
        f"单位:{plain(PAPER['unit'])}",
        "填报时间:2026年11月21日",
    ]
    foot = roster.texts(roster.row_of(PAPER["footer"][0]))[0]
    assert foot.split() == PAPER["footer"]


def test_heads_stand_in_their_order_under_their_words(roster):
    for cells, text in boxes(HEADS, 4).items():
        assert plain(roster.sheet[cells.split(":")[0]].value) == text


def test_the_total_stands_first_and_counts_the_households(roster):
    assert roster.total_row == 5
    wanted = PAPER["rows"]["total"]
    found = roster.texts(5)
    count = wanted.index("2户")
    assert (found[count], roster.sheet.cell(5, count + 1).number_format) == (2, '0"户"')
    found[count] = "2户"
    assert found == wanted


def test_every_cell_of_the_rows_is_the_one_typed(roster):
    assert roster.rows == PAPER["rows"]["2026"]


def test_a_paper_of_an_earlier_year_speaks_its_words(
    families, county_officer, tmp_path
):
    sheet = written("roster", asked(county_officer, period="2018"), tmp_path, WIDTH)
    assert sheet.texts(2)[0] == PAPER["titles"]["2018"]
    assert sheet.texts(3)[0].endswith(PAPER["reporters"]["2018"])
    assert sheet.rows == PAPER["rows"]["2018"]


@pytest.mark.parametrize(
    ("name", "place", "period"),
    [
        ("2022", factories.COUNTY, "2022"),
        ("2026 township", factories.TOWNSHIP, "2026"),
        ("2026 village", factories.VILLAGE, "2026"),
    ],
)
def test_each_place_and_year_is_signed_by_its_own_unit(
    families, county_officer, tmp_path, name, place, period
):
    query = asked(county_officer, place, period=period)
    sheet = written("roster", query, tmp_path, WIDTH)
    assert sheet.texts(3)[0] == f"填报单位(盖章):{PAPER['reporters'][name]}"
    if name in PAPER["titles"]:
        assert sheet.texts(2)[0] == PAPER["titles"][name]


def test_who_is_registered_is_in_it_and_nobody_else(county_officer, tmp_path):
    made = cast.in_states(*Household.State.values)
    sheet = written("roster", asked(county_officer), tmp_path, WIDTH)
    assert sorted(sheet.column("脱贫状态", HEADS)) == sorted(PAPER["who"]["in"])
    gone = {made["removed"].hh_no, made["closed"].hh_no}
    assert len(gone) == len(PAPER["who"]["out"])
    assert not gone & set(sheet.column("户编号", HEADS))
    assert sheet.sheet.cell(5, 7).value == len(PAPER["who"]["in"])


def test_conditions_choose_by_state_and_cause(county_officer, tmp_path):
    made = cast.in_states("not_exited", "returned", "exited_no_policy")
    other = factories.household(main_cause="02")

    def found(**filters):
        query = asked(county_officer, filters=filters)
        return written("roster", query, tmp_path, WIDTH).column("户编号", HEADS)

    assert found(state="returned") == [made["returned"].hh_no]
    assert found(main_cause="02") == [other.hh_no]
    assert found(main_cause="03") == []


def test_the_number_in_full_is_that_of_the_present_head(county_officer, tmp_path):
    family = factories.household(
        members=[factories.member(**cast.ZHANG), factories.member(**cast.WANG)]
    )
    head, wife = family.members.order_by("born_on")
    for member, relation in ((head, "02"), (wife, "01")):
        row = member.periods.get(period="2026")
        row.pk, row.period, row.relation = None, "2018", relation
        type(row).objects.bulk_create([row])
    sheet = written("roster", asked(county_officer, full=True), tmp_path, WIDTH)
    assert sheet.column("户主证件号码", HEADS) == [cast.ZHANG["id_no"]]


def test_a_place_that_ended_keeps_its_name_and_one_renamed_has_the_new(
    county_officer, tmp_path
):
    factories.household()
    factories.household(village=factories.SIBLING_VILLAGE)
    Region.objects.filter(code=factories.SIBLING_VILLAGE).update(
        valid_to=dt.date(2020, 1, 1)
    )
    old = Region.objects.get(code=factories.VILLAGE)
    Region.objects.filter(pk=old.pk).update(valid_to=dt.date(2015, 1, 1))
    for first, last, name in ((2018, None, "新村"), (2015, 2018, "旧村")):
        Region.objects.create(
            code=old.code,
            name=f"{name}村委会",
            short_name=name,
            level=5,
            parent_code=old.parent_code,
            valid_from=dt.date(first, 1, 1),
            valid_to=dt.date(last, 1, 1) if last else None,
        )
    sheet = written("roster", asked(county_officer), tmp_path, WIDTH)
    assert sheet.column("行政村", HEADS) == ["新村", "下村"]


def test_with_right_and_purpose_numbers_are_in_full(families, cadre, tmp_path):
    factories.grant(cadre, "county_office", factories.COUNTY)
    sheet = written("roster", asked(cadre, full=True), tmp_path, WIDTH)
    for head, values in PAPER["full"].items():
        assert sheet.column(head, HEADS) == values


def test_full_numbers_leave_their_purpose_in_the_audit(families, county_officer):
    query = {"full": True, "purpose": "核对花名册"}
    order_file("roster", county_officer, factories.COUNTY, **query)
    entry = AuditEntry.objects.get(verb="ledger.export")
    assert (entry.purpose, entry.after["full"]) == ("核对花名册", True)


@pytest.mark.parametrize("period", ["2099", "202613", "2013", "2027", "二〇二六"])
def test_a_year_that_was_not_collected_is_refused_with_a_sentence(
    client, county_officer, period
):
    with refused("2014"):
        order_file(
            "roster", county_officer, factories.COUNTY, filters={"period": period}
        )
    factories.household()
    client.force_login(county_officer)
    page = client.get("/ledgers/roster/", {"period": period})
    assert (page.status_code, page.context.get("rows")) == (422, None)
    assert f"没有{period}的花名册" in page.content.decode()


def test_identification_and_exit_years_are_two_columns(county_officer, tmp_path):
    family = factories.household(first_identified_on=dt.date(2015, 12, 1))
    cast.put_in_state(family, "exited_no_policy", dt.date(2020, 11, 3))
    sheet = written("roster", asked(county_officer), tmp_path, WIDTH)
    assert sheet.column("识别年度", HEADS) == [2015]
    assert sheet.column("脱贫年度", HEADS) == [2020]
