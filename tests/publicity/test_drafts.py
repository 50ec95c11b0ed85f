"""What a notice says, and what may not stand on it."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from publicity import periods, services, wording
from publicity.drafts import Draft, DraftRow
from publicity.models import Notice
from tests import factories
from tests.publicity.conftest import (
    STEPS,
    at_board,
    posted,
)
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("parameters")

TODAY = dt.date(2026, 11, 21)


def test_notice_shows_the_four_columns_in_full_on_the_board_and_masked_on_the_web(
    cadre,
):
    notice = posted(
        cadre, at_board(cadre, name="张三明"), at_board(cadre, name="欧阳小明")
    )
    assert notice.columns == ["group", "head_name", "member_count"]
    assert [row.cells["head_name"] for row in notice.rows.all()] == [
        "张三明",
        "欧阳小明",
    ]
    assert [row.cells["head_name"] for row in notice.public_rows.all()] == [
        "张*明",
        "欧阳*明",
    ]
    assert notice.board == "村务公开栏"
    assert notice.hotline == "12317"


def test_text_names_place_period_and_the_steps_done(cadre):
    notice = posted(cadre)
    last = notice.starts_at.astimezone(
        timezone.get_current_timezone()
    ).date() + dt.timedelta(days=7)
    assert notice.title == f"上村{notice.starts_at.year}年拟试验退出名单公示"
    assert notice.text.startswith("经村两委提出，现将我村拟试验退出名单予以公示。")
    ends = f"起至{last.year}年{last.month}月{last.day}日止（7个自然日，公布当日不计入）"
    assert ends in notice.text
    assert notice.issued_by == "上村村民委员会"


def test_county_that_set_no_days_is_told_to_set_them(cadre):
    steps = [
        {**step, "notice": {**step.get("notice", {}), "days": "unset_days"}}
        for step in STEPS
    ]
    with refused("乡镇公示天数"):
        services.publish_notice(
            cases=[at_board(cadre, steps=steps)], by=cadre, today=TODAY
        )


@pytest.mark.parametrize(
    "text",
    [
        "户主身份证号360726197005010011，现予公示",
        "联系１３８００００１２３４",
        "卡号 6217 0012 3456 7890 123",
    ],
    ids=["id", "full-width phone", "card in groups"],
)
def test_personal_number_in_the_text_is_refused_before_release(cadre, text):
    case = at_board(cadre)
    with refused("公示不能出现") as refusal:
        services.publish_notice(cases=[case], by=cadre, today=TODAY, text=text)
    assert "360726197005010011" not in str(refusal.value)
    assert not Notice.objects.exists()


def test_personal_number_in_a_cell_is_refused(cadre):
    case = at_board(cadre, name="张三13800001234")
    with refused("第1行“户主姓名”", "像手机号的数字"):
        posted(cadre, case)


def test_office_telephone_among_the_contacts_is_allowed(cadre):
    case = at_board(cadre)
    contacts = "上村村委会 0797-3521234；东山镇 0797-3520000"
    notice = services.publish_notice(
        cases=[case], by=cadre, today=TODAY, contacts=contacts
    )
    assert notice.contacts == contacts


def test_foreign_column_is_refused_with_its_name(cadre):
    period = periods.counted(7, False)
    line = DraftRow({"head_name": "张三", "id_no": "3607"})
    draft = Draft(
        "publicity", factories.VILLAGE, "公示", "文", (line,), period, "上村村民委员会"
    )
    with refused("id_no"):
        services.post_notice(draft=draft, by=cadre)


def test_notice_without_any_row_is_refused(cadre):
    draft = Draft(
        "publicity",
        factories.VILLAGE,
        "公示",
        "文",
        (),
        periods.counted(7, False),
        "上村村民委员会",
    )
    with refused("名单是空的"):
        services.post_notice(draft=draft, by=cadre)


FIRST, LAST = dt.date(2026, 12, 28), dt.date(2027, 1, 4)


SAME_YEAR = dt.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("text", "last", "is_true"),
    [
        ("现予公示。", LAST, True),
        ("公示期自2026年12月28日起至2027年1月4日止（7个自然日）。", LAST, True),
        (
            "公示期自2026年12月28日起至2027年1月4日止（7个自然日，公布当日不计入）。",
            LAST,
            True,
        ),
        ("公示时间：2026年12月28日至2027年1月4日", LAST, True),
        ("公示期自2026年12月28日起至12月31日止", SAME_YEAR, True),
        ("收入计算期自2025年10月1日起至2026年9月30日止，现予公示。", LAST, True),
        ("公告如下。公告期自2026年12月28日起至2027年1月4日止（7个自然日）", LAST, True),
        ("公示期自2026年11月28日起至2026年12月5日止（7个自然日）", LAST, False),
        ("公示期自2026年12月28日起至2027年1月5日止", LAST, False),
        ("公示期自2026年12月28日起至1月4日止", LAST, False),
        ("公示自12月28日起至1月4日", LAST, False),
        ("公示期自2026年12月28日起至2027年1月4日止（5个自然日）", LAST, False),
        ("公示期自2026年12月28日起至2027年1月4日止（7个工作日）", LAST, False),
        (
            "公示期自2026年12月28日起至2027年1月4日止（8个自然日，公布当日不计入）",
            LAST,
            False,
        ),
        (
            "公示期自2026年12月28日起至2027年1月4日止。公告期自2027年1月5日起至2027年1月9日止",
            LAST,
            False,
        ),
    ],
)
def test_python_and_database_read_the_same_period_in_a_text(db, text, last, is_true):
    assert (wording.other_period(text, FIRST, last, 7, False) == "") is is_true
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT publicity_says(%s, %s, %s, 7, false)", [text, FIRST, last]
        )
        assert cursor.fetchone()[0] is is_true


def test_a_text_with_other_days_is_not_posted(cadre):
    words = "现将名单予以公示。公示期自2026年1月1日起至2026年1月8日止（7个自然日）。"
    with refused("2026年1月8日"):
        services.publish_notice(
            cases=[at_board(cadre)], by=cadre, today=TODAY, text=words
        )
    assert not Notice.objects.exists()


def test_the_check_code_covers_all_that_stands_on_the_sheet(cadre):
    notice = posted(cadre)
    assert Draft.of(notice).sha256 == notice.rows_sha256
    for field, value in {
        "issued_by": "别处",
        "contacts": "x",
        "hotline": "1",
        "board": "x",
        "days": 9,
        "text": "x",
        "title": "x",
        "ends_at": notice.ends_at + dt.timedelta(days=1),
        "starts_at": notice.starts_at - dt.timedelta(days=1),
    }.items():
        changed = Notice.objects.get(pk=notice.pk)
        setattr(changed, field, value)
        assert Draft.of(changed).sha256 != notice.rows_sha256, field
