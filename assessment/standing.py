"""Judge an exit case again at every decision: by its own standard, on today's record.

The facts are those of the case's own period as they stand, not the frozen ones: whoever
decides sees what was proposed, and is stopped when it no longer holds.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from assessment.criteria import Criteria, Judgement, facts_of
from assessment.snapshot import period_row
from assessment.visit import said_of
from core.actors import Actor
from core.cases.models import Case, CaseEvent
from core.refusals import refuse_if
from households.models import Household

JUDGED_AT = ("decision", "announcement")  # kinds of step


def judge_case(case: Case, household: Household) -> Judgement:
    """The verdict on what is recorded now of the period of the case."""
    criteria = Criteria.from_json(case.snapshot["criteria"])
    row = period_row(household, case.snapshot["period"])
    return criteria.judge(facts_of(row, criteria.columns), said_of(case))


def no_longer_met(case: Case, household: Household) -> list[str]:
    """Why the household cannot leave the register as it stands today, and the way back."""
    if gone := has_gone(case, household):
        return [gone]
    reasons = judge_case(case, household).reasons
    if not reasons:
        return []
    way_back = _(
        "%(label)s does not meet the standard of this case today. Return the case to "
        "“%(step)s”: the facts are taken anew there."
    ) % {"label": case.subject_label, "step": case.steps[0]["name"]}
    return [*reasons, way_back]


def has_gone(case: Case, household: Household) -> str:
    """The sentence about a household that was closed, removed or moved meanwhile."""
    if household.state != Household.State.PRE_EXIT:
        return _("The household is now “%(status)s”; withdraw the case.") % {
            "status": household.get_state_display()
        }
    if household.region_code != case.region_code:
        return _(
            "The household has moved to another village; withdraw the case and "
            "propose it there."
        )
    return ""


def blocks(kind: str) -> Any:
    """A blocker of the engine for cases of one kind: the button says what it would."""

    def reasons(case: Case, step: dict[str, Any]) -> list[str]:
        if case.kind != kind:
            return []
        return no_longer_met(case, Household.objects.get(pk=case.subject_id))

    return reasons


def holds(kind: str) -> Any:
    """An effect of the engine: once more with the household held, against a late sheet."""

    def judge(case: Case, event: CaseEvent, by: Actor) -> None:
        if case.kind != kind:
            return
        household = Household.objects.select_for_update().get(pk=case.subject_id)
        refuse_if(no_longer_met(case, household))

    return judge
