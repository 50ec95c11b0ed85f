"""Cases on the worklist: each open case whose present step is for one of the person's roles and places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import Case
from core.process import kind_of, may_act
from core.worklist import WorkItem


def cases_awaiting(user: Any, today: dt.date, limit: int) -> Iterable[WorkItem]:
    """Cases at a step of this person, the oldest deadline first; returned ones say so."""
    if not user.has_perm("core.move_case"):
        return
    waiting = Case.objects.visible_to(user).still_open().order_by(F("step_due_on").asc(nulls_last=True), "step_since")
    for case in waiting[: limit * 4]:
        step = case.step
        # A notice step is the matter of its notice: the app of notices says what awaits whom there.
        if step is None or step["kind"] == "notice" or not may_act(case, step, user):
            continue
        if _own_decision(case, step, user):
            continue
        yield WorkItem(
            kind=str(kind_of(case).label),
            title=case.subject_label,
            reason=_reason(case, step),
            url=reverse("core:case", args=[case.pk]),
            region_code=case.region_code,
            due_on=case.step_due_on,
            since=case.step_since,
        )


def _own_decision(case: Case, step: dict[str, Any], user: Any) -> bool:
    return step["kind"] == "decision" and case.opened_by_id == user.pk


def _reason(case: Case, step: dict[str, Any]) -> str:
    if case.round > 1 and step["key"] == case.steps[0]["key"]:
        return _("Returned to you; next: %(step)s") % {"step": step["name"]}
    return _("Awaits you: %(step)s") % {"step": step["name"]}
