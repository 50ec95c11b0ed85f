import datetime as dt
import re

import pytest
from django.db import connection
from django.db.models.expressions import RawSQL
from django.utils import timezone
from pgtrigger import ignore

from core.audit.models import AuditEntry
from core.cases import engine
from core.policy.models import PolicyParameter
from core.refusals import Refused
from publicity import periods, services, wording
from publicity.database_clock import database_now
from publicity.drafts import Draft, DraftRow
from publicity.models import Notice, Objection
from publicity.tasks import close_due
from tests import factories
from tests.publicity.conftest import (
    STEPS,
    at_board,
    forward,
    posted,
    proposed,
    set_parameters,
    shift,
)

TODAY = dt.date(2026, 11, 21)
pytestmark = pytest.mark.usefixtures("parameters")


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
    assert f"起至{last.year}年{last.month}月{last.day}日止（7个自然日）" in notice.text
    assert notice.issued_by == "上村村民委员会"


def test_period_ends_with_the_last_full_day(cadre):
    notice = posted(cadre)
    ends = timezone.localtime(notice.ends_at)
    assert (ends.hour, ends.minute) == (0, 0)
    assert ends.date() == timezone.localdate(notice.starts_at) + dt.timedelta(days=8)


def test_case_waits_until_the_period_is_over_and_goes_on_then(cadre):
    case = at_board(cadre)
    with pytest.raises(Refused):
        forward(case, cadre)
    notice = posted(cadre, case)
    with pytest.raises(Refused) as refusal:
        forward(case, cadre)
    assert (
        periods.last_day_before(notice.ends_at).isoformat() in refusal.value.reasons[0]
    )
    shift(notice, days=9)
    assert forward(case, cadre).state == "county"


def test_returned_case_needs_a_new_notice(cadre):
    case = at_board(cadre)
    shift(posted(cadre, case), days=9)
    case.refresh_from_db()
    case = engine.move(
        case_id=case.pk,
        action="return",
        by=cadre,
        version=case.version,
        to_step="propose",
        comment="姓名写错",
    )
    case = forward(case, cadre)
    with pytest.raises(Refused):
        forward(case, cadre)
    shift(posted(cadre, case), days=9)
    assert forward(case, cadre).state == "county"


def test_withdrawn_notice_frees_nothing_and_its_correction_names_it(cadre):
    case = at_board(cadre)
    first = posted(cadre, case)
    services.withdraw_notice(notice=first, by=cadre, reason="人口数写错")
    second = posted(cadre, case)
    assert second.replaces == first
    shift(first, days=9)
    with pytest.raises(Refused):
        forward(case, cadre)


def test_withdrawing_twice_or_without_reason_is_refused(cadre):
    notice = posted(cadre)
    with pytest.raises(Refused):
        services.withdraw_notice(notice=notice, by=cadre, reason="  ")
    services.withdraw_notice(notice=notice, by=cadre, reason="写错")
    with pytest.raises(Refused):
        services.withdraw_notice(notice=notice, by=cadre, reason="再撤一次")


def test_an_ended_notice_is_not_withdrawn(cadre):
    notice = shift(posted(cadre), days=9)
    with pytest.raises(Refused):
        services.withdraw_notice(notice=notice, by=cadre, reason="写错")


def test_cases_of_two_villages_do_not_share_a_sheet(cadre, sibling_cadre):
    here, there = (
        at_board(cadre),
        at_board(sibling_cadre, region_code=factories.SIBLING_VILLAGE),
    )
    with pytest.raises(Refused):
        services.publish_notice(cases=[here, there], by=cadre, today=TODAY)
    assert not Notice.objects.exists()


def test_another_villages_cadre_cannot_post(cadre, sibling_cadre):
    with pytest.raises(Refused):
        services.publish_notice(cases=[at_board(cadre)], by=sibling_cadre, today=TODAY)


def test_a_case_not_yet_at_its_notice_is_refused(cadre):
    with pytest.raises(Refused):
        services.publish_notice(cases=[proposed(cadre)], by=cadre, today=TODAY)


def test_a_case_is_posted_once(cadre):
    case = at_board(cadre)
    posted(cadre, case)
    with pytest.raises(Refused):
        posted(cadre, case)


def test_publisher_who_saw_another_last_day_looks_again(cadre):
    case = at_board(cadre)
    with pytest.raises(Refused):
        services.publish_notice(
            cases=[case], by=cadre, today=TODAY, last_day=dt.date(2020, 1, 1)
        )
    assert not Notice.objects.exists()


