"""Write the event that moves a case, and let follow what follows from it.

See also `core.cases.engine`, whose verbs ask first.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from core import audit
from core.actors import Actor
from core.calendar import add_days
from core.cases.hooks import run_effects
from core.cases.models import Case, CaseEvent
from core.policy.profiles import parameter_row


def take(case: Case, step: dict[str, Any], by: Actor, **taken: Any) -> Case:
    """Write the event of a locked case, and let follow what follows from it."""
    # The trigger on the event moves the case; nothing here writes its state.
    event = CaseEvent.objects.create(
        case=case,
        region_code=case.region_code,
        seq=case.version + 1,
        round=case.round,
        step=case.state,
        actor=by,
        snapshot_sha256=case.snapshot_sha256,
        **taken,
    )
    case.refresh_from_db()  # as the trigger has left it
    set_due(case)
    run_effects(case, step, event, by)
    audit.record(
        by=by,
        verb=f"case.{event.action}",
        target=case,
        before={"step": event.step},
        after={"step": event.to_step},
    )
    return case


def set_due(case: Case) -> None:
    """Set the deadline of the step, where the jurisdiction has set its days."""
    key = (case.step or {}).get("due_days")
    row = parameter_row(key, case.region_code, timezone.localdate()) if key else None
    if row is not None:
        case.step_due_on = add_days(timezone.localdate(), int(row.value), working=False)
        case.save(update_fields=["step_due_on"])
