"""What anyone can see and do without an account."""

import re

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.refusals import Refused
from publicity import services
from publicity.models import Objection
from publicity.views import public
from tests import factories
from tests.publicity.conftest import at_board, forward, posted, set_parameters, shift

pytestmark = pytest.mark.usefixtures("parameters")
PERSONAL = re.compile(r"(?<!\d)(\d{15,20}|\d{17}[Xx]|1[3-9]\d{9})(?!\d)")


@pytest.fixture
def villager(client):
    return client


def address(notice):
    return reverse("publicity:public-notice", args=[notice.slug])


def said(text="家里有小车", about="1", **values):
    return {"about": about, "text": text} | values


def test_notice_shows_masked_names_the_period_and_the_hotline(villager, cadre):
    page = villager.get(address(posted(cadre, at_board(cadre, name="张三明"))))
    words = page.content.decode()
    assert page.status_code == 200
    assert "张*明" in words
    assert "张三明" not in words
    assert "12317" in words
    assert "还剩" in words
    assert "起至" in words


def test_public_pages_read_masked_rows_only(villager, cadre, django_assert_num_queries):
    notice = posted(cadre)
    with django_assert_num_queries(11) as queries:
        villager.get(address(notice))
    assert not [
        q
        for q in queries.captured_queries
        if '"cells"' in q["sql"] and "publicity_noticerow" in q["sql"]
    ]
    assert not [q for q in queries.captured_queries if "households_" in q["sql"]]


def test_ten_thousand_rows_hold_no_personal_number(villager, cadre):
    from publicity.drafts import Draft, DraftRow
    from publicity.periods import counted

    lines = tuple(
        DraftRow(
            {
                "group": f"第{n % 20 + 1}组",
                "head_name": f"张{n}明",
                "member_count": str(n % 9 + 1),
            }
        )
        for n in range(10_000)
    )
    draft = Draft(
        "publicity",
        factories.VILLAGE,
        "公示",
        "现予公示。",
        lines,
        counted(7, False),
        "上村村民委员会",
    )
    page = villager.get(address(services.post_notice(draft=draft, by=cadre)))
    words = page.content.decode()
    assert words.count("*明") >= 10_000
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", words)
    assert not PERSONAL.findall(body.replace(factories.VILLAGE, ""))


def test_no_copy_is_kept_on_the_way_and_no_search_engine_comes(villager, cadre):
    for url in (address(posted(cadre)), reverse("publicity:public-home")):
        page = villager.get(url)
        assert page["Cache-Control"] == "no-store"
        assert "noindex" in page["X-Robots-Tag"]


def test_after_the_period_nothing_of_the_list_is_left(villager, cadre):
    notice = posted(cadre, at_board(cadre, name="张三明"))
    assert villager.get(address(notice)).status_code == 200
    shift(notice, days=9)
    gone = villager.get(address(notice))
    assert gone.status_code == 410
    assert "张" not in gone.content.decode()
    assert notice.title not in gone.content.decode()
    assert gone["Cache-Control"] == "no-store"


def test_withdrawn_notice_leads_to_the_corrected_one(villager, cadre):
    case = at_board(cadre)
    first = posted(cadre, case)
    services.withdraw_notice(notice=first, by=cadre, reason="写错")
    second = posted(cadre, case)
    gone = villager.get(address(first))
    assert gone.status_code == 410
    assert address(second) in gone.content.decode()


def test_announcement_hangs_for_its_days(villager, cadre):
    from publicity.drafts import Draft, DraftRow
    from publicity.periods import counted

    draft = Draft(
        "announcement",
        factories.VILLAGE,
        "公告",
        "公告如下。",
        (DraftRow({"head_name": "张三"}),),
        counted(3, False),
        "县办",
    )
    notice = services.post_notice(draft=draft, by=cadre)
    assert villager.get(address(notice)).status_code == 200
    assert villager.get(address(shift(notice, days=4))).status_code == 410


def test_guessing_finds_nothing_and_every_miss_looks_the_same(villager, cadre):
    notice = posted(cadre)
    misses = set()
    for n in range(40):
        miss = villager.get(reverse("publicity:public-notice", args=[f"{n:022d}"]))
        assert miss.status_code == 404
        misses.add(miss.content)
    assert len(misses) == 1
    assert (
        villager.get(reverse("publicity:detail", args=[notice.pk])).status_code == 302
    )


