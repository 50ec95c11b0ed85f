"""What notices mean to the walk of a case; imported in `AppConfig.ready`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from core.cases import engine
from core.cases.models import Case, CaseEvent
from core.refusals import Refused
from publicity import rules, services
from publicity.clock import database_now
from publicity.models import NoticeRow, Objection
from publicity.objections import has_answered_for


@engine.blocker("notice")
def notice_not_over(case: Case, step: dict[str, Any]) -> list[str]:
    """Until when the case waits, and for what; see also `publicity_gate` in the database."""
    row = (
        NoticeRow.objects.standing_for(case)
        .select_related("notice")
        .order_by("-notice__starts_at")
        .first()
    )
    if row is None:
        return [_("No notice has been posted for this case yet; post it first.")]
    return rules.keeps_waiting(
        ends_at=row.notice.ends_at,
        now=database_now(),
        open_count=Objection.objects.about_case(case).still_open().count(),
        upheld_count=Objection.objects.upheld_for(case).count(),
    )


@engine.on_forward("announcement")
def announce(case: Case, event: CaseEvent, by: Any) -> None:
    """The announcement hangs in the same moment as the step is done."""
    step = next(step for step in case.steps if step["key"] == event.step)
    services.announce(case=case, by=by, step=step)


@engine.on_forward("decision")
def answerer_does_not_approve(case: Case, event: CaseEvent, by: Any) -> None:
    """Who cleared an objection away does not then approve the case himself."""
    if has_answered_for(case, by):
        raise Refused(
            _("You answered an objection to this case; another person must decide it.")
        )
