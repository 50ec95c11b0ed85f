"""Cases on the worklist: open ones at a step of the person's roles and places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from core.cases.engine import kind_of, may_act
from core.cases.guards import kept_apart
from core.cases.models import Case, CaseEvent
from core.permissions import MOVE_CASE
from core.web.worklist import WorkItem


def cases_awaiting(user: Any, today: dt.date, limit: int) -> Iterable[WorkItem]:
    """Cases at a step of this person, the oldest deadline first; returned ones say so."""
    if not user.has_perm(MOVE_CASE):
        return
    waiting = (
        Case.objects.visible_to(user)
        .still_open()
        .order_by(F("step_due_on").asc(nulls_last=True), "step_since")
    )
    # More than shown, since some of them are not for this person.
    found = list(waiting[: limit * 4])
    involved, returned = _involved(found, user), _returned(found)
    for case in found:
        step = case.step
        # A notice step is the matter of its notice: the app of notices says what awaits whom there.
        if step is None or step["kind"] == "notice" or not may_act(case, step, user):
            continue
        barred = case.pk in involved or (
            step["kind"] == "decision" and case.opened_by_id == user.pk
        )
        if barred:
            continue
        yield WorkItem(
            kind=str(kind_of(case).label),
            title=case.subject_label,
            reason=_reason(step, returned.get(case.pk)),
            url=reverse("core:case", args=[case.pk]),
            region_code=case.region_code,
            due_on=case.step_due_on,
            since=case.step_since,
        )


def _involved(cases: list[Case], user: Any) -> set[Any]:
    """Cases whose step another person must do, because this one did an earlier step.

    See also `core.cases.guards.refuse_actor`.
    """
    standing = {case.pk: case for case in cases}
    done = CaseEvent.objects.filter(case__in=standing, actor=user)
    return {event.case_id for event in done if _bars(standing[event.case_id], event)}


def _bars(case: Case, event: CaseEvent) -> bool:
    """Whether what a person did keeps them from the present step of the case."""
    step = case.step
    if step is None:
        return False
    forward = event.action == CaseEvent.Action.FORWARD
    if forward and event.step in kept_apart(case, step):
        return True
    did_task = forward and any(
        one["key"] == event.step and one["kind"] == "task" for one in case.steps
    )
    decided_other = event.is_decision and event.step != case.state
    return step["kind"] == "decision" and (did_task or decided_other)


def _returned(cases: list[Case]) -> dict[Any, CaseEvent]:
    """The return by which each case came to its step, when that was the last action."""
    last = CaseEvent.objects.filter(
        case__in=cases, seq=F("case__version"), action=CaseEvent.Action.RETURN
    )
    return {event.case_id: event for event in last.select_related("actor")}


def _reason(step: dict[str, Any], returned: CaseEvent | None) -> str:
    if returned is not None:
        return _("Returned by %(name)s: %(reason)s Next: %(step)s") % {
            "name": returned.actor.name,
            "reason": returned.comment,
            "step": step["name"],
        }
    return _("Awaits you: %(step)s") % {"step": step["name"]}
