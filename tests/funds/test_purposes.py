"""Where money comes from and what it is for: asked when proposed, when confirmed, below."""

import datetime as dt

import pytest

from core import codelists
from core.models import CodeItem
from funds import purposes, services
from funds.models import Allocation, Payment, PaymentBatch
from tests import money
from tests.database import stopped_by
from tests.refusals import refused

pytestmark = pytest.mark.django_db
WATER = {"name": "上村饮水管网", "category": "030102"}


def written_below(document, project, amount_fen=1):
    """An allocation that no verb has looked at."""
    return Allocation.objects.create(
        document=document,
        project=project,
        region_code=project.region_code,
        amount_fen=amount_fen,
        proposed_by=money.officer(),
    )


# --- source and purpose of an allocation ------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "source", "label"),
    [
        ("01", "special", "财政专项扶贫"),
        ("0102", "special", "财政专项扶贫"),
        ("02", "fiscal", "其他财政资金"),
        ("03", "bond", "地方政府债"),
        ("04", "bond", "地方政府债"),
        ("10", "other", "其他资金"),
        ("99", "other", "其他资金"),
    ],
)
def test_money_is_taken_from_its_own_part_of_the_budget(kind, source, label):
    document = money.document(kind=kind)
    parts = dict.fromkeys(("special", "fiscal", "bond", "other"), 700)
    parts[source] = 1_000
    project = money.project(
        "in_library", **{f"budget_{name}_fen": fen for name, fen in parts.items()}
    )
    assert money.allocation(document, project, 1_000).source == source
    with refused("超过", label, "还剩0.00元"):
        money.allocation(document, project, 1)
    with stopped_by("allocation_within_budget"):
        written_below(document, project)


def test_bond_money_never_pays_a_project_that_has_none_in_its_budget():
    document, project = money.document(kind="04"), money.project("in_library")
    with refused("项目预算中没有", "地方政府债"):
        money.allocation(document, project, 1)
    with stopped_by("allocation_within_budget"):
        written_below(document, project)


def test_a_proposal_within_its_source_does_not_use_up_another():
    project = money.project(
        "in_library", budget_special_fen=1_000, budget_fiscal_fen=1_000
    )
    money.allocation(money.document(), project, 1_000)
    assert money.allocation(money.document(kind="02"), project, 1_000).is_standing


@pytest.mark.parametrize(
    ("line", "category", "fits"),
    [
        ("2130505", "010101", True),
        ("2130505", "020501", True),
        ("2130505", "030102", False),
        ("2130504", "030102", True),
        ("2130504", "010301", True),
        ("2130504", "010101", False),
        ("2130599", "030102", True),
        ("", "030102", True),
    ],
)
def test_a_budget_line_pays_for_its_types_of_project_only(line, category, fits):
    document = money.document(budget_line=line)
    project = money.project("in_library", category=category)
    if fits:
        assert money.allocation(document, project, 1).is_standing
        return
    with refused("不能用于"):
        money.allocation(document, project, 1)
    with stopped_by("allocation_for_its_purpose"):
        written_below(document, project)


def test_purpose_is_asked_again_when_the_allocation_is_confirmed():
    document, project = money.document(), money.project("in_library")
    proposed = money.allocation(document, project, 1, confirmed=False)
    rows = CodeItem.objects.filter(list_name="budget_line", code="2130505")
    rows.update(attributes={"for_projects": ["03"]})
    codelists.announce_change()
    try:
        with refused("不能用于"):
            services.confirm_allocation(
                allocation_id=proposed.pk,
                by=money.officer(role="county_finance"),
                on=money.TODAY,
            )
    finally:
        rows.update(attributes={"for_projects": ["01", "02"]})
        codelists.announce_change()
    proposed.refresh_from_db()
    assert proposed.state == "pending"


def test_a_proposal_above_what_the_document_still_holds_is_refused_at_once():
    document = money.document(amount_fen=1_000)
    money.allocation(document, money.project("in_library"), 600, confirmed=False)
    other = money.project("in_library")
    with refused("只剩4.00元"):
        money.allocation(document, other, 401, confirmed=False)
    with stopped_by("allocation_within_document"):
        written_below(document, other, 401)
    assert money.allocation(document, other, 400).is_standing


def test_a_withdrawn_proposal_leaves_its_money_to_others():
    document = money.document(amount_fen=1_000)
    first = money.allocation(
        document, money.project("in_library"), 1_000, confirmed=False
    )
    services.drop_allocation(
        allocation_id=first.pk, by=money.officer(), reason="项目有误"
    )
    assert money.allocation(document, money.project("in_library"), 1_000).is_standing


# --- subsidy, period, advance of a batch --------------------------------------------------


