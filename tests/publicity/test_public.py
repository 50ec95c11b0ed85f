"""What anyone can see without an account."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from publicity import services
from publicity.drafts import Draft, DraftRow
from publicity.periods import counted
from tests import factories
from tests.publicity.conftest import at_board, posted, shift
from tests.publicity.public_pages import address, said

pytestmark = pytest.mark.usefixtures("parameters")


PERSONAL = re.compile(r"(?<!\d)(\d{15,20}|\d{17}[Xx]|1[3-9]\d{9})(?!\d)")


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
    with django_assert_num_queries(15) as queries:
        villager.get(address(notice))
    assert not [
        q
        for q in queries.captured_queries
        if '"cells"' in q["sql"] and "publicity_noticerow" in q["sql"]
    ]
    assert not [q for q in queries.captured_queries if "households_" in q["sql"]]


def test_ten_thousand_rows_hold_no_personal_number(villager, cadre):
    rows = tuple(
        DraftRow({"group": f"第{n % 20 + 1}组", "head_name": f"张{n}明"})
        for n in range(10_000)
    )
    draft = Draft(
        "publicity",
        factories.VILLAGE,
        "公示",
        "现予公示。",
        rows,
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


def test_forms_of_other_sites_are_refused(cadre):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address(posted(cadre)), said()).status_code == 403


def test_pages_speak_english_when_asked(villager, cadre):
    villager.cookies["django_language"] = "en"
    words = villager.get(address(posted(cadre))).content.decode()
    assert "Something is not right?" in words
    assert "拟试验退出名单公示" in words, "the notice itself is always Chinese"


@pytest.mark.parametrize(("most", "is_said"), [(1, True), (40, False)])
def test_a_search_for_places_that_shows_only_some_says_so(
    villager, cadre, monkeypatch, most, is_said
):
    monkeypatch.setattr("publicity.public_places.MOST_FOUND", most)
    found = villager.get(reverse("publicity:public-home"), {"q": "村"})
    assert ("还有更多" in found.content.decode()) is is_said
    assert (len(found.context["places"]) == 1) is is_said
