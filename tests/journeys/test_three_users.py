"""Cadre, county office and supervisor in a real browser, in the demonstration county."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import contextmanager

import openpyxl
import pytest

from accounts.models import User
from core.cases import engine
from core.cases.models import Case
from core.masks import mask_name
from households.models import Household
from publicity.models import Notice, Objection
from tests.factories import id_number
from tests.refusals import refused

# The site runs on connections of its own; the mark lets the test look at what it wrote.
pytestmark = pytest.mark.django_db
VILLAGE = "360726100200"
HEAD = {
    "relation": "01",
    "labour": "01",
    "work_area": "03",
    "work_months": "9",
    "education": "03",
}
CHILD = {"name": "钟小试", "relation": "03", "schooling": "03", "labour": "04"}
ANSWERS = {
    "med_resident": "1",
    "med_employee": "0",
    "med_critical": "1",
    "has_dibao": "0",
    "has_tekun": "0",
    "pension_employee": "0",
    "is_soldier": "0",
}
RECORD = {
    "food_assured": "1",
    "clothing_assured": "1",
    "water_safe": "1",
    "danger_level": "1",
    "toilet": "1",
    "house_structure": "02",
}


def fill(window, prefix, values):
    """Type or choose each value as a person does."""
    for name, value in values.items():
        box = window.locator(f'[name="{prefix}{name}"]').first
        if box.evaluate("box => box.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)


@pytest.mark.parametrize(("width", "name"), [(1280, "钟试验"), (360, "赖试验")])
def test_cadre_enters_a_household_and_finds_it_by_initials(site, visitor, width, name):
    window = visitor("cun", width)
    window.goto(f"{site}/households/new/")
    fill(
        window,
        "",
        {
            "group_name": "第一村民小组",
            "first_identified_on": "2015-06-01",
            "attr": "01",
        },
    )
    fill(window, "", {"main_cause": "07", "need": "学一门手艺"})
    number = id_number(dt.date(1980, 5, 1))
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    fill(
        window,
        "members-0-",
        HEAD | ANSWERS | {"name": name, "id_no": wrong, "pension_resident": "1"},
    )
    window.check('[name="members-0-health"][value="01"]')
    window.keyboard.press("Alt+n")
    child = id_number(dt.date(2016, 4, 2))
    fill(
        window,
        "members-1-",
        CHILD | ANSWERS | {"id_no": child, "pension_resident": "0"},
    )
    window.check('[name="members-1-health"][value="01"]')
    fill(
        window,
        "",
        RECORD
        | {
            "wage_fen": "24000",
            "business_fen": "6000",
            "cost_fen": "2000",
            "house_m2": "96",
        },
    )
    window.wait_for_selector("[data-draft-state]:has-text('已保存')")
    with hints_renewed(window):
        save(window)

    # The number has a wrong check digit: the sentence names the person, and nothing typed is lost.
    window.wait_for_selector(".error-summary")
    assert name in window.inner_text(".error-summary")
    assert window.input_value('[name="wage_fen"]') == "24000"
    with hints_renewed(window):
        window.fill('[name="members-0-id_no"]', number)
    save(window)
    window.wait_for_selector(f"h1:has-text('{name}')")

    home = Household.objects.get(head_name=name)
    assert (home.region_code, home.member_count) == (VILLAGE, 2)
    assert home.periods.get().net_pc_fen == 14_000_00
    assert "14,000.00" in window.inner_text("main")
    assert number not in window.content()
    window.goto(f"{site}/households/")
    window.fill("input[name=q]", {"钟": "zsy", "赖": "lsy"}[name[0]])
    window.press("input[name=q]", "Enter")
    window.wait_for_selector(f"main a:has-text('{name}')")


def test_county_office_decides_an_exit_and_the_village_reads_it(site, visitor):
    case = (
        Case.objects.of_kind("household_exit")
        .at_step("county")
        .order_by("number")
        .first()
    )
    home = Household.objects.get(pk=case.subject_id)
    window = visitor("xian2")
    window.click(f"a:has-text('{home.hh_no}')")
    window.wait_for_selector("text=审核依据")
    window.fill('[name="evidence-opinion"]', "材料齐全，同意退出。")
    window.click("form[action$='/forward/'] button[type=submit]")
    window.wait_for_selector("h2:has-text('公告退出')")
    window.click("form[action$='/forward/'] button[type=submit]")
    window.wait_for_selector("text=该事项已办结")

    case.refresh_from_db()
    home.refresh_from_db()
    assert case.state == Case.APPROVED
    assert home.state == Household.State.EXITED_WITH_POLICY
    notice = Notice.objects.get(rows__case=case, kind=Notice.Kind.ANNOUNCEMENT)
    villager = visitor(width=360)
    villager.goto(f"{site}/publicity/public/notice/{notice.slug}/")
    text = villager.inner_text("main")
    assert mask_name(home.head_name) in text
    assert home.head_name not in text
    assert not re.search(r"\d{6}\*+\d{3}|\d{15}", text)


def test_the_paper_of_a_case_fits_a_phone_and_is_lined_to_its_last_row(site, visitor):
    case = (
        Case.objects.of_kind("household_exit")
        .at_step("county")
        .order_by("number")
        .first()
    )
    window = visitor("xian2", width=360)
    window.goto(f"{site}/cases/{case.pk}/print/")
    assert not window.evaluate(
        "document.documentElement.scrollWidth > window.innerWidth"
    )
    tables = window.evaluate(
        "[...document.querySelectorAll('main table')].map("
        "t => getComputedStyle(t.rows[t.rows.length - 1].cells[0]).borderBottomWidth)"
    )
    assert tables == ["1px", "1px"]


def test_a_villagers_objection_stops_the_exit_until_it_is_answered(site, visitor):
    notices = Notice.objects.filter(
        kind=Notice.Kind.PUBLICITY,
        rows__case__state="village_notice",
        withdrawn_at=None,
    )
    notice = notices.filter(rows__case__kind="household_exit").latest("ends_at")
    case = notice.rows.get().case
    villager = visitor(width=360)
    villager.goto(f"{site}/publicity/public/notice/{notice.slug}/")
    villager.fill("textarea[name=text]", "这户上个月买了小轿车，请查实。")
    villager.click("form:has(textarea[name=text]) button[type=submit]")
    villager.wait_for_selector("h1:has-text('您提的意见')")
    receipt = villager.inner_text("main .h2")
    objection = Objection.objects.get(receipt=receipt)
    assert objection.is_open

    cadre = User.objects.get(
        grants__region_code=case.region_code, grants__role="village_cadre"
    )
    with refused("异议"):
        engine.move(case_id=case.pk, action="forward", by=cadre, version=case.version)

    officer = visitor("xian")
    officer.click(f"main a[href*='{objection.pk}']")
    officer.check("input[name=state][value=dismissed]")
    officer.fill("textarea[name=answer]", "已到车管所核实，车主另有其人。")
    officer.click("main form:has(textarea[name=answer]) button[type=submit]")
    officer.wait_for_selector("text=已到车管所核实")
    objection.refresh_from_db()
    assert objection.state == Objection.State.DISMISSED


def test_supervisor_exports_the_roster_and_the_file_equals_the_screen(
    site, visitor, worker, tmp_path
):
    window = visitor("dudao")
    window.goto(f"{site}/ledgers/roster/?region={VILLAGE}")
    heads = window.locator("#rows thead th").all_inner_texts()
    screen = [
        row.split("\t") for row in window.locator("#rows tbody tr").all_inner_texts()
    ]
    assert len(screen) > 5
    window.click("button:has-text('导出Excel')")
    window.wait_for_selector("a:has-text('下载')")
    with window.expect_download() as download:
        window.click("a:has-text('下载')")
    path = tmp_path / "roster.xlsx"
    download.value.save_as(path)

    sheet = openpyxl.load_workbook(path).active
    rows = [
        ["" if cell is None else cell for cell in row]
        for row in sheet.iter_rows(values_only=True)
    ]
    top = next(n for n, row in enumerate(rows) if row[0] == "序号")
    assert rows[top] == heads
    filed = rows[top + 2 : top + 2 + len(screen)]
    assert [[as_shown(cell) for cell in row] for row in filed] == screen
    assert rows[top + 1][0] == "合计"
    assert rows[top + 1][8] == sum(row[8] for row in filed)


def save(window):
    window.locator(
        "main .form-footer button[type=submit], main button[type=submit]:has-text('保存')"
    ).last.click()


@contextmanager
def hints_renewed(window):
    """Wait for the doubts beside the sheet: who saves before they stand there is asked again."""
    with window.expect_response("**/households/hints/"):
        yield
    window.wait_for_selector("#sheet-hints:not(.htmx-request)")


def as_shown(cell):
    """A cell as the screen writes it."""
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)