@pytest.mark.parametrize(
    ("category", "offered"),
    [
        ("010101", ["01", "07", "99"]),
        ("010501", ["01", "06", "07", "99"]),
        ("020101", ["02", "99"]),
        ("020501", ["03", "99"]),
        ("030102", ["99"]),
        ("050101", ["05", "99"]),
    ],
)
def test_what_a_project_is_for_decides_which_subsidies_are_offered(category, offered):
    project = money.project(category=category)
    assert [code for code, _label in purposes.subsidies_of(project)] == offered


def of_water(**values):
    """An allocation to a water project."""
    project = money.project("in_library", **WATER, **values)
    return money.allocation(money.document(budget_line="2130504"), project)


def test_a_water_project_pays_no_production_subsidy():
    allocation = of_water()
    with refused("不能发放“产业奖补”"):
        money.batch(of=allocation)
    assert money.batch(of=allocation, programme="99").state == "draft"


@pytest.mark.parametrize(
    ("first", "second", "excluded"),
    [
        ("01", "01", True),
        ("01", "99", True),
        ("99", "01", True),
        ("99", "99", True),
        ("01", "07", False),
    ],
)
def test_the_same_money_under_another_name_is_paid_once(first, second, excluded):
    household = money.family()
    one = money.batch(households=[household], programme=first)
    project = money.project("in_library", households=[household])
    again = money.allocation(money.document(), project)
    if not excluded:
        assert money.batch(of=again, programme=second).line_count == 1
        return
    with refused(household.head_name, one.number):
        money.batch(of=again, programme=second)
    assert PaymentBatch.objects.get() == one


def test_what_excludes_what_is_read_from_the_code_list():
    assert purposes.excluding("01") == ["01", "99"]
    assert purposes.excluding("99") == [f"0{n}" for n in range(1, 9)] + ["99"]


@pytest.mark.parametrize(
    ("issued_on", "is_advance", "covers", "fits"),
    [
        (dt.date(2026, 1, 15), False, (2026, 2027), True),
        (dt.date(2026, 1, 15), False, (2026, 2028), False),
        (dt.date(2026, 1, 15), False, (2025, 2026), False),
        (dt.date(2026, 1, 15), False, (2062, 2063), False),
        (dt.date(2025, 11, 5), False, (2025, 2026), True),
        (dt.date(2026, 11, 5), True, (2027, 2028), True),
        (dt.date(2026, 11, 5), False, (2027, 2028), False),
    ],
)
def test_a_period_lies_within_the_years_of_document_and_project(
    issued_on, is_advance, covers, fits
):
    document = money.document(issued_on=issued_on, is_advance=is_advance)
    allocation = money.allocation(document, money.project("in_library"))
    period = tuple(dt.date(year, 1, 1) for year in covers)
    if fits:
        assert money.batch(of=allocation, covers=period).state == "draft"
        return
    with refused("请核对期间的年份"):
        money.batch(of=allocation, covers=period)
    with stopped_by("batch_period_of_its_years"):
        PaymentBatch.objects.create(
            number="X1",
            project=allocation.project,
            allocation=allocation,
            region_code=allocation.region_code,
            programme="01",
            covers=period,
            is_advance=True,
            made_by=money.officer(),
        )


def test_before_the_acceptance_a_project_is_paid_in_advance_only():
    project = money.project("under_way")
    with refused("尚未验收", "预付"):
        money.batch(of=project.allocations.get(), is_advance=False)
    assert money.batch(of=project.allocations.get()).is_advance


def test_after_the_acceptance_it_is_paid_without_a_mark():
    project = money.project("accepted")
    assert not money.batch(of=project.allocations.get()).is_advance


def test_every_reason_against_a_batch_is_said_at_once():
    poor = [money.family(account=""), money.family()]
    project = money.project("in_library", households=poor)
    allocation = money.allocation(money.document(), project, 100_000)
    with refused(
        "余额只有", "请核对期间的年份", "不能发放", "尚未验收", "没有银行账号"
    ):
        money.batch(
            of=allocation,
            programme="05",
            covers=(dt.date(2062, 11, 1), dt.date(2062, 12, 1)),
            is_advance=False,
        )
    assert not Payment.objects.exists()


# --- the code lists themselves -------------------------------------------------------------


@pytest.mark.parametrize("name", ["budget_line", "subsidy"])
def test_what_codes_are_for_names_known_types_of_project(name):
    known = {item.code for item in codelists.every_item("project_category")}
    named = {
        prefix
        for item in codelists.every_item(name)
        for prefix in item.attributes.get("for_projects", [])
    }
    assert named
    assert named <= known


def test_a_subsidy_is_a_number_and_counts_as_known_ones():
    codes = {item.code for item in codelists.every_item("subsidy")}
    assert all(code.isdigit() for code in codes)
    for item in codelists.every_item("subsidy"):
        assert set(item.attributes.get("counts_as", [])) <= codes


def test_a_kind_of_fund_has_one_part_of_the_budget_in_all_its_eras():
    parts = {}
    for item in codelists.every_item("fund_type"):
        part = item.attributes.get("budget", "other")
        assert part in Allocation.Source.values
        assert parts.setdefault(item.code, part) == part
