"""The card of a household on paper against the one typed from the domain."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.urls import reverse

from households.models import HouseholdPeriod
from tests.database import triggers_off
from tests.golden import cast
from tests.golden.papers import golden, plain

pytestmark = pytest.mark.django_db
PAPER = golden("household-card")


class Cells(HTMLParser):
    """Every cell, heading and paragraph of a page, in the order of the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.texts: list[str] = []
        self._open = 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td", "p", "h1"):
            self._open += 1
            self.texts.append("")
            if tag in ("th", "td"):
                self.rows[-1].append("")
            self._is_cell = tag in ("th", "td")

    def handle_endtag(self, tag):
        if tag in ("th", "td", "p", "h1"):
            self._open -= 1

    def handle_data(self, data):
        if self._open:
            self.texts[-1] += data
            if self._is_cell:
                self.rows[-1][-1] += data


def tidy(text: str) -> str:
    return " ".join(plain(text).split())


@pytest.fixture
def shown(client, county_officer):
    """The card of 张大山, read cell by cell."""
    zhang, _li = cast.plant()
    client.force_login(county_officer)

    def read():
        address = reverse("households:card", args=[zhang.pk])
        page = Cells(client.get(address).content.decode())
        return page, [[tidy(cell) for cell in row] for row in page.rows]

    return read


def test_every_field_of_the_card_has_the_value_typed(shown):
    page, rows = shown()
    cells = {}
    for row in rows[: rows.index(PAPER["people_heads"])]:
        cells |= dict(zip(row[::2], row[1::2], strict=False))
    assert {label: cells.get(label) for label in PAPER["cells"]} == PAPER["cells"]
    assert tidy(page.texts[0]) == PAPER["titles"]["2026"]
    assert tidy(page.texts[1]).startswith(f"{PAPER['place']} 户编号:")


def test_members_stand_under_the_heads_with_education_and_school_apart(shown):
    _page, rows = shown()
    start = rows.index(PAPER["people_heads"])
    found = {row[0]: row[1:] for row in rows[start + 1 : start + 4]}
    assert found == PAPER["people"]


def test_the_foot_has_a_place_for_each_signature(shown):
    page, _rows = shown()
    texts = [tidy(text) for text in page.texts]
    for label in PAPER["footer"]:
        assert any(text.startswith(f"{label}:") for text in texts), label


def test_a_card_of_an_earlier_year_is_called_so(shown):
    with triggers_off("households_householdperiod"):
        HouseholdPeriod.objects.filter(period="2026").delete()
    page, rows = shown()
    assert tidy(page.texts[0]) == PAPER["titles"]["2018"]
    assert rows[1][:2] == ["贫困户属性", "低保贫困户"]
