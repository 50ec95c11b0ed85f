"""Notices as the pages show them: the sheet, its facts, what the reader may do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.calendar import years_without_calendar
from core.cases.guards import may_act
from core.cases.models import Case
from core.scope import VILLAGE, level_of
from publicity import columns, drafts
from publicity.database_clock import database_now
from publicity.forms import SheetForm
from publicity.models import Notice
from publicity.periods import Period, last_day_before
from publicity.permissions import ANSWER_OBJECTION, PUBLISH_NOTICE, VIEW_OBJECTION
from publicity.rules import countdown
from publicity.waiting import waiting
from publicity.wording import days_words
from villages.models import Region

# More columns than this are printed on a sheet lying across.
WIDE = 6


def place_names(notices: Iterable[Notice]) -> dict[str, str]:
    """Name of each place, put on the notices themselves for the template."""
    notices = list(notices)
    names = Region.objects.names(notice.region_code for notice in notices)
    for notice in notices:
        notice.place_name = names.get(notice.region_code, notice.region_code)
    return names


def paper(notice: Notice) -> dict[str, Any]:
    """The notice in the shape of `components/notice_paper.html`."""
    return {
        "title": notice.title,
        "text": notice.text,
        "issued_by": notice.issued_by,
        "issued_on": timezone.localdate(notice.starts_at),
        "noun": notice.kind_word,
        "period_name": f"{notice.kind_word}期",
        "from_on": notice.counts_from,
        "to_on": notice.last_day,
        "days": days_words(notice.days, notice.is_working) if notice.days else "",
        "report_to": report_to(notice),
        "fallen": fallen_words(notice),
    }


def report_to(notice: Notice) -> str:
    """The line at the foot: official Chinese, as on every notice."""
    parts = []
    if notice.contacts:
        # An announcement is asked about; it is not objected to.
        asked = "受理电话" if notice.takes_objections else "咨询电话"
        parts.append(f"{asked}：{notice.contacts}")
    if notice.hotline:
        parts.append(f"监督举报电话：{notice.hotline}")
    return "　".join(parts)


def fallen_words(notice: Notice) -> str:
    """What is said in place of lines whose case went back or ended: official Chinese."""
    lines = "、".join(map(str, notice.fallen))
    return (
        f"第{lines}行已撤下：所涉事项已退回或终止，不再{notice.kind_word}。"
        if lines
        else ""
    )


def table(notice: Notice, rows: Iterable[Any]) -> dict[str, Any]:
    """Heads and rows of the list, as lists of texts."""
    return {
        "columns": columns.labels(notice.columns),
        "rows": columns.table_rows(notice.columns, rows),
    }


def period_words(notice: Notice) -> str:
    """How long it still hangs, for people."""
    if notice.ends_at is None:
        return _("It hangs until the list changes.")
    last = last_day_before(notice.ends_at)
    # Nothing happens on the day an announcement comes off the board: nobody waits for it.
    if not notice.takes_objections:
        return _("announced; the sheet hangs until %(month)d-%(day)d") % {
            "month": last.month,
            "day": last.day,
        }
    left = countdown(notice.ends_at, database_now())
    return _("until the end of %(month)d-%(day)d, %(left)s") % {
        "month": last.month,
        "day": last.day,
        "left": left,
    }


def detail_context(notice: Notice, user: Actor) -> dict[str, Any]:
    """Everything the page of one notice shows."""
    place_names([notice])
    may_post = user.can(PUBLISH_NOTICE, notice.region_code)
    is_current = notice.state == Notice.State.CURRENT
    period = drafts.Draft.of(notice).period
    public_url = reverse("publicity:public-notice", args=[notice.slug])
    return {
        "notice": notice,
        "paper": paper(notice),
        **table(notice, notice.rows.all()),
        "facts": facts(notice),
        "period": period_words(notice) if is_current else "",
        "is_intact": is_intact(notice),
        "calendar_warning": calendar_warning(period) if is_current else "",
        "objections": notice.objections.for_list(),
        "may_see_objections": user.can(VIEW_OBJECTION, notice.region_code),
        "fallen": fallen_words(notice),
        "may_answer": user.can(ANSWER_OBJECTION, notice.region_code),
        "may_post": may_post,
        "may_withdraw": may_post and is_current,
        "sheets": notice.sheets.select_related("attachment"),
        "sheet_form": SheetForm(user=user, initial={"taken_on": timezone.localdate()}),
        "replaced_by": notice.replaced_by.first(),
        "public_url": public_url if is_current else "",
    }


def facts(notice: Notice) -> list[tuple[Any, ...]]:
    """Label, value and note of what is known of a posted notice."""
    posted = timezone.localtime(notice.starts_at).strftime("%Y-%m-%d %H:%M")
    end = f"{notice.last_day:%Y-%m-%d}" if notice.last_day else _("standing, no end")
    days = (
        _("%(days)d working days, the day of posting not counted")
        if notice.is_working
        else _("%(days)d natural days, the day of posting not counted")
    )
    days = days % {"days": notice.days} if notice.days else ""
    return [
        (_("Posted in"), notice.place_name, notice.board),
        (_("Posted"), posted, notice.published_by.name),
        (_("Until the end of"), end, days),
        (_("Check code of the list"), notice.rows_sha256[:16]),
    ]


def is_intact(notice: Notice) -> bool:
    """Whether words, rows and days still give the check code of the day of posting."""
    return drafts.Draft.of(notice).sha256 == notice.rows_sha256


def print_context(notice: Notice) -> dict[str, Any]:
    """What the printed sheet shows."""
    return {
        "notice": notice,
        "paper": paper(notice),
        **table(notice, notice.rows.standing()),
        "withdrawn_on": timezone.localdate(notice.withdrawn_at)
        if notice.withdrawn_at
        else None,
        "is_wide": len(notice.columns) > WIDE,
        "is_village": level_of(notice.region_code) == VILLAGE,
        # The team vouches for the list of its village, not for the county's word.
        "by_team": level_of(notice.region_code) == VILLAGE and notice.takes_objections,
        "check_code": notice.rows_sha256[:16],
    }


def calendar_warning(period: Period) -> str:
    """A warning when working days fall in a year without a calendar; else nothing."""
    years = (
        years_without_calendar(period.starts_on, period.last_day)
        if period.is_working and period.last_day
        else []
    )
    if not years:
        return ""
    words = _(
        "The holidays of %(years)s are not loaded yet; "
        "working days were counted by weekdays only. "
        "Check the last day, %(day)s, against the State Council's calendar."
    )
    return words % {"years": "、".join(map(str, years)), "day": period.last_day}


def withdraw_action(notice: Notice) -> dict[str, Any]:
    """What the page that withdraws a notice says; see base_action.html."""
    return {
        "title": _("Withdraw the notice"),
        "lead": _(
            "The notice leaves the public page at once. "
            "Take the sheet off the board too."
        ),
        "warning": _("Its cases then wait for a new notice, and the days begin anew.")
        if notice.takes_objections
        else "",
        "facts": [(_("Notice"), notice.title), (_("Rows"), notice.row_count)],
        "submit": _("Take down"),
        "danger": True,
        "back": notice.get_absolute_url(),
    }


def case_context(case: Case, user: Actor) -> dict[str, Any]:
    """The notices of a case, newest first, and the way to the next one it waits for."""
    notices = (
        Notice.objects.for_cases([case])
        .with_state()
        .with_open_objections()
        .order_by("-starts_at")
    )
    publish_url = reverse("publicity:publish", query={"case": case.pk})
    step = case.step
    waits = (
        step is not None
        and step["kind"] == "notice"
        and waiting(Case.objects.filter(pk=case.pk)).exists()
        and user.can(PUBLISH_NOTICE, case.region_code)
        and may_act(case, step, user)
    )
    return {
        "notices": notices,
        "publish_url": publish_url if waits else "",
        "batch_url": reverse("publicity:waiting") if waits else "",
    }
