"""How a period is said counts as the law counts: the day of posting is not one of its days."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from publicity import periods
from publicity.drafts import draft_for
from publicity.models import Notice
from publicity.presenters.notices import paper
from tests import factories
from tests.publicity.conftest import at_board, posted, set_parameters
from tests.publicity.pages import sign_in
from tests.publicity.public_pages import address

pytestmark = pytest.mark.usefixtures("parameters")
TODAY = timezone.localdate()

POSTED = dt.datetime(2026, 11, 28, 12, tzinfo=timezone.get_default_timezone())
# Golden: counted by hand on the calendar, from 29 November to 5 December are seven.
SENTENCE = (
    "经村两委提出，现将我村拟试验退出名单予以公示。"
    "公示期自2026年11月29日起至2026年12月5日止（7个自然日，公布当日不计入）。"
    "对名单有异议的，请在公示期内以书面、电话或网上方式反映。"
)


def at_noon(monkeypatch, moment=POSTED):
    monkeypatch.setattr(periods, "database_now", lambda: moment)


def test_the_sentence_of_a_week_posted_on_28_november(cadre, monkeypatch):
    case = at_board(cadre)
    at_noon(monkeypatch)
    assert draft_for(cases=[case], by=cadre, today=TODAY).text == SENTENCE


def test_working_days_begin_on_the_day_after_too(cadre, monkeypatch):
    case = at_board(cadre)
    set_parameters(at=factories.TOWNSHIP, notice_day_kind="working")
    at_noon(monkeypatch, dt.datetime(2026, 11, 27, 12, tzinfo=POSTED.tzinfo))
    # From Saturday on; Monday 30 November to Tuesday 8 December are seven.
    assert (
        "公示期自2026年11月28日起至2026年12月8日止（7个工作日，公布当日不计入）"
        in draft_for(cases=[case], by=cadre, today=TODAY).text
    )


def test_the_sheet_says_the_same_days_as_the_sentence():
    ends = periods.midnight_after(dt.date(2026, 12, 5))
    sheet = paper(Notice(kind="publicity", starts_at=POSTED, ends_at=ends, days=7))
    assert (sheet["period_name"], sheet["days"]) == (
        "公示期",
        "7个自然日，公布当日不计入",
    )
    assert (sheet["from_on"], sheet["to_on"]) == (
        dt.date(2026, 11, 29),
        dt.date(2026, 12, 5),
    )


def test_page_paper_and_public_page_say_one_period(client, cadre):
    notice = posted(cadre)
    first, last = (
        timezone.localdate(notice.starts_at) + dt.timedelta(days=n) for n in (1, 7)
    )
    said = (
        f"公示期：{first.year}年{first.month}月{first.day}日至"
        f"{last.year}年{last.month}月{last.day}日（7个自然日，公布当日不计入）"
    )
    for name in ("publicity:detail", "publicity:print"):
        page = sign_in(client, cadre).get(reverse(name, args=[notice.pk]))
        assert said in page.content.decode()
    assert said in client.get(address(notice)).content.decode()


@pytest.mark.parametrize("days", [1, 5, 7, 20])
def test_first_and_last_day_count_to_the_days_that_are_said(days):
    period = periods.counted(days, False, POSTED)
    counted = (period.last_day - period.counts_from).days + 1
    assert counted == period.days == days
