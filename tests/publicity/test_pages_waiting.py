"""Cases that wait for a notice, and the sheet posted for them."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from pgtrigger import ignore

from core.models import Holiday
from core.policy.models import PolicyParameter
from publicity.models import Notice
from tests import factories
from tests.publicity.conftest import (
    at_board,
    forward,
    posted,
    set_parameters,
    shift,
)
from tests.publicity.pages import publish_url, sign_in, words_of

pytestmark = pytest.mark.usefixtures("parameters")


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


def test_form_with_a_fault_is_answered_422_and_posts_nothing(client, cadre):
    case = at_board(cadre)
    words = words_of(sign_in(client, cadre).get(publish_url())) | {"title": ""}
    answer = client.post(publish_url(), words | {"cases": [str(case.pk)]})
    assert answer.status_code == 422
    assert not Notice.objects.exists()


def test_sheet_that_somebody_else_has_posted_is_refused(client, cadre):
    case = at_board(cadre)
    words = words_of(sign_in(client, cadre).get(publish_url()))
    posted(cadre, case)
    answer = client.post(publish_url(), words | {"cases": [str(case.pk)]})
    assert answer.status_code == 409
    assert Notice.objects.count() == 1
