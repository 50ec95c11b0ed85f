"""The ledger and the filing list of the project library against the typed papers."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from projects.models import Project
from projects.snapshot import notice_cells
from projects.workflow import State
from publicity.columns import labels, ordered
from tests import factories, money
from tests.database import triggers_off
from tests.golden.papers import asked, boxes, golden, plain, written
from tests.ledgers.orders import order_file
from tests.refusals import refused
from villages.models import Village

pytestmark = pytest.mark.django_db
LIBRARY, FILING = golden("project-library"), golden("project-filing")
PAPERS = {"project-library": LIBRARY, "project-filing": FILING}
STAGES = {
    "已入库": "in_library",
    "资金已下达": "funded",
    "已开工": "under_way",
    "已验收": "accepted",
    "草稿": "draft",
    "村申报": "declared",
}


@pytest.fixture
def orchard(db):
    """The project of the rows, in the library, in a poor village."""
    Village.objects.update_or_create(
        region_code=factories.VILLAGE, defaults={"kind": "poor"}
    )
    # Another poor village counts nothing here.
    Village.objects.update_or_create(
        region_code=factories.SIBLING_VILLAGE, defaults={"kind": "deep_poor"}
    )
    households = [money.family(), money.family()]
    for family in households:
        money.member(family)
    made = money.project(
        "in_library",
        households=households,
        budget_other_fen=2_500_000,
        remark="二〇二六年第一批",
    )
    for family in households:
        type(family).objects.filter(pk=family.pk).update(member_count=2)
    return made


@pytest.fixture(params=PAPERS)
def paper(request, orchard, county_officer, tmp_path):
    wanted = PAPERS[request.param]
    query = asked(county_officer)
    return wanted, written(request.param, query, tmp_path, len(wanted["heads"]))


def test_top_and_foot_are_those_of_the_paper(paper):
    wanted, sheet = paper
    assert sheet.texts(1)[0] == wanted["appendix"]
    assert sheet.texts(2)[0] == wanted["titles"]["2026"]
    assert [text for text in sheet.texts(3) if text] == [
        f"填报单位(盖章):{wanted['reporters']['2026']}",
        f"单位:{plain(wanted['unit'])}",
        "填报时间:2026年11月21日",
    ]
    assert sheet.texts(sheet.row_of(wanted["footer"][0]))[0].split() == wanted["footer"]
    assert sheet.sheet.page_setup.paperSize == {"A3": 8, "A4": 9}[wanted["paper"]]


def test_heads_and_their_merges_are_those_of_the_paper(paper):
    wanted, sheet = paper
    cells = boxes(wanted["heads"], 4)
    assert {plain(sheet.sheet[box.split(":")[0]].value) for box in cells} == set(
        cells.values()
    )
    for box, text in cells.items():
        assert plain(sheet.sheet[box.split(":")[0]].value) == text
        assert ":" not in box or box in sheet.merged


def test_totals_stand_first_and_rows_cell_by_cell(paper):
    wanted, sheet = paper
    found = sheet.texts(sheet.total_row)
    index = wanted["rows"]["total"].index("1个")
    cell = sheet.sheet.cell(sheet.total_row, index + 1)
    assert (found[index], cell.number_format) == (1, '0"个"')
    found[index] = "1个"
    assert found == wanted["rows"]["total"]
    days = re.compile(r"2026-11-2\d")
    for row, typed in zip(sheet.rows, wanted["rows"]["2026"], strict=True):
        for cell, value in zip(row, typed, strict=True):
            if value == "*":  # a day of the walk, or the number that was given
                assert days.match(str(cell)) or str(cell).startswith("KU-990101-2026")
            else:
                assert cell == value


@pytest.mark.parametrize("slug", PAPERS)
@pytest.mark.capability("S81")
def test_only_what_the_county_let_in_is_listed_and_summed(
    county_officer, tmp_path, slug
):
    wanted = PAPERS[slug]
    for number, stage in enumerate(STAGES.values()):
        money.project(stage, name=f"项目{stage}", budget_special_fen=10**6 * 2**number)
    gone = money.project("declared", name="项目returned")
    with triggers_off("projects_project"):
        Project.objects.filter(pk=gone.pk).update(state=State.RETURNED)
    sheet = written(slug, asked(county_officer), tmp_path, len(wanted["heads"]))
    names = sheet.column("项目名称", wanted["heads"])
    assert sorted(names) == sorted(f"项目{STAGES[one]}" for one in wanted["who"]["in"])
    heads = [one[-1] for one in wanted["heads"]]
    total = next(n for n, head in enumerate(heads) if head.startswith("项目预算总投资"))
    assert sheet.texts(sheet.total_row)[total] == 1 + 2 + 4 + 8


@pytest.mark.parametrize("slug", PAPERS)
@pytest.mark.capability("S81")
def test_a_library_holds_the_projects_of_its_plan_year_alone(
    county_officer, tmp_path, slug
):
    wanted = PAPERS[slug]
    width = len(wanted["heads"])
    # Planned for 2027, though its work begins in 2026; and the other way round.
    money.project(
        "in_library",
        name="明年的",
        plan_year=2027,
        planned_from=dt.date(2026, 12, 1),
        planned_to=dt.date(2027, 6, 1),
    )
    money.project("in_library", name="今年的", planned_to=dt.date(2027, 10, 31))
    for year, name in ((None, "今年的"), (2026, "今年的"), (2027, "明年的")):
        chosen = {"year": year} if year else {}
        sheet = written(slug, asked(county_officer, **chosen), tmp_path, width)
        assert sheet.texts(2)[0].startswith(f"清河县{year or 2026}年")
        assert sheet.column("项目名称", wanted["heads"]) == [name]


@pytest.mark.parametrize("year", [2099, 2013, 2032])
@pytest.mark.parametrize("slug", PAPERS)
def test_a_year_without_a_library_is_refused(county_officer, slug, year):
    with refused("2014"):
        order_file(slug, county_officer, factories.COUNTY, filters={"year": year})


@pytest.mark.parametrize("year", ["2020", "2022"])
def test_heads_and_titles_are_those_of_the_years_before(county_officer, tmp_path, year):
    query = asked(county_officer, year=int(year))
    sheet = written("project-library", query, tmp_path, len(LIBRARY["heads"]))
    assert sheet.texts(2)[0] == LIBRARY["titles"][year]
    if year in LIBRARY["reporters"]:
        assert sheet.texts(3)[0] == f"填报单位(盖章):{LIBRARY['reporters'][year]}"
    words = LIBRARY["heads_of_2020"] if year == "2020" else {}
    found = sheet.texts(sheet.row_of("序号") + 2)
    for column, head in enumerate(LIBRARY["heads"]):
        if len(head) == 3:
            assert found[column] == words.get(head[-1], head[-1])


@pytest.mark.parametrize(
    ("unit", "is_found"),
    [
        ("上村村民委员会", True),
        ("东山镇人民政府", True),
        ("清河县农业农村局", True),
        ("农业农村局", True),
        ("清河县扶贫开发办公室", False),
        ("西水乡人民政府", False),
        ("下村村民委员会", False),
    ],
)
def test_a_project_is_found_by_the_unit_that_decided_a_stage(
    client, county_officer, orchard, unit, is_found
):
    client.force_login(county_officer)
    page = client.get(reverse("projects:list"), {"person": unit})
    assert [row.pk for row in page.context["page"]] == [orchard.pk] * is_found


def test_a_unit_that_has_not_decided_yet_is_not_named(client, county_officer):
    made = money.project("declared")
    client.force_login(county_officer)

    def found(unit):
        page = client.get(reverse("projects:list"), {"person": unit})
        return [row.pk for row in page.context["page"]]

    case = money.Case.objects.about(made.pk).get()
    # The village answers for the declaration from the day on which it declares.
    assert found("上村村民委员会") == [made.pk]
    assert found("东山镇人民政府") == []
    money.forward(case, made.declared_by, opinion="同意")
    assert found("东山镇人民政府") == []


def test_the_page_of_a_project_names_the_unit_of_each_stage(
    client, county_officer, orchard
):
    client.force_login(county_officer)
    page = client.get(orchard.get_absolute_url()).content.decode()
    for unit in golden("case")["project"]["units"]:
        assert unit in page


def test_a_notice_of_projects_names_what_the_paper_asks(orchard):
    cells = notice_cells(money.Case.objects.about(orchard.pk).get())
    assert [plain(head) for head in labels(ordered(cells))[1:]] == golden(
        "project-notice"
    )["heads"]
    assert cells["fund_source"] == "共52.5万元：财政衔接资金50万元、其他资金2.5万元"
