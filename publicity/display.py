"""What the pages of notices show, decided here and not in templates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.calendar import years_without_calendar
from core.cases import engine
from core.cases.models import Case
from core.refusals import Refused
from core.scope import VILLAGE, level_of
from publicity import columns, drafts, texts
from publicity.clock import database_now, last_day_before
from publicity.forms import SheetForm
from publicity.models import Notice, Objection, PublicRow
from publicity.objections import ANSWER, is_related
from publicity.querysets import waiting
from publicity.rules import countdown
from publicity.services import PUBLISH
from publicity.worklist import Group
from villages.models import Region

WIDE = 6
SEE_OBJECTION = "publicity.view_objection"


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
        "period_name": "公告期"
        if notice.kind == Notice.Kind.ANNOUNCEMENT
        else "公示期",
        "from_on": timezone.localdate(notice.starts_at) if notice.ends_at else None,
        "to_on": notice.last_day,
        "days": f"{notice.days}个{texts.DAY_KINDS[notice.is_working]}"
        if notice.days
        else "",
        "report_to": report_to(notice),
    }


def report_to(notice: Notice) -> str:
    """The line at the foot: official Chinese, as on every notice."""
    parts = []
    if notice.contacts:
        parts.append(f"受理电话：{notice.contacts}")
    if notice.hotline:
        parts.append(f"监督举报电话：{notice.hotline}")
    return "　".join(parts)


def table(notice: Notice, rows: Any) -> dict[str, Any]:
    return {
        "columns": columns.labels(notice.columns),
        "rows": columns.lines(notice.columns, rows),
    }


def is_shown(notice: Notice) -> bool:
    """Whether the public may read it now, by the database's clock."""
    return notice.withdrawn_at is None and (
        notice.ends_at is None or database_now() < notice.ends_at
    )


def period_words(notice: Notice) -> str:
    """How long it still hangs, for people."""
    if notice.ends_at is None:
        return _("It hangs until the list changes.")
    last = last_day_before(notice.ends_at)
    left = countdown(notice.ends_at, database_now())
    return _("until the end of %(month)d-%(day)d, %(left)s") % {
        "month": last.month,
        "day": last.day,
        "left": left,
    }


def detail_context(notice: Notice, user: Any) -> dict[str, Any]:
    """Everything the page of one notice shows."""
    place_names([notice])
    may_post = user.can(PUBLISH, notice.region_code)
    is_current = notice.state == Notice.State.CURRENT
    return {
        "notice": notice,
        "paper": paper(notice),
        **table(notice, notice.rows.all()),
        "facts": facts(notice),
        "period": period_words(notice) if is_current else "",
        "is_intact": is_intact(notice),
        "calendar_warning": calendar_warning(drafts.Draft.of(notice).period)
        if is_current
        else "",
        "objections": notice.objections.for_list(),
        "may_see_objections": user.can(SEE_OBJECTION, notice.region_code),
        "may_answer": user.can(ANSWER, notice.region_code),
        "may_post": may_post,
        "may_withdraw": may_post and is_current,
        "sheets": notice.sheets.select_related("attachment"),
        "sheet_form": SheetForm(initial={"taken_on": timezone.localdate()}),
        "replaced_by": notice.replaced_by.first(),
        "public_url": reverse("publicity:public-notice", args=[notice.slug])
        if is_current
        else "",
    }


def facts(notice: Notice) -> list[tuple[Any, ...]]:
    days = (
        _("%(days)d working days") if notice.is_working else _("%(days)d natural days")
    )
    return [
        (_("Posted in"), notice.place_name, notice.board),
        (
            _("Posted"),
            timezone.localtime(notice.starts_at).strftime("%Y-%m-%d %H:%M"),
            notice.published_by.name,
        ),
        (
            _("Until the end of"),
            f"{last_day_before(notice.ends_at):%Y-%m-%d}"
            if notice.ends_at
            else _("standing, no end"),
            days % {"days": notice.days} if notice.days else "",
        ),
        (_("Check code of the list"), notice.rows_sha256[:16]),
    ]


def is_intact(notice: Notice) -> bool:
    """Whether words, rows and days still give the check code written when it was posted."""
    return drafts.Draft.of(notice).sha256 == notice.rows_sha256


def print_context(notice: Notice) -> dict[str, Any]:
    return {
        "notice": notice,
        "paper": paper(notice),
        **table(notice, notice.rows.all()),
        "is_wide": len(notice.columns) > WIDE,
        "is_village": level_of(notice.region_code) == VILLAGE,
        "check_code": notice.rows_sha256[:16],
    }


