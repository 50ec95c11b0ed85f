"""Post and announce a notice, withdraw it, record that its period is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.cases import engine
from core.cases.guards import may_act
from core.cases.hooks import blocking_reasons
from core.cases.models import Case
from core.constraints import explained
from core.refusals import Refused, clean_reason, refuse_if
from publicity import rules
from publicity.columns import public_cells
from publicity.database_clock import ClockTimestamp, database_now
from publicity.drafts import Draft, draft_announcement, draft_for, open_step
from publicity.models import Notice, NoticeRow, PublicRow
from publicity.permissions import PUBLISH_NOTICE

CLOSE_AT_ONCE = 500  # the rest is taken ten minutes later


@transaction.atomic
def publish_notice(
    *,
    cases: Sequence[Case],
    by: User,
    today: dt.date,
    title: str = "",
    text: str = "",
    contacts: str = "",
    issued_by: str = "",
    last_day: dt.date | None = None,
) -> Notice:
    """Post one notice for cases at the same notice step; given words replace proposed ones.

    `last_day` is the last day the publisher was shown: when midnight has passed since,
    they look again.
    """
    locked = _locked(cases)
    draft = draft_for(cases=locked, by=by, today=today)
    if draft.kind == Notice.Kind.ANNOUNCEMENT:
        raise Refused(
            _(
                "This step makes an announcement, "
                "not a notice with a period for objections."
            )
        )
    # Every case, not the first: one reason for each that cannot be on the sheet.
    refuse_if(reason for case in locked for reason in _unpublishable(case, by))
    _refuse_other_day(draft, last_day)
    return post_notice(
        draft=draft.worded(
            title=title, text=text, contacts=contacts, issued_by=issued_by
        ),
        by=by,
    )


@transaction.atomic
def announce_cases(
    *,
    cases: Sequence[Case],
    by: User,
    today: dt.date,
    last_day: dt.date | None = None,
    **words: str,
) -> Notice:
    """Announce many cases on one sheet and do their announcement step, all or none."""
    locked = _locked(cases)
    draft = draft_for(cases=locked, by=by, today=today)
    if draft.kind != Notice.Kind.ANNOUNCEMENT:
        raise Refused(_("This step posts a notice; nothing is announced yet."))
    _refuse_other_day(draft, last_day)
    refuse_if(reason for case in locked for reason in _unannounceable(case))
    # Posted before the cases move: `announce` then finds the sheet and makes no second.
    notice = post_notice(draft=draft.worded(**words), by=by)
    for case in locked:
        engine.move(case_id=case.pk, action="forward", by=by, version=case.version)
    return notice


def announce(*, case: Case, by: User, step: dict[str, Any] | None = None) -> Notice:
    """Post the announcement of one case, unless it was announced together with others."""
    step = step or open_step(case)
    posted = NoticeRow.objects.filter(
        case=case, round=case.round, notice__step=step["key"], notice__withdrawn_at=None
    ).first()
    if posted is not None:
        return posted.notice
    today = timezone.localdate()
    draft = draft_announcement(case=case, step=step, by=by, today=today)
    return post_notice(draft=draft, by=by)


@transaction.atomic
def post_notice(*, draft: Draft, by: User) -> Notice:
    """Freeze a list on the board: the rows first, then the notice that holds them still."""
    refuse_if(rules.unfit_for_public(draft))
    notice = _notice_of(draft, by)
    with explained():
        _write_rows(notice, draft)
        notice.save(force_insert=True)
    audit.record(
        by=by,
        verb="notice.publish",
        target=notice,
        after={
            "kind": notice.kind,
            "rows": notice.row_count,
            "ends_at": str(notice.ends_at or ""),
        },
    )
    return notice


@transaction.atomic
def withdraw_notice(*, notice: Notice, by: User, reason: str) -> Notice:
    """Take a notice off the board for a mistake; its cases wait for a corrected one."""
    # Two people who withdraw at once: the second finds it withdrawn.
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    reason = clean_reason(reason)
    if notice.withdrawn_at is not None:
        raise Refused(_("The notice has already been withdrawn."))
    if notice.ends_at is not None and notice.ends_at <= database_now():
        raise Refused(
            _(
                "The period is over and the notice is off the board; "
                "there is nothing to withdraw."
            )
        )
    notice.withdrawn_at, notice.withdrawn_by = database_now(), by
    notice.withdrawn_reason = reason
    with explained():
        notice.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    audit.record(by=by, verb="notice.withdraw", target=notice, after={"reason": reason})
    return notice


@transaction.atomic
def close_ended() -> int:
    """Record that periods are over; safe to run twice, also at once.

    Pages ask the clock, not this mark.
    """
    # Rows that another worker has in hand are left to it.
    due = list(
        Notice.objects.unclosed()
        .select_for_update(skip_locked=True)
        .order_by("pk")[:CLOSE_AT_ONCE]
    )
    for notice in due:
        audit.record(
            by=None,
            verb="notice.end",
            target=notice,
            after={"ends_at": str(notice.ends_at)},
        )
    Notice.objects.filter(pk__in=[notice.pk for notice in due]).update(
        closed_at=ClockTimestamp()
    )
    return len(due)


def _locked(cases: Sequence[Case]) -> list[Case]:
    """The cases as they stand now, locked in a fixed order, returned in the order given."""
    rows = (
        Case.objects.select_for_update()
        .filter(pk__in=[case.pk for case in cases])
        .order_by("pk")
    )
    # Locked by key against deadlocks; on the sheet they stand as they were chosen.
    found = {case.pk: case for case in rows}
    return [found[case.pk] for case in cases]


def _refuse_other_day(draft: Draft, last_day: dt.date | None) -> None:
    """Refuse when the period ends on another day than the publisher was shown."""
    if last_day is not None and draft.period.last_day != last_day:
        raise Refused(
            _(
                "The period would now end on %(day)s. "
                "Check the dates in the text and post it again."
            )
            % {"day": draft.period.last_day}
        )


def _unpublishable(case: Case, by: User) -> list[str]:
    """Why the person cannot post this case: not theirs, or on a board already."""
    may_post = case.step is not None and may_act(case, case.step, by)
    if not (may_post and by.can(PUBLISH_NOTICE, case.region_code)):
        words = _("The notice for “%(label)s” is not yours to post.")
    elif NoticeRow.objects.standing_for(case).exists():
        words = _(
            "“%(label)s” is on a notice already; open the list again and choose anew."
        )
    else:
        return []
    return [words % {"label": case.subject_label}]


def _unannounceable(case: Case) -> list[str]:
    """What stops this case, each with its name: on one sheet there are many."""
    return [
        f"{case.subject_label}：{reason}"
        for reason in blocking_reasons(case, open_step(case))
    ]


def _notice_of(draft: Draft, by: User) -> Notice:
    """The notice that holds a draft, not saved yet."""
    return Notice(
        kind=draft.kind,
        case_kind=draft.case_kind,
        step=draft.step,
        region_code=draft.region_code,
        title=draft.title,
        text=draft.text,
        columns=draft.columns,
        row_count=len(draft.rows),
        board=draft.board,
        days=draft.period.days,
        is_working=draft.period.is_working,
        starts_at=draft.period.starts_at,
        ends_at=draft.period.ends_at,
        hotline=draft.hotline,
        contacts=draft.contacts,
        issued_by=draft.issued_by,
        published_by=by,
        rows_sha256=draft.sha256,
        replaces=_replaced_by(draft),
    )


def _replaced_by(draft: Draft) -> Notice | None:
    """The withdrawn notice of the same step that this one corrects."""
    cases = [row.case for row in draft.rows if row.case is not None]
    if not cases:
        return None
    earlier = (
        Notice.objects.for_cases(cases)
        .withdrawn()
        .filter(step=draft.step, region_code=draft.region_code)
    )
    return earlier.order_by("-starts_at").first()


def _write_rows(notice: Notice, draft: Draft) -> None:
    """Write the rows of the board and, masked, those of the web."""
    numbered = list(enumerate(draft.rows, start=1))
    NoticeRow.objects.bulk_create(
        NoticeRow(notice=notice, case=row.case, position=position, cells=row.cells)
        for position, row in numbered
    )
    PublicRow.objects.bulk_create(
        PublicRow(notice=notice, position=position, cells=public_cells(row.cells))
        for position, row in numbered
    )
