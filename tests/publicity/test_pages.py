"""Pages of those who post notices and answer for them."""

import datetime as dt
import io
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from pgtrigger import ignore
from PIL import Image

from core.audit.models import AuditEntry
from core.cases import engine
from core.models import Holiday
from core.policy.models import PolicyParameter
from core.refusals import Refused
from core.web import worklist
from publicity import services, wording
from publicity.models import Notice, Objection
from tests import factories
from tests.publicity.conftest import (
    KIND,
    at_board,
    forward,
    posted,
    set_parameters,
    shift,
)

pytestmark = pytest.mark.usefixtures("parameters")


def sign_in(client, user):
    client.force_login(user)
    return client


def publish_url(place=factories.VILLAGE, step="board"):
    return f"{reverse('publicity:publish')}?kind={KIND}&step={step}&place={place}"


def words_of(page):
    """The form as the page offers it."""
    offered = {
        name: page.context["form"][name].value() or ""
        for name in page.context["form"].fields
    }
    return offered | {"contacts": "上村村委会 0797-3521234"}


def test_waiting_cases_stand_on_one_line_a_sheet(client, cadre):
    at_board(cadre)
    at_board(cadre, name="李四")
    page = sign_in(client, cadre).get(reverse("publicity:waiting"))
    assert len(page.context["groups"]) == 1
    assert "2 户（项）待办：村内公示" in page.content.decode()


def test_ticked_cases_are_posted_and_the_others_wait(client, cadre):
    first, second = at_board(cadre), at_board(cadre, name="李四")
    page = sign_in(client, cadre).get(publish_url())
    sent = client.post(publish_url(), words_of(page) | {"cases": [str(first.pk)]})
    notice = Notice.objects.get()
    assert sent["Location"] == notice.get_absolute_url()
    assert [row.case_id for row in notice.rows.all()] == [first.pk]
    assert [case.pk for case in client.get(publish_url()).context["group"].cases] == [
        second.pk
    ]


def test_nothing_ticked_says_so_and_keeps_the_words(client, cadre):
    at_board(cadre)
    page = sign_in(client, cadre).get(publish_url())
    sent = client.post(publish_url(), words_of(page) | {"text": "改过的正文"})
    assert sent.status_code == 409
    assert "改过的正文" in sent.content.decode()
    assert "请至少勾选一户" in sent.content.decode()


def test_publish_page_of_one_case(client, cadre):
    case = at_board(cadre)
    at_board(cadre, name="李四")
    page = sign_in(client, cadre).get(
        reverse("publicity:publish"), {"case": str(case.pk)}
    )
    assert [one.pk for one in page.context["group"].cases] == [case.pk]


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "?case=x",
        "?kind=a&step=b&place=c",
        f"?kind=no&step=no&place={factories.VILLAGE}",
    ],
)
def test_publish_page_of_nothing_says_so(client, cadre, asked):
    page = sign_in(client, cadre).get(reverse("publicity:publish") + asked)
    assert page.status_code == 200
    assert "这里没有待公示的" in page.content.decode()


def test_county_announces_from_the_same_page(
    client, cadre, county_officer, county_officer_2
):
    case = at_board(cadre)
    shift(posted(cadre, case), days=9)
    forward(case, cadre)
    forward(case, county_officer)
    url = publish_url(step="announce")
    page = sign_in(client, county_officer_2).get(url)
    client.post(url, words_of(page) | {"cases": [str(case.pk)]})
    case.refresh_from_db()
    assert case.state == "approved"
    assert Notice.objects.get(kind="announcement").row_count == 1


def test_who_opened_the_sheet_before_midnight_looks_again_and_posts_then(client, cadre):
    case = at_board(cadre)
    url = publish_url()
    sent = words_of(sign_in(client, cadre).get(url)) | {
        "cases": [str(case.pk)],
        "last_day": "2020-01-08",
    }
    sent["text"] = "公示期自2020年1月1日起至2020年1月8日止（7个自然日）。"
    late = client.post(url, sent)
    assert late.status_code == 409
    last = late.context["draft"].period.last_day
    assert f'name="last_day" value="{last:%Y-%m-%d}"' in late.content.decode()
    wrong = client.post(url, sent | {"last_day": str(last)})
    assert wrong.status_code == 409
    assert "2020年1月8日" in wrong.context["reasons"][0]
    assert not Notice.objects.exists()
    client.post(url, sent | {"last_day": str(last), "text": "现予公示。"})
    assert Notice.objects.get().last_day == last


def test_announcement_opened_before_midnight_is_looked_at_again(
    client, cadre, county_officer, county_officer_2
):
    case = at_board(cadre)
    shift(posted(cadre, case), days=9)
    forward(case, cadre)
    forward(case, county_officer)
    url = publish_url(step="announce")
    sent = words_of(sign_in(client, county_officer_2).get(url)) | {
        "cases": [str(case.pk)],
        "last_day": "2020-01-08",
    }
    assert client.post(url, sent).status_code == 409
    case.refresh_from_db()
    assert case.state == "announce"


