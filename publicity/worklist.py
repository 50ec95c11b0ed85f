"""What notices put on a person's worklist."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.cases.engine import kind_of, may_act
from core.cases.models import Case
from core.scope import CODE_LENGTH
from core.web.key_figures import KeyFigure
from core.web.worklist import WorkItem
from publicity.drafts import place_of
from publicity.models import Notice, Objection
from publicity.objections import ANSWER
from publicity.querysets import waiting
from publicity.services import PUBLISH, VIEW
from villages.models import Region

MOST = 2000


@dataclass
class Group:
    """Cases that one notice can hold: same kind, same step, same place."""

    cases: list[Case]
    place: str
    place_name: str = ""

    @property
    def kind(self) -> str:
        return self.cases[0].kind

    @property
    def label(self) -> str:
        return str(kind_of(self.cases[0]).label)

    @property
    def step(self) -> dict[str, Any]:
        return self.cases[0].step

    @property
    def is_announcement(self) -> bool:
        return self.step["kind"] == "announcement"

    @property
    def since(self) -> dt.datetime:
        return min(case.step_since for case in self.cases)

    @property
    def url(self) -> str:
        asked = {"kind": self.kind, "step": self.step["key"], "place": self.place}
        return f"{reverse('publicity:publish')}?{urlencode(asked)}"


def waiting_groups(user: Any, cases: Any = None) -> list[Group]:
    """Cases that wait for a notice or an announcement of this person, put together as one sheet holds them."""
    cases = Case.objects.all() if cases is None else cases
    visible = cases.visible_to(user, PUBLISH).order_by("region_code", "pk")
    found = [*waiting(visible)[:MOST], *waiting(visible, "announcement")[:MOST]]
    groups: dict[tuple[str, str, str, str], Group] = {}
    for case in found:
        if may_act(case, case.step, user):
            place = place_of(case, case.step)
            key = (case.kind, case.state, place, case.policy_name)
            groups.setdefault(key, Group([], place)).cases.append(case)
    return named(list(groups.values()))


def group_asked(user: Any, asked: Any) -> Group | None:
    """The group an address names: by a case, or by kind, step and place; None when nothing of it waits."""
    cases = Case.objects.all()
    if asked.get("case"):
        cases = (
            cases.filter(pk=asked["case"]) if is_uuid(asked["case"]) else cases.none()
        )
    else:
        place = asked.get("place", "")
        if not (len(place) == CODE_LENGTH and place.isascii() and place.isdigit()):
            return None
        cases = (
            cases.of_kind(asked.get("kind", ""))
            .at_step(asked.get("step", ""))
            .in_region(place)
        )
    groups = waiting_groups(user, cases)
    return next(
        (group for group in groups if asked.get("place") in (None, group.place)), None
    )


def is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def named(groups: list[Group]) -> list[Group]:
    names = Region.objects.names(group.place for group in groups)
    for group in groups:
        group.place_name = names.get(group.place, group.place)
    return sorted(groups, key=lambda group: group.since)


def cases_awaiting_notice(user: Any, today: dt.date, limit: int) -> Iterable[WorkItem]:
    """One item a sheet, not one a case."""
    for group in waiting_groups(user)[:limit] if user.has_perm(PUBLISH) else ():
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


def objections_to_answer(user: Any, today: dt.date, limit: int) -> Iterable[WorkItem]:
    """Open objections in the places where the person answers them."""
    if not user.has_perm(ANSWER):
        return
    found = (
        Objection.objects.visible_to(user, ANSWER).still_open().select_related("notice")
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


def ended_notices(user: Any, today: dt.date, limit: int) -> Iterable[WorkItem]:
    """Notices whose period is over while their cases still stand at the step."""
    if not user.has_perm(PUBLISH):
        return
    found: Sequence[Notice] = (
        Notice.objects.visible_to(user, PUBLISH)
        .freeing_cases()
        .order_by("ends_at")[:limit]
    )
    for notice in found:
        yield WorkItem(
            kind=_("Notice over"),
            title=notice.title,
            reason=_("The period is over; the cases on it can go on."),
            url=notice.get_absolute_url(),
            region_code=notice.region_code,
            since=notice.ends_at,
        )


def overtaken_notices(user: Any, today: dt.date, limit: int) -> Iterable[WorkItem]:
    """Notices that still name a household whose case has gone back or ended."""
    if not user.has_perm(PUBLISH):
        return
    for notice in (
        Notice.objects.visible_to(user, PUBLISH)
        .overtaken()
        .order_by("starts_at")[:limit]
    ):
        yield WorkItem(
            kind=_("Notice to correct"),
            title=notice.title,
            reason=_(
                "A case on it was returned or has ended while it hangs; take it down and post a corrected one."
            ),
            url=notice.get_absolute_url(),
            region_code=notice.region_code,
            since=notice.starts_at,
        )


def notice_tiles(user: Any, today: dt.date) -> Iterable[KeyFigure]:
    """How many notices hang in one's places now."""
    if not user.has_perm(VIEW):
        return
    count = Notice.objects.visible_to(user).on_board().count()
    url = f"{reverse('publicity:list')}?state=current"
    yield KeyFigure(
        _("Notices posted now"),
        f"{count:,}",
        url,
        unit=pgettext("unit", "notices"),
        icon="speakerphone",
        order=40,
    )
