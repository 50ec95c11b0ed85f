"""All that is wrong with a sheet is said at once; a number is checked when it is left."""

from __future__ import annotations

import re

import pytest

from households.models import Household
from tests import factories
from tests.households.sheets import CREATE, child, person, posted, words

pytestmark = pytest.mark.django_db
CHECK = "/households/number-check/"


@pytest.fixture
def signed_in(client, cadre):
    # Of two villages, so that the village of a sheet has to be chosen.
    factories.grant(cadre, "village_cadre", factories.SIBLING_VILLAGE)
    client.force_login(cadre)
    return client


def summary(response) -> str:
    return words(response).split('role="alert"')[1].split("</ul>")[0]


def taken(cadre) -> str:
    """A document number that somebody of another village has."""
    member = factories.member("王二", relation="01")
    factories.household(by=cadre, members=[member])
    return member.id_no


def test_every_mistake_of_a_sheet_is_said_at_once(signed_in, cadre):
    number = taken(cadre)
    rows = (
        person("张三", relation="02", id_no=number),
        child(relation="02", work_months="13"),
        person("李四", relation="02", id_no="1"),
    )
    sent = posted(*rows, region_code="", wage_fen="一万", danger_level="")
    response = signed_in.post(CREATE, sent)
    assert response.status_code == 422
    said = summary(response)
    assert '<a href="#id_region_code">请选择' in said
    assert '<a href="#id_wage_fen">' in said
    assert '<a href="#id_members-1-work_months">' in said
    assert '<a href="#id_members-2-id_no">' in said
    assert "没有填写户主" in said
    assert "张三：该证件号码" in said
    assert '<a href="#id_members-0-id_no">' in said
    assert Household.objects.count() == 1


def test_nothing_is_said_of_the_head_while_a_relation_is_missing(signed_in):
    sent = posted(person("张三", relation=""), child())
    said = summary(signed_in.post(CREATE, sent))
    assert "id_members-0-relation" in said
    assert "没有填写户主" not in said


def test_no_sentence_stands_twice_in_the_summary_of_a_sheet(signed_in, cadre):
    sent = posted(person("张三", id_no=taken(cadre)), person("李四", id_no="1"))
    said = summary(signed_in.post(CREATE, sent))
    lines = [line.strip() for line in said.split("<li>")[1:]]
    assert len(lines) == len(set(lines))


def checked(client, box: str, *rows, **values):
    return client.post(
        CHECK,
        posted(*rows, **values),
        headers={"HX-Request": "true", "HX-Trigger-Name": box},
    )


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("110105194912310021", "最后一位不对"),
        ("1101051949", "18"),
        ("4.50E+17", "末几位已经丢失"),
    ],
)
def test_a_wrong_number_is_said_when_its_box_is_left(signed_in, number, sentence):
    rows = person("张三"), person("李四", relation="02", id_no=number)
    answer = checked(signed_in, "members-1-id_no", *rows)
    assert answer.status_code == 200
    assert sentence in words(answer)
    assert "<!doctype" not in words(answer)
    assert "field-error" not in words(checked(signed_in, "members-0-id_no", *rows))


def test_a_right_number_tells_the_day_of_birth(signed_in):
    answer = checked(signed_in, "members-0-id_no", person("张三"))
    assert "1970-05-01" in words(answer)


def test_a_number_that_another_person_has_is_said_at_once(signed_in, cadre):
    answer = checked(signed_in, "members-0-id_no", person("张三", id_no=taken(cadre)))
    assert "张三：该证件号码" in words(answer)


def test_a_number_given_twice_on_the_sheet_is_said_at_once(signed_in):
    first = person("张三")
    rows = first, person("李四", relation="02", id_no=first["id_no"])
    assert "两个人" in words(checked(signed_in, "members-1-id_no", *rows))


@pytest.mark.parametrize("box", ["", "members-9-id_no", "members-0-name", "x"])
def test_a_box_that_is_none_tells_nothing(signed_in, box):
    answer = checked(signed_in, box, person("张三"))
    assert answer.status_code == 200
    assert words(answer).strip() == ""


def test_the_page_asks_for_the_check_when_a_number_is_left(signed_in):
    page = words(signed_in.get(CREATE))
    box = re.search(r'<input[^>]*name="members-0-id_no"[^>]*>', page)[0]
    assert f'hx-post="{CHECK}"' in box
    assert 'hx-trigger="change"' in box
    assert "data-number-check" in page
