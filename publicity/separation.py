"""Separation of duties: who decided a case does not answer objections to it.

See also: the constraint `objection_answerer_unrelated`, raised by the triggers.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.actors import Actor
from core.cases.models import Case, CaseEvent, CaseQuerySet
from publicity.models import NoticeRow, Objection


def reasons_against_answering(objection: Objection, by: Actor) -> list[str]:
    """Why this person cannot answer the objection; none means that they can."""
    if not objection.is_open:
        words = _("%(name)s has already answered this objection.")
        return [words % {"name": objection.answered_by.name}]
    if is_related(objection, by):
        return [
            _(
                "You proposed or decided this case; "
                "another person must answer the objection."
            )
        ]
    return []


def is_related(objection: Objection, user: Actor) -> bool:
    """Whether the person proposed or decided a case the objection is about."""
    cases = cases_concerned(objection)
    if cases.filter(opened_by=user).exists():
        return True
    decisions = CaseEvent.objects.filter(case__in=cases, is_decision=True)
    return decisions.filter(actor=user).exists()


def has_answered_for(case: Case, user: Actor) -> bool:
    """Whether the person answered an objection that held this case."""
    return Objection.objects.about_case(case).filter(answered_by=user).exists()


def cases_concerned(objection: Objection) -> CaseQuerySet:
    """The case of its row, or all cases of the list when it is about the whole list."""
    rows = NoticeRow.objects.filter(notice=objection.notice_id, case__isnull=False)
    if objection.row_id:
        rows = rows.filter(pk=objection.row_id)
    return Case.objects.filter(pk__in=rows.values("case"))