def test_working_days_of_a_year_without_a_calendar_are_warned_of(client, cadre):
    with ignore("core.PolicyParameter:no_delete"):
        PolicyParameter.objects.filter(key="notice_day_kind").delete()
    set_parameters(notice_day_kind="working")
    Holiday.objects.all().delete()
    at_board(cadre)
    year = timezone.localdate().year
    warned = f"{year}年的放假安排还没有载入"
    assert warned in sign_in(client, cadre).get(publish_url()).content.decode()
    notice = posted(cadre)
    assert warned in client.get(notice.get_absolute_url()).content.decode()
    for known in {timezone.localdate(notice.starts_at).year, notice.last_day.year}:
        Holiday.objects.create(
            day=dt.date(known, 5, 1),
            is_workday=False,
            name="劳动节",
            source="国务院办公厅",
        )
    assert "放假安排还没有载入" not in client.get(publish_url()).content.decode()
    assert (
        "放假安排还没有载入"
        not in client.get(notice.get_absolute_url()).content.decode()
    )


def test_natural_days_need_no_calendar(client, cadre):
    at_board(cadre)
    assert "放假安排" not in sign_in(client, cadre).get(publish_url()).content.decode()


def test_detail_shows_the_board_and_the_check_code(client, cadre):
    notice = posted(cadre, at_board(cadre, name="张三明"))
    words = sign_in(client, cadre).get(notice.get_absolute_url()).content.decode()
    assert "张三明" in words
    assert notice.rows_sha256[:16] in words
    assert "校验码不一致" not in words


def test_detail_warns_when_the_list_was_tampered_with(client, cadre):
    from django.db import connection

    notice = posted(cadre)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            'UPDATE publicity_noticerow SET cells = \'{"head_name": "李四"}\''
        )
        cursor.execute("SET session_replication_role = DEFAULT")
    assert (
        "校验码不一致"
        in sign_in(client, cadre).get(notice.get_absolute_url()).content.decode()
    )


def test_print_has_stamp_place_copies_and_code(client, cadre):
    notice = posted(cadre)
    words = (
        sign_in(client, cadre)
        .get(reverse("publicity:print", args=[notice.pk]))
        .content.decode()
    )
    for expected in (
        "上村村民委员会（盖章）",
        "驻村工作队（签字）",
        "一式三份",
        notice.rows_sha256[:16],
        f"公示期：{wording.long_day(timezone.localdate(notice.starts_at))}至{wording.long_day(notice.last_day)}（7个自然日）",
        "序号",
        "村民小组",
    ):
        assert expected in words


def test_foreign_staff_find_nothing(client, cadre, stranger, foreign_officer):
    notice = posted(cadre)
    objection = services.file_objection(notice=notice, text="人数不对")
    for user in (stranger, foreign_officer):
        sign_in(client, user)
        assert client.get(notice.get_absolute_url()).status_code == 404
        assert (
            client.get(reverse("publicity:print", args=[notice.pk])).status_code == 404
        )
        assert (
            client.post(
                reverse("publicity:withdraw", args=[notice.pk]), {"reason": "x"}
            ).status_code
            == 404
        )
        assert (
            notice.title not in client.get(reverse("publicity:list")).content.decode()
        )
    assert (
        client.get(
            reverse("publicity:objection-answer", args=[objection.pk])
        ).status_code
        == 404
    )
    assert (
        client.post(
            reverse("publicity:objection-reveal", args=[objection.pk])
        ).status_code
        == 404
    )
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


def test_objection_by_telephone_is_recorded_with_full_names_to_choose_from(
    client, cadre
):
    notice = posted(cadre, at_board(cadre, name="张三明"))
    url = reverse("publicity:objection-record", args=[notice.pk])
    page = sign_in(client, cadre).get(url)
    assert "张三明" in page.content.decode()
    client.post(
        url,
        {
            "via": "phone",
            "about": "1",
            "text": "人口数不对",
            "name": "李四",
            "phone": "13800001234",
        },
    )
    objection = Objection.objects.get()
    assert (objection.via, objection.recorded_by) == ("phone", cadre)


def test_answer_is_written_by_one_who_had_no_part(client, cadre, township_officer):
    case = at_board(cadre)
    notice = posted(cadre, case)
    objection = services.file_objection(
        notice=notice, row=notice.rows.get(), text="家里有小车"
    )
    url = reverse("publicity:objection-answer", args=[objection.pk])
    assert sign_in(client, cadre).get(url).status_code == 403
    sign_in(client, township_officer)
    assert "家里有小车" in client.get(url).content.decode()
    missing = client.post(url, {"state": "dismissed", "answer": " "})
    assert missing.status_code == 422
    objection.refresh_from_db()
    assert objection.is_open
    client.post(url, {"state": "dismissed", "answer": "车已转让。"})
    objection.refresh_from_db()
    assert (objection.state, objection.answered_by) == ("dismissed", township_officer)
    again = client.post(url, {"state": "accepted", "answer": "改主意。"})
    assert again.status_code == 409


