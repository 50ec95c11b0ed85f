"""A notice comes down with the last case it named."""

from __future__ import annotations

from core import audit
from core.cases.models import Case, CaseEvent
from core.constraints import explained
from publicity.database_clock import database_now
from publicity.models import Notice

REASON_LIMIT = Notice._meta.get_field("withdrawn_reason").max_length


def take_down_with_cases(*, case: Case, event: CaseEvent) -> None:
    """Take down what hangs for the case and now names nothing that is still proposed.

    A line among others only falls: it leaves the public page, the others go on hanging.
    See also `publicity.triggers.cases.HANGS_FOR_LIVE_CASES`.
    """
    hanging = Notice.objects.on_board().filter(rows__case=case, rows__round=event.round)
    # Locked first: two cases that end at once look one after the other.
    for notice in hanging.order_by("pk").select_for_update(of=("self",), no_key=True):
        if not notice.rows.standing().exists():
            _take_down(notice, event)


def _take_down(notice: Notice, event: CaseEvent) -> None:
    """For the reason, and in the name, of the step that ended it."""
    notice.withdrawn_at, notice.withdrawn_by = database_now(), event.actor
    notice.withdrawn_reason = event.comment[:REASON_LIMIT]
    with explained():
        notice.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    facts = {"reason": notice.withdrawn_reason}
    audit.record(by=event.actor, verb="notice.withdraw", target=notice, after=facts)
