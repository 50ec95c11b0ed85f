"""A place that is none, in every list and ledger: a sentence, and never everything."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.jobs.models import Job
from tests import factories

pytestmark = pytest.mark.django_db
PLACES = {
    "没有的村": "没有“没有的村”",
    "五成50%村": "没有“五成50%村”",
    "999999999999": "没有“999999999999”",
}
OF_PLACES = [
    "households:list",
    "villages:list",
    "projects:list",
    "funds:payment-list",
    "publicity:list",
]
OF_CHOICES = {
    "funds:document-list": "level",
    "funds:batch-list": "state",
    "assessment:exit-list": "state",
    "assessment:item-list": "kind",
}


@pytest.fixture
def family(cadre):
    return factories.household(by=cadre)


@pytest.fixture
def reader(client, county_officer, family):
    for role in ("county_finance", "line_department", "supervisor"):
        factories.grant(county_officer, role, factories.COUNTY)
    client.force_login(county_officer)
    return client


@pytest.mark.parametrize("name", OF_PLACES)
@pytest.mark.parametrize("place", PLACES)
def test_a_place_that_is_none_shows_nothing_but_a_sentence(reader, name, place):
    answer = reader.get(reverse(name), {"region": place})
    assert answer.status_code == 422
    assert answer.context["page"].rows == []
    page = answer.content.decode()
    assert PLACES[place] in page
    assert f'value="{place}"' in page, "what was typed stands in its box"
    assert '<a href="?">' in page, "a way on"


@pytest.mark.parametrize("name", OF_CHOICES)
def test_a_condition_that_is_none_shows_nothing_but_a_sentence(reader, name):
    answer = reader.get(reverse(name), {OF_CHOICES[name]: "没有的"})
    assert answer.status_code == 422
    assert answer.context["page"].rows == []
    assert answer.context["filter"].mistakes[0].words in answer.content.decode()


def test_a_part_of_a_list_says_so_in_place_of_the_rows(reader):
    answer = reader.get(
        reverse("households:list"),
        {"region": "没有的村"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 422
    assert "没有“没有的村”" in answer.content.decode()
    assert "<!doctype" not in answer.content.decode()


@pytest.mark.parametrize("name", OF_PLACES)
def test_a_place_typed_by_name_is_found_and_named_in_its_box(reader, name):
    answer = reader.get(reverse(name), {"region": "上村"})
    assert answer.status_code == 200
    by_code = reader.get(reverse(name), {"region": factories.VILLAGE})
    assert by_code.status_code == 200
    assert 'data-picker-name="上村村委会"' in by_code.content.decode()


@pytest.mark.parametrize("place", [*PLACES, factories.OTHER_COUNTY_VILLAGE])
@pytest.mark.parametrize("slug", ["roster", "project-library", "payment-list"])
def test_a_ledger_of_no_place_of_mine_is_a_sentence_with_a_way_on(reader, slug, place):
    address = reverse("ledgers:detail", args=[slug])
    answer = reader.get(address, {"region": place})
    assert answer.status_code == 404
    page = answer.content.decode()
    assert f"没有“{place}”" in page
    assert "data-picker=" in page
    assert f'href="{address}"' in page
    assert "张三" not in page
    assert "rows" not in answer.context


def test_no_file_is_made_of_a_place_that_is_none(reader):
    address = reverse("ledgers:export", args=["roster"])
    answer = reader.post(address, {"region": "没有的村"})
    assert answer.status_code == 404
    assert "没有“没有的村”" in answer.content.decode()
    assert not Job.objects.exists()


def test_a_condition_of_a_ledger_that_is_none_shows_no_rows(reader):
    address = reverse("ledgers:detail", args=["roster"])
    answer = reader.get(address, {"period": "20x6"})
    assert answer.status_code == 422
    assert "张三" not in answer.content.decode()
    assert reader.get(address).status_code == 200


def test_the_same_holds_for_programs(reader):
    answer = reader.get("/api/v1/projects/", {"region": "999999999999"})
    assert answer.status_code == 400
    assert "999999999999" in str(answer.json())
