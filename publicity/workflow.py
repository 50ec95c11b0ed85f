"""What notices add to the process of a case: reasons to wait, announcements, duties."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.cases import hooks
from core.cases.models import Case, CaseEvent
from core.cases.roles import register_role_labels
from core.refusals import Refused
from publicity import rules, services
from publicity.database_clock import database_now
from publicity.models import NoticeRow, Objection
from publicity.separation import ANSWERER, has_answered_for


def register() -> None:
    """Add these to the process engine; called from `AppConfig.ready`."""
    hooks.register_blocker("notice", notice_not_over)
    hooks.register_forward_effect("announcement", announce)
    hooks.register_forward_effect("decision", answerer_does_not_approve)
    hooks.register_setback_effect(notice_comes_down)
    register_role_labels({ANSWERER: gettext_lazy("answers an objection")})


def notice_not_over(case: Case, step: dict[str, Any]) -> list[str]:
    """Until when the case waits, and for what.

    See also `publicity.triggers.cases.GATE`, which holds the same in the database.
    """
    rows = NoticeRow.objects.standing_for(case).select_related("notice")
    row = rows.order_by("-notice__starts_at").first()
    if row is None:
        return [_("No notice has been posted for this case yet; post it first.")]
    return rules.reasons_to_wait(
        ends_at=row.notice.ends_at,
        now=database_now(),
        open_count=Objection.objects.about_case(case).still_open().count(),
    )


def announce(case: Case, event: CaseEvent, by: User) -> None:
    """The announcement hangs in the same moment as the step is done."""
    step = next(step for step in case.steps if step["key"] == event.step)
    services.announce(case=case, by=by, step=step)


def notice_comes_down(case: Case, event: CaseEvent, by: User) -> None:
    """With the last case that a notice named, the notice itself comes down at once."""
    services.take_down_with_cases(case=case, event=event)


def answerer_does_not_approve(case: Case, event: CaseEvent, by: User) -> None:
    """Who answered an objection to a case does not then approve it."""
    if has_answered_for(case, by):
        raise Refused(
            _("You answered an objection to this case; another person must decide it.")
        )
