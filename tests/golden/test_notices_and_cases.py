"""Notices, announcements and the paper of a case against the ones typed from the domain."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.conf import settings as configured
from django.urls import reverse

from core.cases.models import Case
from households.models import Household
from publicity.drafts import passed_words
from publicity.models import Notice
from tests import factories, money
from tests.assessment import people, process
from tests.golden.papers import golden, plain
from tests.golden.test_card import Cells, tidy

POLICIES = configured.BASE_DIR / "tests" / "policies"
NOTICE, ANNOUNCEMENT = golden("notice"), golden("announcement")
CASE = golden("case")


@pytest.fixture
def who(cadre, township_officer, county_officer):
    return process.actors(cadre, township_officer, county_officer)


@pytest.fixture
def exit_case(settings, who, county_officer, county_officer_2):
    """The exit of 张大山, walked to its end."""
    settings.POLICY_DIR = POLICIES
    people.set_figures(county_officer, county_officer_2, hotline="12317")
    home = people.poor_household(who["proposal"])
    Household.objects.filter(pk=home.pk).update(
        head_name="张大山", group_name="第三村民小组", member_count=3
    )
    return process.case_at("approved", home, who)


def printed(client, user, kind):
    """The sheet for the board, read cell by cell, and its whole text."""
    client.force_login(user)
    address = reverse("publicity:print", args=[Notice.objects.get(kind=kind).pk])
    page = client.get(address).content.decode()
    cells = Cells(page)
    return [[tidy(cell) for cell in row] for row in cells.rows], plain(
        re.sub(r"<[^>]+>|\s+", "", page.partition("<body")[2])
    )


@pytest.mark.parametrize(
    ("kind", "wanted"), [("publicity", NOTICE), ("announcement", ANNOUNCEMENT)]
)
def test_a_posted_list_is_the_paper_typed(client, cadre, exit_case, kind, wanted):
    rows, text = printed(client, cadre, kind)
    assert rows[0] == wanted["heads"]
    assert rows[1:] == NOTICE["rows"]
    assert wanted["title"] in text
    for words in wanted["says"]:
        assert plain(words) in text
    for words in wanted["never"]:
        assert plain(words) not in text


def test_a_notice_is_signed_by_village_and_team_in_three_copies(
    client, cadre, exit_case
):
    _rows, text = printed(client, cadre, "publicity")
    for words in (*NOTICE["signs"], NOTICE["copies"]):
        assert plain(words) in text


def test_an_announcement_is_signed_by_the_office_of_its_year(client, cadre, exit_case):
    _rows, text = printed(client, cadre, "announcement")
    assert "清河县农业农村局(盖章)" in text


@pytest.mark.parametrize("name", ["exit", "project"])
@pytest.mark.django_db
def test_the_paper_of_a_case_names_unit_and_person_of_each_step(
    client, request, county_officer, name
):
    if name == "exit":
        request.getfixturevalue("exit_case")
    else:
        money.project("in_library")
    client.force_login(county_officer)
    address = reverse("core:case-print", args=[Case.objects.get().pk])
    cells = Cells(client.get(address).content.decode())
    rows = [[tidy(cell) for cell in row] for row in cells.rows]
    wanted = CASE[name]
    assert tidy(cells.texts[0]) == wanted["title"]
    assert [cell for row in rows[:2] for cell in row[::2]] == wanted["facts"]
    assert rows[2] == wanted["heads"]
    units = list(dict.fromkeys(row[1] for row in rows[3:]))
    assert units == CASE["project"]["units"]
    assert all(row[0] and row[2] and row[3] for row in rows[3:])


@pytest.mark.django_db
def test_an_announcement_of_many_townships_names_none_of_them(county_officer):
    for place in (factories.VILLAGE, factories.OTHER_TOWNSHIP_VILLAGE):
        money.project("declared", region_code=place)
    cases = list(Case.objects.order_by("region_code"))
    steps = [
        {"key": "posted", "name": "村级公示", "kind": "notice", "level": 5},
        {"key": "township", "name": "乡镇审核", "kind": "decision", "level": 4},
        {"key": "county", "name": "县级审定", "kind": "decision", "level": 3},
    ]
    step = {"kind": "announcement", "level": 3}
    on = dt.date(2020, 5, 1)
    assert passed_words(cases, step, steps, on) == (
        "经公示无异议，并报各乡（镇）人民政府审核、清河县扶贫开发办公室审定，"
    )
    assert passed_words(cases[:1], step, steps, on) == (
        "经公示无异议，并报东山镇人民政府审核、清河县扶贫开发办公室审定，"
    )
    assert passed_words(cases, step, steps[:1], on) == "经公示无异议，"
    assert passed_words(cases, step, steps[1:], on) == "经乡镇审核、县级审定，"