def calendar_warning(period: drafts.Period) -> str:
    """What is said when working days were counted in a year whose holidays are not known; else nothing."""
    years = (
        years_without_calendar(period.starts_on, period.last_day)
        if period.is_working and period.last_day
        else []
    )
    if not years:
        return ""
    words = _(
        "The holidays of %(years)s are not loaded yet; working days were counted by weekdays only. "
        "Check the last day, %(day)s, against the State Council's calendar."
    )
    return words % {"years": "、".join(map(str, years)), "day": period.last_day}


def withdraw_action(notice: Notice) -> dict[str, Any]:
    return {
        "title": _("Withdraw the notice"),
        "lead": _(
            "The notice leaves the public page at once. Take the sheet off the board too."
        ),
        "warning": _("Its cases then wait for a new notice, and the days begin anew."),
        "facts": [(_("Notice"), notice.title), (_("Rows"), notice.row_count)],
        "submit": _("Take down"),
        "danger": True,
        "back": notice.get_absolute_url(),
    }


def drafted(group: Group, user: Any) -> tuple[list[str], drafts.Draft | None]:
    """The proposed notice of a group, or why there can be none yet."""
    try:
        return [], drafts.draft_for(
            cases=group.cases, by=user, today=timezone.localdate()
        )
    except Refused as refusal:
        return refusal.reasons, None


def words_of(draft: drafts.Draft | None) -> dict[str, Any]:
    """Initial values of the publish form."""
    if draft is None:
        return {}
    return {
        "title": draft.title,
        "text": draft.text,
        "issued_by": draft.issued_by,
        "contacts": draft.contacts,
        "last_day": draft.period.last_day,
    }


def publish_context(
    group: Group, draft: drafts.Draft | None, ticked: list[str]
) -> dict[str, Any]:
    if draft is None:
        return {"group": group, "draft": None}
    keys = draft.columns
    return {
        "group": group,
        "draft": draft,
        "hotline": draft.hotline,
        "calendar_warning": calendar_warning(draft.period),
        "heads": [
            columns.COLUMNS[key].label if key in columns.COLUMNS else key
            for key in keys
        ],
        "choices": [
            {
                "case": line.case,
                "cells": [line.cells.get(key, "") for key in keys],
                "on": str(line.case.pk) in ticked,
            }
            for line in draft.lines
        ],
    }


def objection_context(objection: Objection, user: Any) -> dict[str, Any]:
    """One objection, the line it is about, and the case behind it."""
    row = objection.row
    case = objection.case
    return {
        "objection": objection,
        "notice": objection.notice,
        "line": " ".join(str(value) for value in row.cells.values()) if row else "",
        "case": case,
        "case_url": engine.kind_of(case).subject_url(case) if case else "",
        "is_answerable": not unanswerable(objection, user),
        "has_objector": bool(objection.name_sealed or objection.phone_sealed),
        "purposes": [
            ("核实异议", _("to ask back about the objection")),
            ("告知结果", _("to tell the result")),
        ],
    }


def unanswerable(objection: Objection, user: Any) -> list[str]:
    """Why this person cannot answer it, before he writes in vain."""
    if not objection.is_open:
        return [
            _("%(name)s has already answered this objection.")
            % {"name": objection.answered_by.name}
        ]
    if is_related(objection, user):
        return [
            _(
                "You proposed or decided this case; another person must answer the objection."
            )
        ]
    return []


def case_context(case: Case, user: Any) -> dict[str, Any]:
    """The notices of a case, newest first, and whether it waits for one this person posts."""
    notices = (
        Notice.objects.for_cases([case])
        .with_state()
        .with_open_objections()
        .order_by("-starts_at")
    )
    step = case.step
    waits = (
        step is not None
        and step["kind"] == "notice"
        and waiting(Case.objects.filter(pk=case.pk)).exists()
        and user.can(PUBLISH, case.region_code)
        and engine.may_act(case, step, user)
    )
    return {
        "notices": notices,
        "publish_url": f"{reverse('publicity:publish')}?case={case.pk}"
        if waits
        else "",
        "batch_url": reverse("publicity:waiting") if waits else "",
    }


def results(notice: Notice) -> list[Objection]:
    """What came of the objections answered so far: line, finding, day; who objected and what was said stay inside."""
    answered = notice.objections.answered().annotate(position=F("row__position"))
    return list(
        answered.only("status", "answered_at", "notice").order_by("answered_at")
    )


def public_context(notice: Notice, *, with_list: bool = True) -> dict[str, Any]:
    """What anyone may read of a notice: from the table of masked rows, and from no other.

    Without the list for who was still writing when the period ran out: nothing of it is shown any more.
    """
    rows = PublicRow.objects.filter(notice=notice) if with_list else []
    return {
        "notice": notice,
        "paper": paper(notice),
        **table(notice, rows),
        "period": period_words(notice)
        if with_list
        else _("The period of this notice is over"),
        "results": results(notice),
        "place_name": Region.objects.names([notice.region_code]).get(
            notice.region_code, ""
        ),
    }
