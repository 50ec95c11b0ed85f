"""Separation of duties: who decided a case does not answer objections to it.

See also: the constraint `objection_answerer_unrelated`, raised by the triggers.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from core.actors import Actor
from core.cases.models import Case, CaseEvent, CaseQuerySet
from publicity.models import Notice, NoticeRow, Objection

# As what a person acts on a case that their answer sends back.
ANSWERER = "answerer"


def reasons_against_answering(objection: Objection, by: Actor) -> list[str]:
    """Why this person cannot answer the objection; none means that they can."""
    if not objection.is_open:
        words = _("%(name)s has already answered this objection.")
        return [words % {"name": objection.answered_by.name}]
    if is_related(objection, by):
        return [
            _(
                "You proposed, prepared or decided this case; "
                "another person must answer the objection."
            )
        ]
    return []


def is_related(objection: Objection, user: Actor) -> bool:
    """Whether the person had a part in a case the objection is about."""
    cases = cases_concerned(objection)
    if cases.filter(opened_by=user).exists():
        return True
    # Whoever only returned a case at no decision, as an upheld objection does, is free.
    parts = Q(is_decision=True) | Q(action=CaseEvent.Action.FORWARD)
    return CaseEvent.objects.filter(parts, case__in=cases, actor=user).exists()


def has_answered_for(case: Case, user: Actor) -> bool:
    """Whether the person answered an objection that held this case."""
    return Objection.objects.about_case(case).filter(answered_by=user).exists()


def cases_to_send_back(objection: Objection) -> CaseQuerySet:
    """The open cases it speaks of, as far as they have not gone back since."""
    rows = NoticeRow.objects.filter(notice=objection.notice_id).still_proposed()
    if objection.row_id:
        rows = rows.filter(pk=objection.row_id)
    return Case.objects.filter(pk__in=rows.values("case")).order_by("pk")


def upheld_step(case: Case, notice: Notice) -> dict[str, Any]:
    """The step to which the process of the case sends it when an objection is upheld."""
    posted = next(step for step in case.steps if step["key"] == notice.step)
    key = (posted.get("notice") or {}).get("upheld_to")
    # Without a choice of the profile: to where the facts were taken.
    return next((step for step in case.steps if step["key"] == key), case.steps[0])


def cases_concerned(objection: Objection) -> CaseQuerySet:
    """The case of its row, or all cases of the list when it is about the whole list."""
    rows = NoticeRow.objects.filter(notice=objection.notice_id, case__isnull=False)
    if objection.row_id:
        rows = rows.filter(pk=objection.row_id)
    return Case.objects.filter(pk__in=rows.values("case"))
