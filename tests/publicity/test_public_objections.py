"""Objections of people without an account."""

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from publicity import services
from publicity.models import Objection
from publicity.views import public
from tests.publicity.conftest import at_board, forward, posted, set_parameters, shift
from tests.publicity.public_pages import address, said
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("parameters")


def test_objection_is_filed_and_its_answer_read_by_the_receipt(
    villager, cadre, township_officer
):
    notice = posted(cadre)
    sent = villager.post(address(notice), said(name="李四", phone="13800001234"))
    objection = Objection.objects.get()
    assert sent.status_code == 302
    receipt = villager.get(sent["Location"]).content.decode()
    assert objection.receipt in receipt
    assert "正在核查" in receipt
    assert "13800001234" not in receipt
    assert objection.row == notice.rows.get()
    assert "13800001234" not in objection.phone_sealed
    services.answer_objection(
        objection=objection,
        state="dismissed",
        answer="车已转让。",
        by=township_officer,
    )
    typed = objection.receipt.lower().replace("-", " ")
    found = villager.get(
        reverse("publicity:public-find"), {"receipt": typed}, follow=True
    ).content.decode()
    assert "车已转让。" in found


def test_wrong_receipt_says_so(villager):
    words = villager.get(
        reverse("publicity:public-find"), {"receipt": "2222-2222-2222"}
    ).content.decode()
    assert "没有查到这个回执号" in words
    assert (
        villager.get(
            reverse("publicity:public-objection", args=["2222-2222-2222"])
        ).status_code
        == 404
    )


@pytest.mark.capability("S175")
def test_name_and_telephone_may_be_left_out_unless_the_county_asks_for_them(
    villager, cadre
):
    notice = posted(cadre)
    assert villager.post(address(notice), said()).status_code == 302
    set_parameters(objection_name_required=True)
    answer = villager.post(address(notice), said())
    assert answer.status_code == 422
    assert "家里有小车" in answer.content.decode(), "what was typed is not lost"
    assert (
        villager.post(
            address(notice), said(name="李四", phone="0797-1234567")
        ).status_code
        == 302
    )


def test_a_field_that_only_programmes_fill_stops_the_form_and_keeps_the_words(
    villager, cadre
):
    notice = posted(cadre)
    stopped = villager.post(address(notice), said(website="http://x"))
    assert stopped.status_code == 422
    assert "家里有小车" in stopped.content.decode()
    assert not Objection.objects.exists()


def test_a_line_of_another_notice_cannot_be_named(villager, cadre):
    notice = posted(cadre)
    assert villager.post(address(notice), said(about="2")).status_code == 422
    assert not Objection.objects.exists()


def test_five_an_hour_from_one_address_even_without_the_cache(villager, cadre):
    notice = posted(cadre)
    for cars in range(5):
        cache.clear()
        sent = said(f"家里有{cars}辆小车")
        assert villager.post(address(notice), sent).status_code == 302
    cache.clear()
    sixth = villager.post(address(notice), said())
    assert sixth.status_code == 409
    assert "五件异议" in sixth.content.decode()
    assert (
        villager.post(address(notice), said(), REMOTE_ADDR="10.9.9.9").status_code
        == 302
    )
    assert Objection.objects.count() == 6


def test_what_was_being_written_when_the_period_ran_out_is_kept_as_late(
    villager, cadre
):
    notice = posted(cadre)
    left = (notice.ends_at - notice.starts_at).total_seconds()
    shift(notice, seconds=left + 60)
    assert villager.get(address(notice)).status_code == 410
    assert villager.post(address(notice), said()).status_code == 302
    assert Objection.objects.get().is_late
    shift(notice, days=public.GRACE.days)
    assert villager.post(address(notice), said()).status_code == 410


def test_a_form_sent_after_the_period_shows_nothing_of_the_list(villager, cadre):
    notice = posted(cadre, at_board(cadre, name="欧阳小明"))
    assert "欧阳*明" in villager.get(address(notice)).content.decode()
    shift(notice, seconds=(notice.ends_at - notice.starts_at).total_seconds() + 60)
    late = villager.post(address(notice), {"about": "1", "text": ""})
    words = late.content.decode()
    assert late.status_code == 422
    assert "欧阳" not in words
    assert "第三组" not in words
    assert "公示期已结束" in words
    assert villager.get(address(notice)).status_code == 410
    assert (
        villager.post(address(notice), {"about": "1", "text": "家里有小车"}).status_code
        == 302
    )


def test_when_the_case_is_locked_the_words_stay_and_may_be_sent_again(
    villager, cadre, monkeypatch
):
    notice = posted(cadre)

    def locked(**values):
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr(services, "file_objection", locked)
    busy = villager.post(address(notice), said())
    assert busy.status_code == 409
    assert "家里有小车" in busy.content.decode()


@pytest.mark.capability("S175")
def test_objection_holds_the_case_until_answered_and_the_finding_is_public(
    villager, cadre, township_officer
):
    set_parameters(objection_answer_days=10)
    case = at_board(cadre)
    notice = posted(cadre, case)
    villager.post(address(notice), said("家里有小车", about="1", name="李四"))
    objection = Objection.objects.get()
    assert (objection.due_on - timezone.localdate(objection.received_at)).days == 10
    finding = {"objection": objection, "state": "dismissed", "answer": "车已转让。"}
    with refused("须由其他人答复异议"):
        services.answer_objection(**finding, by=cadre)
    assert "不成立" not in villager.get(address(notice)).content.decode()
    services.answer_objection(**finding, by=township_officer)
    words = villager.get(address(notice)).content.decode()
    assert "不成立" in words
    assert "车已转让" not in words, "the text is for the objector"
    shift(notice, days=9)
    assert forward(case, cadre).state == "county"


@pytest.mark.capability("S175")
def test_upheld_objection_sends_back_its_own_case_only(cadre, township_officer):
    case, other = at_board(cadre), at_board(cadre)
    notice = posted(cadre, case, other)
    objection = services.file_objection(
        notice=notice, row=notice.rows.get(case=other), text="人数不对"
    )
    shift(notice, days=9)
    assert forward(case, cadre).state == "county"
    with refused("1 件异议没有答复"):
        forward(other, cadre)
    services.answer_objection(
        objection=objection, state="accepted", answer="少报一人。", by=township_officer
    )
    other.refresh_from_db()
    assert (other.state, other.round) == ("propose", 2)
    case.refresh_from_db()
    assert case.state == "county"
