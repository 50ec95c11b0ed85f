"""Deeds of assessment: proposing an exit, and what follows when it is decided."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.models import AbstractBaseUser as User
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.criteria import Criteria, household_criteria, period_of
from assessment.rules import exit_refusals
from assessment.sections import frozen_steps, household_exit
from assessment.snapshot import freeze, judge_household
from core import audit
from core.cases import engine
from core.cases.models import Case, CaseEvent
from core.policy.parameters import rows_in_force
from core.policy.profiles import Policy, policy_for
from core.refusals import Refused, refuse_if
from households.models import Household, HouseholdPeriod, RegistryEvent

HOUSEHOLD_EXIT = "household_exit"
PROPOSE = "assessment.propose_exit"
AFTER_EXIT = {
    "policy_continues": Household.State.EXITED_WITH_POLICY,
    "policy_ends": Household.State.EXITED_NO_POLICY,
}


@transaction.atomic
def propose_exit(*, household_id: Any, by: User, on: dt.date) -> Case:
    """Open the exit case of a household that meets every line of the standard in force on the day."""
    household = Household.objects.select_for_update().get(pk=household_id)
    if not by.can(PROPOSE, household.region_code):
        raise Refused(_("Only the cadre of the village proposes an exit."))
    policy = policy_for(household.region_code, on)
    section = household_exit(policy)
    criteria = household_criteria(policy, household.region_code, on)
    period = period_of(on)
    refuse_if(
        exit_refusals(household, judge_household(household, criteria, period), on)
    )
    case = engine.open_case(
        kind=HOUSEHOLD_EXIT,
        subject_id=household.pk,
        subject_label=str(household),
        region_code=household.region_code,
        policy=policy,
        policy_on=on,
        steps=frozen_steps(section.steps, policy, household.region_code, on),
        snapshot=freeze(
            household,
            {
                "criteria": criteria.frozen(),
                "period": period,
                "state_before": household.state,
                "parameters": figures_in_force(policy, household.region_code, on),
                "after_exit": section.after_exit,
            },
        ),
        by=by,
    )
    _set_state(household, Household.State.PRE_EXIT, by)
    return case


def criteria_in_force(region_code: str, on: dt.date) -> Criteria:
    """The household exit standard of a place on a day; refused when there is no policy or a figure is not set."""
    return household_criteria(policy_for(region_code, on), region_code, on)


def figures_in_force(policy: Policy, region_code: str, on: dt.date) -> dict[str, Any]:
    """Each figure of the county that holds on a day, with the document that sets it."""
    known = policy.contents.get("parameters", {})
    rows = rows_in_force(region_code, on)
    return {
        key: {"value": row.value, "document": row.document}
        for key, row in rows.items()
        if key in known
    }


def refrozen(case: Case) -> dict[str, Any]:
    """The facts anew by the standard the case was opened with; refused when it no longer holds."""
    household = _still_on_its_way(case)
    criteria = Criteria.thawed(case.snapshot["criteria"])
    period = case.snapshot["period"]
    refuse_if(judge_household(household, criteria, period).reasons)
    return freeze(household, case.snapshot)


def carry_out_exit(case: Case, event: CaseEvent, by: User) -> None:
    """The household leaves the register of the poor; its support goes on when the policy says so."""
    household = _still_on_its_way(case)
    on = timezone.localdate(event.at)
    state = AFTER_EXIT[case.snapshot["after_exit"]]
    _set_state(household, state, by, exited_on=on)
    HouseholdPeriod.objects.filter(
        household=household, period=case.snapshot["period"]
    ).update(state=state, version=F("version") + 1)
    RegistryEvent.objects.create(
        household=household,
        region_code=household.region_code,
        kind=RegistryEvent.Kind.EXITED,
        happened_on=on,
        headcount_change=-household.member_count,
        case=case,
        recorded_by=by,
    )


def take_back_choice(case: Case, event: CaseEvent, by: User) -> None:
    """A case that was rejected or withdrawn leaves the household as it was before."""
    household = Household.objects.select_for_update().get(pk=case.subject_id)
    if household.state == Household.State.PRE_EXIT:
        _set_state(household, case.snapshot["state_before"], by)


def _still_on_its_way(case: Case) -> Household:
    """The household under its lock; refused when it was closed, removed or moved while the case was open."""
    household = Household.objects.select_for_update().get(pk=case.subject_id)
    if household.state != Household.State.PRE_EXIT:
        raise Refused(
            _("The household is now “%(status)s”; withdraw the case.")
            % {"status": household.get_state_display()}
        )
    if household.region_code != case.region_code:
        raise Refused(
            _(
                "The household has moved to another village; withdraw the case and propose it there."
            )
        )
    return household


def _set_state(household: Household, state: str, by: User, **more: Any) -> None:
    before = household.state
    for name, value in {
        "state": state,
        "updated_by": by,
        "version": household.version + 1,
        **more,
    }.items():
        setattr(household, name, value)
    household.save(
        update_fields=["state", "updated_by", "version", "updated_at", *more]
    )
    audit.record(
        by=by,
        verb="household.state",
        target=household,
        before={"state": before},
        after={
            "state": str(state),
            **{name: str(value) for name, value in more.items()},
        },
    )
