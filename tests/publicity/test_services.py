"""Posting, announcing, withdrawing; filing objections."""

import datetime as dt
import re

import pytest
from django.db.models.expressions import RawSQL
from django.utils import timezone
from pgtrigger import ignore

from core.audit.models import AuditEntry
from core.cases import engine
from core.policy.models import PolicyParameter
from publicity import periods, services
from publicity.database_clock import database_now
from publicity.drafts import Draft, DraftRow
from publicity.models import Notice, Objection
from publicity.tasks import close_due
from tests import factories
from tests.publicity.conftest import (
    at_board,
    forward,
    posted,
    proposed,
    set_parameters,
    shift,
)
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("parameters")


TODAY = dt.date(2026, 11, 21)


def test_period_ends_with_the_last_full_day(cadre):
    notice = posted(cadre)
    ends = timezone.localtime(notice.ends_at)
    assert (ends.hour, ends.minute) == (0, 0)
    assert ends.date() == timezone.localdate(notice.starts_at) + dt.timedelta(days=8)


def test_case_waits_until_the_period_is_over_and_goes_on_then(cadre):
    case = at_board(cadre)
    with refused("还没有公示"):
        forward(case, cadre)
    notice = posted(cadre, case)
    with refused("期满后才能办下一步") as refusal:
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
    with refused("还没有公示"):
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
    with refused("期满后才能办下一步"):
        forward(case, cadre)


def test_withdrawing_twice_or_without_reason_is_refused(cadre):
    notice = posted(cadre)
    with refused("请填写理由"):
        services.withdraw_notice(notice=notice, by=cadre, reason="  ")
    services.withdraw_notice(notice=notice, by=cadre, reason="写错")
    with refused("已经撤下了"):
        services.withdraw_notice(notice=notice, by=cadre, reason="再撤一次")


def test_an_ended_notice_is_not_withdrawn(cadre):
    notice = shift(posted(cadre), days=9)
    with refused("公示期已满"):
        services.withdraw_notice(notice=notice, by=cadre, reason="写错")


def test_cases_of_two_villages_do_not_share_a_sheet(cadre, sibling_cadre):
    here, there = (
        at_board(cadre),
        at_board(sibling_cadre, region_code=factories.SIBLING_VILLAGE),
    )
    with refused("请分开公示"):
        services.publish_notice(cases=[here, there], by=cadre, today=TODAY)
    assert not Notice.objects.exists()


def test_another_villages_cadre_cannot_post(cadre, sibling_cadre):
    with refused("不归您发布"):
        services.publish_notice(cases=[at_board(cadre)], by=sibling_cadre, today=TODAY)


def test_a_case_not_yet_at_its_notice_is_refused(cadre):
    with refused("这一步不需要公示"):
        services.publish_notice(cases=[proposed(cadre)], by=cadre, today=TODAY)


def test_a_case_is_posted_once(cadre):
    case = at_board(cadre)
    posted(cadre, case)
    with refused("已经在公示了"):
        posted(cadre, case)


def test_publisher_who_saw_another_last_day_looks_again(cadre):
    case = at_board(cadre)
    with refused("请核对正文中的日期"):
        services.publish_notice(
            cases=[case], by=cadre, today=TODAY, last_day=dt.date(2020, 1, 1)
        )
    assert not Notice.objects.exists()


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


def test_an_objection_is_open_until_it_is_answered(cadre, township_officer):
    notice = posted(cadre)
    first, second = (
        services.file_objection(notice=notice, text=text)
        for text in ("人口数不对", "家里有小车")
    )
    services.answer_objection(
        objection=first, state="dismissed", answer="已核实无误", by=township_officer
    )
    assert list(Objection.objects.answered()) == [first]
    assert list(Objection.objects.still_open()) == [second]


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