def test_county_that_set_no_days_is_told_to_set_them(cadre):
    steps = [
        {**step, "notice": {**step.get("notice", {}), "days": "unset_days"}}
        for step in STEPS
    ]
    with pytest.raises(Refused, match="乡镇公示天数"):
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
    with pytest.raises(Refused) as refusal:
        services.publish_notice(cases=[case], by=cadre, today=TODAY, text=text)
    assert "360726197005010011" not in str(refusal.value)
    assert not Notice.objects.exists()


def test_personal_number_in_a_cell_is_refused(cadre):
    case = at_board(cadre, name="张三13800001234")
    with pytest.raises(Refused):
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
    with pytest.raises(Refused, match="id_no"):
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
    with pytest.raises(Refused):
        services.post_notice(draft=draft, by=cadre)


def test_standing_notice_has_no_end_and_is_replaced_by_the_new_roster(cadre):
    period = periods.Period(database_now(), None)
    draft = Draft(
        "standing",
        factories.VILLAGE,
        "上村在册户",
        "文",
        (DraftRow({"head_name": "张三"}),),
        period,
        "村委会",
    )
    notice = services.post_notice(draft=draft, by=cadre)
    assert notice in Notice.objects.on_board()
    services.withdraw_notice(notice=notice, by=cadre, reason="名单更新")
    assert notice not in Notice.objects.on_board()


def test_decision_then_announcement_hangs_by_itself(
    cadre, county_officer, county_officer_2
):
    case = at_board(cadre)
    shift(posted(cadre, case), days=9)
    forward(case, cadre)
    forward(case, county_officer)
    closed = forward(case, county_officer_2)
    assert closed.state == "approved"
    announcement = Notice.objects.get(kind="announcement")
    assert announcement.region_code == factories.VILLAGE
    assert announcement.title.endswith("名单公告")
    assert announcement.days == 7


def test_many_cases_are_announced_on_one_sheet(cadre, county_officer, county_officer_2):
    cases = [at_board(cadre), at_board(cadre, name="李四")]
    shift(posted(cadre, *cases), days=9)
    for case in cases:
        forward(case, cadre)
        forward(case, county_officer)
        case.refresh_from_db()
    notice = services.announce_cases(cases=cases, by=county_officer_2, today=TODAY)
    assert notice.row_count == 2
    assert Notice.objects.filter(kind="announcement").count() == 1
    for case in cases:
        case.refresh_from_db()
        assert case.state == "approved"


def test_tick_records_ended_notices_once(cadre):
    running, over = posted(cadre), shift(posted(cadre), days=9)
    close_due()
    close_due()
    running.refresh_from_db()
    over.refresh_from_db()
    assert running.closed_at is None
    assert over.closed_at is not None
    assert AuditEntry.objects.filter(verb="notice.end").count() == 1


def test_working_days_are_counted_when_the_county_says_so(db, cadre):
    with ignore("core.PolicyParameter:no_delete"):
        PolicyParameter.objects.filter(key="notice_day_kind").delete()
    set_parameters(notice_day_kind="working")
    notice = posted(cadre)
    assert notice.is_working
    assert "7个工作日" in notice.text
    first = timezone.localdate(notice.starts_at)
    assert (periods.last_day_before(notice.ends_at) - first).days >= 9


def test_receipt_numbers_cannot_be_mistaken_over_the_telephone(cadre):
    objection = services.file_objection(notice=posted(cadre), text="人口数不对")
    assert re.fullmatch(
        r"[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}", objection.receipt
    )


# --- text, days, check code and sheet say the same -------------------------------------------

FIRST, LAST = dt.date(2026, 12, 28), dt.date(2027, 1, 4)
SAME_YEAR = dt.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("text", "last", "is_true"),
    [
        ("现予公示。", LAST, True),
        ("公示期自2026年12月28日起至2027年1月4日止（7个自然日）。", LAST, True),
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
    with pytest.raises(Refused, match="2026年1月8日"):
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


def test_name_telephone_and_address_of_an_objector_are_kept_sealed(
    cadre, township_officer
):
    said = {"name": "王老五", "phone": "13900001111", "source": "10.0.0.77"}
    filed = services.file_objection(
        notice=posted(cadre, at_board(cadre)), text="家里有小车", **said
    )
    kept = str(
        Objection.objects.filter(pk=filed.pk)
        .annotate(all=RawSQL("publicity_objection::text", ()))
        .get()
        .all
    )
    assert [value for value in said.values() if value in kept] == []
    revealed = services.reveal_objector(
        objection=filed, by=township_officer, purpose="核实"
    )
    assert revealed == "王老五 13900001111"