def test_who_proposed_cannot_answer_and_reads_why(client, township_officer):
    cadre = factories.person("village_cadre", factories.VILLAGE)
    factories.grant(cadre, "township_officer", factories.TOWNSHIP)
    notice = posted(cadre, at_board(cadre))
    objection = services.file_objection(
        notice=notice, row=notice.rows.get(), text="家里有小车"
    )
    page = sign_in(client, cadre).get(
        reverse("publicity:objection-answer", args=[objection.pk])
    )
    assert "须由他人核查答复" in page.content.decode()
    with pytest.raises(Refused):
        services.answer_objection(
            objection=objection, state="dismissed", answer="无", by=cadre
        )


def test_answer_with_a_personal_number_is_refused(cadre, township_officer):
    objection = services.file_objection(notice=posted(cadre), text="家里有小车")
    with pytest.raises(Refused):
        services.answer_objection(
            objection=objection,
            state="dismissed",
            answer=f"户主{factories.id_number()}无车",
            by=township_officer,
        )


def test_who_answered_does_not_approve_and_reads_why(
    cadre, county_officer, county_officer_2
):
    case = at_board(cadre)
    notice = posted(cadre, case)
    objection = services.file_objection(
        notice=notice, row=notice.rows.get(), text="家里有小车"
    )
    services.answer_objection(
        objection=objection, state="dismissed", answer="无车。", by=county_officer
    )
    shift(notice, days=9)
    forward(case, cadre)
    with pytest.raises(Refused):
        forward(case, county_officer)
    assert forward(case, county_officer_2).state == "announce"


def test_village_sees_that_someone_objected_but_not_what_was_said(
    client, cadre, township_officer
):
    notice = posted(cadre)
    services.file_objection(notice=notice, text="村干部亲戚", name="李四")
    assert (
        "村干部亲戚"
        not in sign_in(client, cadre).get(notice.get_absolute_url()).content.decode()
    )
    assert (
        "村干部亲戚"
        in sign_in(client, township_officer)
        .get(notice.get_absolute_url())
        .content.decode()
    )


def test_objector_is_revealed_with_a_purpose_and_recorded(
    client, cadre, township_officer
):
    objection = services.file_objection(
        notice=posted(cadre), text="家里有小车", name="李四", phone="13800001234"
    )
    url = reverse("publicity:objection-reveal", args=[objection.pk])
    page = reverse("publicity:objection-answer", args=[objection.pk])
    sign_in(client, township_officer)
    assert "13800001234" not in client.get(page).content.decode()
    assert "13800001234" in client.post(url, {"purpose": "核实异议"}).content.decode()
    entry = AuditEntry.objects.get(verb="objection.reveal")
    assert (entry.actor_id, entry.purpose) == (township_officer.pk, "核实异议")
    assert "13800001234" not in str(entry.after)


def test_sealed_name_opens_only_in_its_own_row(cadre):
    from core.crypto import SealBroken, unseal

    notice = posted(cadre)
    first = services.file_objection(notice=notice, text="一", name="李四")
    second = services.file_objection(notice=notice, text="二", name="王五")
    assert unseal(first.name_sealed, f"publicity.Objection.name:{first.pk}") == "李四"
    with pytest.raises(SealBroken):
        unseal(first.name_sealed, f"publicity.Objection.name:{second.pk}")


def test_worklist_shows_what_to_post_what_to_answer_and_what_is_over(
    cadre, township_officer
):
    at_board(cadre, name="李四")
    over = shift(posted(cadre, at_board(cadre)), days=9)
    services.file_objection(notice=over, text="家里有小车", via="paper", by=cadre)
    today = timezone.localdate()
    mine = {item.kind for item in worklist.items_for(cadre, today)}
    assert {"待公示", "公示期满"} <= mine
    assert "异议" not in mine
    assert "异议" in {item.kind for item in worklist.items_for(township_officer, today)}


@pytest.mark.parametrize("deed", ["return", "withdraw"])
def test_worklist_shows_a_notice_whose_case_went_back_while_it_hangs(cadre, deed):
    case = at_board(cadre)
    notice = posted(cadre, case, at_board(cadre, name="李四"))

    def asked():
        return [
            item.url
            for item in worklist.items_for(cadre, timezone.localdate())
            if item.kind == "公示待更正"
        ]

    assert asked() == []
    case.refresh_from_db()
    engine.move(
        case_id=case.pk, action=deed, by=cadre, version=case.version, comment="姓名写错"
    )
    assert asked() == [notice.get_absolute_url()]
    services.withdraw_notice(notice=notice, by=cadre, reason="姓名写错")
    assert asked() == []


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
