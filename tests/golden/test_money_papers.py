"""The fund ledger and the payment list against the papers typed from the domain."""

from __future__ import annotations

import datetime as dt

import pytest

from core.audit.models import AuditEntry
from funds.models import Payment, PaymentBatch
from tests import factories, money
from tests.golden import cast
from tests.golden.papers import asked, boxes, golden, plain, written
from tests.ledgers.orders import order_file
from tests.refusals import refused

pytestmark = pytest.mark.django_db
FUND, LIST = golden("fund-ledger"), golden("payment-list")
PAPERS = {"fund-ledger": FUND, "payment-list": LIST}


def of_paper(slug, query, folder):
    return written(slug, query, folder, len(PAPERS[slug]["heads"]))


@pytest.fixture
def document(db):
    """One document for two projects, the second in two parts; a thousand yuan is paid."""
    made = money.document(number="清财农〔2026〕7号")
    first = money.project("in_library", name="甲项目")
    second = money.project("in_library", name="乙项目")
    money.batch("released", of=money.allocation(made, first, 20_000_000))
    money.allocation(made, second, 4_000_000)
    money.allocation(made, second, 6_000_000)
    return made


@pytest.fixture
def paid(db):
    """张大山 paid by area, 李小河 by household."""
    families = cast.plant()
    for family, amount, values in zip(
        families,
        (125_000, 25_050),
        ({"standard_fen": 50_000, "standard_unit": "亩"}, {}),
        strict=True,
    ):
        made = money.project(
            "in_library",
            region_code=family.region_code,
            households=[family],
            **values,
        )
        allocation = money.allocation(money.document(), made)
        money.batch("released", of=allocation, amounts={family.pk: amount})
    return families


@pytest.fixture(params=PAPERS)
def paper(request, document, paid, county_officer, tmp_path):
    return (
        PAPERS[request.param],
        of_paper(request.param, asked(county_officer), tmp_path),
    )


def test_top_and_foot_are_those_of_the_paper(paper):
    wanted, sheet = paper
    assert sheet.texts(1)[0] == wanted["appendix"]
    assert sheet.texts(2)[0] == plain(wanted["titles"]["2026"])
    assert [text for text in sheet.texts(3) if text] == [
        f"填报单位(盖章):{wanted['reporters']['2026']}",
        f"单位:{wanted['unit']}",
        "填报时间:2026年11月21日",
    ]
    assert sheet.texts(sheet.row_of(wanted["footer"][0]))[0].split() == wanted["footer"]


def test_heads_and_their_merges_are_those_of_the_paper(paper):
    wanted, sheet = paper
    for box, text in boxes(wanted["heads"], 4).items():
        assert plain(sheet.sheet[box.split(":")[0]].value) == text
        assert ":" not in box or box in sheet.merged


def test_the_fund_ledger_tells_each_document_once_and_its_projects_under_it(
    document, county_officer, tmp_path
):
    sheet = of_paper("fund-ledger", asked(county_officer), tmp_path)
    assert sheet.rows == FUND["rows"]["2026"]
    total = sheet.texts(sheet.total_row)
    assert total == FUND["rows"]["total"]
    assert sheet.texts(sheet.total_row - 1) == FUND["formulas"]
    assert sheet.sheet.print_title_rows == "$4:$6"
    assert sheet.sheet.cell(8, 16).number_format == '0.00"%"'


def test_the_fund_ledger_of_a_township_still_tells_the_amount_of_the_document(
    document, county_officer, tmp_path
):
    elsewhere = money.project(
        "in_library", name="别处的", region_code=factories.OTHER_TOWNSHIP_VILLAGE
    )
    money.allocation(document, elsewhere, 1_000_000)
    query = asked(county_officer, factories.OTHER_TOWNSHIP)
    (row,) = of_paper("fund-ledger", query, tmp_path).rows
    assert (row[5], row[7], row[10], row[12]) == (100.0, 100.0, "别处的", 1.0)


def test_the_fund_ledger_holds_the_documents_of_its_year(county_officer, tmp_path):
    for year in (2025, 2026):
        made = money.document(issued_on=dt.date(year, 5, 1))
        money.allocation(made, money.project("in_library", name=f"{year}的"))
    for year in (2025, 2026):
        chosen = {"year": year} if year == 2025 else {}
        sheet = of_paper("fund-ledger", asked(county_officer, **chosen), tmp_path)
        assert sheet.texts(2)[0] == f"清河县{year}年资金台账"
        assert sheet.column("项目名称", FUND["heads"]) == [f"{year}的"]
    old = of_paper("fund-ledger", asked(county_officer, year=2018), tmp_path)
    assert old.texts(2)[0] == FUND["titles"]["2018"]
    assert old.texts(3)[0].endswith(FUND["reporters"]["2018"])


