"""What notices and objections put on a person's worklist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actors import Actor
from core.web import worklist
from core.web.worklist import WorkItem
from publicity.models import Notice, Objection
from publicity.permissions import ANSWER_OBJECTION, PUBLISH_NOTICE
from publicity.waiting import waiting_groups


def register() -> None:
    """Add the work of notices to the worklist; called from `AppConfig.ready`."""
    worklist.register(objections_to_answer)
    worklist.register(cases_awaiting_notice)
    worklist.register(ended_notices)
    worklist.register(overtaken_notices)
    worklist.register(fallen_notices)


def cases_awaiting_notice(
    user: Actor, today: dt.date, limit: int
) -> Iterator[WorkItem]:
    """One item a sheet, not one a case."""
    if not user.has_perm(PUBLISH_NOTICE):
        return
    for group in waiting_groups(user)[:limit]:
        count = len(group.cases)
        yield WorkItem(
            kind=_("Notice to post"),
            title=_("%(place)s: %(label)s")
            % {"place": group.place_name, "label": group.label},
            reason=ngettext(
                "%(count)d case waits for: %(step)s",
                "%(count)d cases wait for: %(step)s",
                count,
            )
            % {"count": count, "step": group.step["name"]},
            url=group.url,
            region_code=group.place,
            since=group.since,
        )


def objections_to_answer(user: Actor, today: dt.date, limit: int) -> Iterator[WorkItem]:
    """Open objections in the places where the person answers them."""
    if not user.has_perm(ANSWER_OBJECTION):
        return
    found = (
        Objection.objects.visible_to(user, ANSWER_OBJECTION)
        .still_open()
        .select_related("notice")
    )
    for objection in found.order_by("received_at")[:limit]:
        yield WorkItem(
            kind=_("Objection"),
            title=objection.notice.title,
            reason=_("Objection %(receipt)s awaits an answer; the case waits with it.")
            % {"receipt": objection.receipt},
            url=reverse("publicity:objection-answer", args=[objection.pk]),
            region_code=objection.region_code,
            due_on=objection.due_on,
            since=objection.received_at,
        )


def ended_notices(user: Actor, today: dt.date, limit: int) -> Iterator[WorkItem]:
    """Notices whose period is over while their cases still stand at the step."""
    if not user.has_perm(PUBLISH_NOTICE):
        return
    found = Notice.objects.visible_to(user, PUBLISH_NOTICE).freeing_cases()
    for notice in found.order_by("ends_at")[:limit]:
        yield WorkItem(
            kind=_("Notice over"),
            title=notice.title,
            reason=_("The period is over; the cases on it can go on."),
            url=notice.get_absolute_url(),
            region_code=notice.region_code,
            since=notice.ends_at,
        )


def overtaken_notices(user: Actor, today: dt.date, limit: int) -> Iterator[WorkItem]:
    """Notices that still name a household whose case has gone back or ended."""
    if not user.has_perm(PUBLISH_NOTICE):
        return
    found = Notice.objects.visible_to(user, PUBLISH_NOTICE).overtaken()
    for notice in found.order_by("starts_at")[:limit]:
        yield WorkItem(
            kind=_("Notice to correct"),
            title=notice.title,
            reason=_(
                "A case on it was returned or has ended and is off the public page; "
                "strike it out on the sheet, or take it down and post a corrected one."
            ),
            url=notice.get_absolute_url(),
            region_code=notice.region_code,
            since=notice.starts_at,
        )


def fallen_notices(user: Actor, today: dt.date, limit: int) -> Iterator[WorkItem]:
    """Notices that came down with their last case: the sheet is still on the board."""
    if not user.has_perm(PUBLISH_NOTICE):
        return
    found = Notice.objects.visible_to(user, PUBLISH_NOTICE).fallen_with_cases()
    for notice in found.order_by("withdrawn_at")[:limit]:
        yield WorkItem(
            kind=_("Sheet to take off the board"),
            title=notice.title,
            reason=_("Its cases went back or ended: %(reason)s")
            % {"reason": notice.withdrawn_reason},
            url=notice.get_absolute_url(),
            region_code=notice.region_code,
            since=notice.withdrawn_at,
        )