def test_sixty_a_minute_from_one_address(villager, monkeypatch):
    monkeypatch.setattr("publicity.throttle.time.time", lambda: 1_800_000_000.0)
    url = reverse("publicity:public-find")
    assert {villager.get(url).status_code for _ in range(60)} == {200}
    assert villager.get(url).status_code == 429
    assert villager.get(url, REMOTE_ADDR="10.9.9.9").status_code == 200


def test_village_page_lists_its_own_notices_only(villager, cadre, sibling_cadre):
    mine = posted(cadre)
    other = posted(
        sibling_cadre, at_board(sibling_cadre, region_code=factories.SIBLING_VILLAGE)
    )
    words = villager.get(
        reverse("publicity:public-village", args=[factories.VILLAGE])
    ).content.decode()
    assert mine.slug in words
    assert other.slug not in words


def test_places_lead_from_county_to_village(villager, cadre):
    posted(cadre)
    home = reverse("publicity:public-home")
    assert "清河县" in villager.get(home).content.decode()
    townships = villager.get(home, {"in": factories.COUNTY}).content.decode()
    assert "东山镇" in townships
    assert "1 份公示" in townships
    village = villager.get(home, {"in": factories.TOWNSHIP}).content.decode()
    assert reverse("publicity:public-village", args=[factories.VILLAGE]) in village
    assert "上村" in villager.get(home, {"q": "上村"}).content.decode()


def test_places_of_counties_that_do_not_use_the_site_are_not_there(villager):
    assert (
        villager.get(
            reverse("publicity:public-home"), {"in": factories.OTHER_COUNTY}
        ).status_code
        == 404
    )
    assert (
        villager.get(
            reverse("publicity:public-village", args=[factories.OTHER_COUNTY_VILLAGE])
        ).status_code
        == 404
    )
    assert (
        "石桥村村委会"
        not in villager.get(
            reverse("publicity:public-home"), {"q": "石桥"}
        ).content.decode()
    )


@pytest.mark.parametrize(
    "code", ["abc", "99010110020", "９９０１０１１００２０１", "990101100999"]
)
def test_words_that_are_no_place_are_not_found(villager, code):
    assert (
        villager.get(reverse("publicity:public-village", args=[code])).status_code
        == 404
    )
    assert (
        villager.get(reverse("publicity:public-home"), {"in": code}).status_code == 404
    )


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
    refused = villager.post(address(notice), said())
    assert refused.status_code == 422
    assert "家里有小车" in refused.content.decode(), "what was typed is not lost"
    assert (
        villager.post(address(notice), said(name="李四", phone="0797-1")).status_code
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
    for _ in range(5):
        cache.clear()
        assert villager.post(address(notice), said()).status_code == 302
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


def test_forms_of_other_sites_are_refused(cadre):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address(posted(cadre)), said()).status_code == 403


def test_pages_speak_english_when_asked(villager, cadre):
    villager.cookies["django_language"] = "en"
    words = villager.get(address(posted(cadre))).content.decode()
    assert "Something is not right?" in words
    assert "拟试验退出名单公示" in words, "the notice itself is always Chinese"


@pytest.mark.capability("S175")
def test_objection_stops_the_matter_until_one_without_a_part_has_answered_and_the_finding_is_public(
    villager, cadre, township_officer
):
    set_parameters(objection_answer_days=10)
    case, other = at_board(cadre), at_board(cadre)
    notice = posted(cadre, case, other)
    villager.post(address(notice), said("家里有小车", about="1", name="李四"))
    objection = Objection.objects.get()
    assert (objection.due_on - timezone.localdate(objection.received_at)).days == 10
    with pytest.raises(Refused):
        services.answer_objection(
            objection=objection, state="dismissed", answer="无车。", by=cadre
        )
    assert "不成立" not in villager.get(address(notice)).content.decode()
    services.answer_objection(
        objection=objection,
        state="dismissed",
        answer="入户核实，车已转让。",
        by=township_officer,
    )
    words = villager.get(address(notice)).content.decode()
    assert "不成立" in words
    assert "车已转让" not in words, "the text is for the objector"
    second = services.file_objection(
        notice=notice, row=notice.rows.get(case=other), text="人数不对"
    )
    shift(notice, days=9)
    assert forward(case, cadre).state == "county"
    with pytest.raises(Refused, match="1 件异议没有答复"):
        forward(other, cadre)
    services.answer_objection(
        objection=second, state="accepted", answer="少报一人。", by=township_officer
    )
    with pytest.raises(Refused, match="退回"):
        forward(other, cadre)
