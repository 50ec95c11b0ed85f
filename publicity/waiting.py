"""Cases that wait for a notice, put together as one sheet can hold them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.urls import reverse

from core.actors import Actor
from core.cases.engine import kind_of
from core.cases.guards import may_act
from core.cases.hooks import blocking_reasons
from core.cases.models import Case, CaseQuerySet
from core.scope import CODE_LENGTH
from publicity.drafts import open_step, place_of
from publicity.models import NoticeRow
from publicity.permissions import PUBLISH_NOTICE
from publicity.querysets import cases_at
from villages.models import Region

# More cases than anyone posts in a day; the list stays one page whatever waits.
MOST = 2000


@dataclass
class WaitingGroup:
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
        return open_step(self.cases[0])

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


def waiting_groups(
    user: Actor, cases: CaseQuerySet | None = None
) -> list[WaitingGroup]:
    """Cases that wait for a notice or an announcement that this person may post."""
    cases = Case.objects.all() if cases is None else cases
    visible = cases.visible_to(user, PUBLISH_NOTICE).order_by("region_code", "pk")
    found = [*waiting(visible)[:MOST], *waiting(visible, "announcement")[:MOST]]
    # One sheet has one policy: its days and words may differ between versions.
    groups: dict[tuple[str, str, str, str], WaitingGroup] = {}
    for case in found:
        step = open_step(case)
        # The permission holds in the place; the step may still belong to another role.
        if may_act(case, step, user):
            place = place_of(case, step)
            key = (case.kind, case.state, place, case.policy_name)
            groups.setdefault(key, WaitingGroup([], place)).cases.append(case)
    return _named(list(groups.values()))


def group_asked(user: Actor, asked: Mapping[str, str]) -> WaitingGroup | None:
    """The group an address names, by a case or by kind, step and place.

    None when nothing of it waits.
    """
    cases = Case.objects.all()
    if asked.get("case"):
        cases = (
            cases.filter(pk=asked["case"]) if _is_uuid(asked["case"]) else cases.none()
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
    # Chosen among what this person may post: an address opens nothing else.
    groups = waiting_groups(user, cases)
    return next(
        (group for group in groups if asked.get("place") in (None, group.place)), None
    )


def stopped_in(group: WaitingGroup) -> dict[uuid.UUID, list[str]]:
    """The cases of a group that cannot be announced as they stand, and why.

    A notice is posted whatever stands in the way: its period is one of the reasons.
    """
    if not group.is_announcement:
        return {}
    found = {case.pk: list(blocking_reasons(case, group.step)) for case in group.cases}
    return {pk: reasons for pk, reasons in found.items() if reasons}


def _is_uuid(text: str) -> bool:
    """Whether the text is a key of a case; anyone may type an address."""
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _named(groups: list[WaitingGroup]) -> list[WaitingGroup]:
    """The groups with the names of their places, what has waited longest first."""
    names = Region.objects.names(group.place for group in groups)
    for group in groups:
        group.place_name = names.get(group.place, group.place)
    return sorted(groups, key=lambda group: group.since)


def waiting(cases: CaseQuerySet, kind_of_step: str = "notice") -> CaseQuerySet:
    """Of `cases`, those at a notice (or announcement) step that are on no board for it."""
    posted = NoticeRow.objects.filter(
        case=OuterRef("pk"),
        round=OuterRef("round"),
        notice__step=OuterRef("state"),
        notice__withdrawn_at=None,
    )
    return cases.filter(cases_at(kind_of_step)).filter(~Exists(posted))