def test_every_cell_of_the_payment_list_is_the_one_typed(
    paid, county_officer, tmp_path
):
    sheet = of_paper("payment-list", asked(county_officer), tmp_path)
    assert sheet.rows == LIST["rows"]["2026"]
    total = sheet.texts(sheet.total_row)
    assert (total[4], sheet.sheet.cell(sheet.total_row, 5).number_format) == (
        2,
        '0"户"',
    )
    total[4] = "2户"
    assert total == LIST["rows"]["total"]
    assert sheet.texts(sheet.row_of("合计金额"))[0] == LIST["rows"]["words"]


@pytest.mark.parametrize(
    ("name", "place", "filters", "rows"),
    [
        ("2026 village", factories.VILLAGE, {}, slice(0, 1)),
        ("2026 subsidy", factories.COUNTY, {"programme": "01"}, slice(0, 2)),
    ],
)
def test_the_payment_list_is_named_by_place_year_and_subsidy(
    paid, county_officer, tmp_path, name, place, filters, rows
):
    query = asked(county_officer, place, filters=filters)
    sheet = of_paper("payment-list", query, tmp_path)
    assert sheet.texts(2)[0] == plain(LIST["titles"][name])
    assert sheet.rows == LIST["rows"]["2026"][rows]


def test_numbers_of_the_payment_list_are_in_full_with_right_and_purpose(
    paid, county_officer, tmp_path
):
    sheet = of_paper("payment-list", asked(county_officer, full=True), tmp_path)
    for head, values in LIST["full"].items():
        assert sheet.column(head, LIST["heads"]) == values


def test_full_numbers_of_payments_need_right_and_purpose_and_are_recorded(
    paid, county_officer, county_finance
):
    def order(by, **values):
        order_file("payment-list", by, factories.COUNTY, full=True, **values)

    with refused("隐去"):
        order(county_finance, purpose="发放")
    with refused("用途"):
        order(county_officer)
    order(county_officer, purpose="发放核对")
    assert AuditEntry.objects.get(verb="ledger.export").purpose == "发放核对"


def test_only_what_is_paid_is_listed_and_summed(county_officer, tmp_path):
    for state in ("draft", "approved", "released"):
        money.batch(state, households=[money.family(head_name=f"户{state}")])
    sheet = of_paper("payment-list", asked(county_officer), tmp_path)
    assert sheet.column("户主", LIST["heads"]) == ["户released"]
    assert sheet.texts(sheet.total_row)[13] == 1000
    for state, remark in (("draft", "未审批、未发放"), ("approved", "已审批、未发放")):
        number = PaymentBatch.objects.get(state=state).number
        for filters in ({"state": state}, {"batch": number}):
            query = asked(county_officer, filters=filters)
            sheet = of_paper("payment-list", query, tmp_path)
            assert sheet.column("户主", LIST["heads"]) == [f"户{state}"]
            assert sheet.column("备注", LIST["heads"]) == [remark]


def test_the_payment_list_holds_what_was_paid_for_its_year(county_officer, tmp_path):
    for year in (2025, 2026):
        made = money.project(
            "in_library",
            plan_year=year,
            planned_from=dt.date(2025, 1, 1),
            households=[money.family(head_name=f"户{year}")],
        )
        money.batch(
            "released",
            of=money.allocation(money.document(), made),
            covers=(dt.date(year, 1, 1), dt.date(year + 1, 1, 1)),
        )
    for year in (2025, 2026):
        sheet = of_paper("payment-list", asked(county_officer, year=year), tmp_path)
        assert sheet.texts(2)[0].startswith(f"清河县{year}年")
        assert sheet.column("户主", LIST["heads"]) == [f"户{year}"]


def test_an_amount_that_is_no_number_of_units_is_told_by_household(
    county_officer, tmp_path
):
    made = money.project("in_library", standard_fen=30_000, standard_unit="头")
    money.batch("released", of=money.allocation(money.document(), made))
    sheet = of_paper("payment-list", asked(county_officer), tmp_path)
    assert Payment.objects.get().amount_fen == 100_000
    assert sheet.column("标准", LIST["heads"]) == ["1000元/户"]
    assert sheet.column("数量", LIST["heads"]) == [1]


@pytest.mark.parametrize(
    ("slug", "year"), [("fund-ledger", 2027), ("payment-list", 2099)]
)
def test_a_year_to_come_is_refused(county_officer, slug, year):
    with refused("2014"):
        order_file(slug, county_officer, factories.COUNTY, filters={"year": year})
