"""An announcement tells what was decided: no period to object in, no objection, no suspension."""

import pytest
from django.urls import reverse

from publicity import services
from publicity.models import Notice, Objection
from tests import factories
from tests.publicity.conftest import at_board, forward, posted, shift
from tests.publicity.forging import stopped_by
from tests.publicity.pages import sign_in
from tests.publicity.public_pages import address, said
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("parameters")
NOTICE_WORDS = ("公示到", "异议的", "不往下办")


@pytest.fixture
def announced(cadre):
    """The announcement of a case that went through its notice and its decision."""
    case = at_board(cadre)
    shift(posted(cadre, case), days=9)
    for _ in range(3):
        office = factories.person("county_office", factories.COUNTY)
        case = forward(case, cadre if case.state == "board" else office)
    assert case.state == "approved"
    return Notice.objects.get(kind="announcement", rows__case=case)


def test_public_page_promises_nothing_of_a_notice(villager, announced):
    words = villager.get(address(announced)).content.decode()
    assert "已公告，张贴至" in words
    assert "公告期：" in words
    for word in NOTICE_WORDS:
        assert word not in words
    assert "<textarea" not in words


def test_control_a_notice_says_all_of_it(villager, cadre):
    words = villager.get(address(posted(cadre))).content.decode()
    for word in NOTICE_WORDS:
        assert word in words
    assert "<textarea" in words


def test_staff_page_and_paper_call_it_an_announcement(client, cadre, announced):
    sign_in(client, cadre)
    page = client.get(reverse("publicity:detail", args=[announced.pk]))
    assert "公示到" not in page.content.decode()
    assert 'id="objections"' not in page.content.decode()
    paper = client.get(reverse("publicity:print", args=[announced.pk]))
    assert "本公告一式三份" in paper.content.decode()
    assert "公示期" not in announced.text
    assert "对名单有异议" not in announced.text


def test_nobody_can_object_to_it(villager, client, cadre, announced):
    sent = villager.post(address(announced), said())
    assert sent.status_code == 409
    assert "不再受理异议" in sent.content.decode()
    with refused("不再受理异议"):
        services.file_objection(notice=announced, text="车", via="paper", by=cadre)
    stopped_by(
        "objection_to_a_notice",
        lambda: Objection.objects.create(
            notice=announced, text="车", via="web", region_code=announced.region_code
        ),
    )


def test_the_form_for_one_by_telephone_says_so_at_once(client, cadre, announced):
    page = sign_in(client, cadre).get(
        reverse("publicity:objection-record", args=[announced.pk])
    )
    assert "不再受理异议" in page.content.decode()


def test_interface_says_which_takes_objections(client, cadre, announced):
    sign_in(client, cadre)
    answer = client.get(reverse("api:notice-list")).json()["results"]
    assert {one["kind"]: one["takes_objections"] for one in answer} == {
        "announcement": False,
        "publicity": True,
    }
