"""The pages of posted notices."""

import io
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from publicity import services, wording
from tests.database import without_triggers
from tests.publicity.conftest import (
    at_board,
    posted,
    shift,
)
from tests.publicity.pages import sign_in

pytestmark = pytest.mark.usefixtures("parameters")


def test_detail_shows_the_board_and_the_check_code(client, cadre):
    notice = posted(cadre, at_board(cadre, name="张三明"))
    words = sign_in(client, cadre).get(notice.get_absolute_url()).content.decode()
    assert "张三明" in words
    assert notice.rows_sha256[:16] in words
    assert "校验码不一致" not in words


def test_detail_warns_when_the_list_was_tampered_with(client, cadre):
    notice = posted(cadre)
    with without_triggers() as cursor:
        cursor.execute(
            'UPDATE publicity_noticerow SET cells = \'{"head_name": "李四"}\''
        )
    assert (
        "校验码不一致"
        in sign_in(client, cadre).get(notice.get_absolute_url()).content.decode()
    )


def test_print_has_stamp_place_copies_and_code(client, cadre):
    notice = posted(cadre)
    page = sign_in(client, cadre).get(reverse("publicity:print", args=[notice.pk]))
    words = page.content.decode()
    first = wording.long_day(notice.counts_from)
    last = wording.long_day(notice.last_day)
    for expected in (
        "上村村民委员会（盖章）",
        "驻村工作队（签字）",
        "一式三份",
        notice.rows_sha256[:16],
        f"公示期：{first}至{last}（7个自然日，公布当日不计入）",
        "序号",
        "村民小组",
    ):
        assert expected in words


def test_foreign_staff_find_nothing(client, cadre, stranger, foreign_officer):
    notice = posted(cadre)
    objection = services.file_objection(notice=notice, text="人数不对")
    withdraw = reverse("publicity:withdraw", args=[notice.pk])
    answer = reverse("publicity:objection-answer", args=[objection.pk])
    reveal = reverse("publicity:objection-reveal", args=[objection.pk])
    for user in (stranger, foreign_officer):
        sign_in(client, user)
        printed = client.get(reverse("publicity:print", args=[notice.pk]))
        listed = client.get(reverse("publicity:list")).content.decode()
        assert client.get(notice.get_absolute_url()).status_code == 404
        assert printed.status_code == 404
        assert client.post(withdraw, {"reason": "x"}).status_code == 404
        assert notice.title not in listed
    assert client.get(answer).status_code == 404
    assert client.post(reveal).status_code == 404
    notice.refresh_from_db()
    assert notice.withdrawn_at is None


def test_withdrawing_asks_for_the_reason(client, cadre):
    notice = posted(cadre)
    url = reverse("publicity:withdraw", args=[notice.pk])
    sign_in(client, cadre)
    assert client.get(url).status_code == 200
    client.post(url, {"reason": "人口数写错"})
    notice.refresh_from_db()
    assert notice.withdrawn_reason == "人口数写错"
    assert "人口数写错" in client.get(notice.get_absolute_url()).content.decode()


def test_list_by_state(client, cadre):
    current, over = posted(cadre), shift(posted(cadre), days=9)
    gone = services.withdraw_notice(notice=posted(cadre), by=cadre, reason="写错")
    sign_in(client, cadre)
    for state, notice in (("current", current), ("ended", over), ("withdrawn", gone)):
        page = client.get(reverse("publicity:list"), {"state": state})
        assert [row.pk for row in page.context["page"]] == [notice.pk]


def test_list_takes_the_same_number_of_queries_for_any_number_of_notices(
    client, cadre, django_assert_max_num_queries
):
    sign_in(client, cadre)
    for _ in range(6):
        posted(cadre)
    with django_assert_max_num_queries(9):
        client.get(reverse("publicity:list"))


def photograph():
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "JPEG")
    out.seek(0)
    out.name = "公示栏.jpg"
    return out


def test_dated_photograph_is_kept_and_a_wrong_date_refused(
    client, cadre, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    notice = posted(cadre)
    url = reverse("publicity:sheet-add", args=[notice.pk])
    sign_in(client, cadre)
    wrong = client.post(url, {"taken_on": "2020-01-01", "file": photograph()})
    assert wrong.status_code == 409
    assert not notice.sheets.exists()
    client.post(
        url, {"taken_on": timezone.localdate().isoformat(), "file": photograph()}
    )
    assert notice.sheets.get().attachment.region_code == notice.region_code


def test_case_panel_leads_to_the_sheet(client, cadre):
    case = at_board(cadre)
    url = reverse("publicity:case-notices", args=[case.pk])
    sign_in(client, cadre)
    link = re.search(r'href="([^"]*case=[^"]*)"', client.get(url).content.decode())
    assert client.get(link.group(1)).context["group"].cases == [case]
    notice = posted(cadre, case)
    after = client.get(url).content.decode()
    assert notice.title in after
    assert "case=" not in after
