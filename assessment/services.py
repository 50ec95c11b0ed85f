"""Propose a household's exit, and carry out or undo it when the case ends."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from assessment.criteria import Criteria, household_criteria, period_of
from assessment.permissions import PROPOSE_EXIT
from assessment.rules import exit_refusals
from assessment.sections import HouseholdExit, frozen_steps, household_exit
from assessment.snapshot import freeze, judge_household, relations_in
from assessment.standing import has_gone
from core import audit, codelists
from core.actors import Actor
from core.cases import engine
from core.cases.kinds import Signer
from core.cases.models import Case, CaseEvent
from core.permissions import check_place
from core.policy.parameters import rows_in_force
from core.policy.profiles import Policy, policy_for
from core.refusals import Refused, refuse_if
from households.identity import came_of_age
from households.models import Household, Member, RegistryEvent

HOUSEHOLD_EXIT = "household_exit"  # the kind of case
STATE_AFTER_EXIT = {
    "policy_continues": Household.State.EXITED_WITH_POLICY,
    "policy_ends": Household.State.EXITED_NO_POLICY,
}


@transaction.atomic
def propose_exit(*, household_id: UUID, by: Actor, on: dt.date) -> Case:
    """Open the exit case of a household that meets every line of the standard."""
    # Locked before it is judged: a sheet saved meanwhile must not change the facts.
    household = Household.objects.select_for_update().get(pk=household_id)
    check_place(PROPOSE_EXIT, household.region_code, by)
    policy = policy_for(household.region_code, on)
    criteria = household_criteria(policy, household.region_code, on)
    judgement = judge_household(household, criteria, period_of(on))
    refuse_if(exit_refusals(household, judgement, on))
    section = household_exit(policy)
    case = engine.open_case(
        kind=HOUSEHOLD_EXIT,
        subject_id=household.pk,
        subject_label=str(household),
        region_code=household.region_code,
        policy=policy,
        policy_on=on,
        steps=frozen_steps(section, policy, household.region_code, on),
        snapshot=_first_snapshot(household, policy, section, criteria, on),
        by=by,
    )
    _set_state(household, Household.State.PRE_EXIT, by)
    return case


def _first_snapshot(
    household: Household,
    policy: Policy,
    section: HouseholdExit,
    criteria: Criteria,
    on: dt.date,
) -> dict[str, Any]:
    """The facts of today, and what the case keeps of policy and household for ever."""
    kept = {
        "criteria": criteria.to_json(),
        "period": period_of(on),
        "state_before": household.state,
        "parameters": parameters_in_force(policy, household.region_code, on),
        "after_exit": section.after_exit,
    }
    return freeze(household, kept)


def criteria_in_force(region_code: str, on: dt.date) -> Criteria:
    """The household exit standard of a place on a day.

    Refused when no policy is in force or the county has not set a figure.
    """
    return household_criteria(policy_for(region_code, on), region_code, on)


def parameters_in_force(
    policy: Policy, region_code: str, on: dt.date
) -> dict[str, Any]:
    """Each figure of the county in force on a day, with the document that sets it."""
    known = policy.contents.get("parameters", {})
    rows = rows_in_force(region_code, on)
    return {
        key: {"value": row.value, "document": row.document}
        for key, row in rows.items()
        if key in known
    }


def refreeze_exit(case: Case) -> dict[str, Any]:
    """The snapshot anew, by the standard the case was opened with.

    Refused when the household no longer meets it.
    """
    household = _pre_exit_household(case)
    criteria = Criteria.from_json(case.snapshot["criteria"])
    period = case.snapshot["period"]
    refuse_if(judge_household(household, criteria, period).reasons)
    return freeze(household, case.snapshot)


def carry_out_exit(case: Case, event: CaseEvent, by: Actor) -> None:
    """Take the household off the register of the poor when its case is approved.

    Whether its support goes on is what the policy said when the case was opened.
    """
    household = _pre_exit_household(case)
    on = timezone.localdate(event.at)
    state = STATE_AFTER_EXIT[case.snapshot["after_exit"]]
    _set_state(household, state, by, exited_on=on)
    # The latest period follows the household by trigger; the case's own may be earlier.
    own = household.periods.filter(period=case.snapshot["period"])
    own.exclude(state=state).update(state=state)
    RegistryEvent.objects.create(
        household=household,
        region_code=household.region_code,
        kind=RegistryEvent.Kind.EXITED,
        happened_on=on,
        headcount_change=-household.member_count,
        case=case,
        recorded_by=by,
    )


def restore_state(case: Case, event: CaseEvent, by: Actor) -> None:
    """Give the household its former state when its case is rejected or withdrawn."""
    household = Household.objects.select_for_update().get(pk=case.subject_id)
    # A household that was closed or removed meanwhile stays so.
    if household.state == Household.State.PRE_EXIT:
        _set_state(household, case.snapshot["state_before"], by)


def _pre_exit_household(case: Case) -> Household:
    """The household under its lock, still in its place and on its way out.

    Refused when it was closed, removed or moved while the case was open.
    """
    household = Household.objects.select_for_update().get(pk=case.subject_id)
    if gone := has_gone(case, household):
        raise Refused(gone)
    return household


def adults_of(case: Case) -> list[Signer]:
    """Who of the household may sign for it: its people of age, in the order of the sheet."""
    household = Household.objects.get(pk=case.subject_id)
    relations = relations_in(household, case.snapshot["period"])
    today = timezone.localdate()
    return [
        Signer(str(member.pk), _words(member, relations.get(member.pk, "")), of_age)
        for member in household.members.counted().order_by("position", "id")
        if (of_age := came_of_age(member.born_on)) <= today
    ]


def _words(member: Member, relation: str) -> str:
    label = codelists.label("relation", relation) if relation else ""
    return f"{member.name}（{label}）" if label else member.name


def _set_state(household: Household, state: str, by: Actor, **more: Any) -> None:
    before = household.state
    household.state, household.updated_by = state, by
    household.version += 1
    for name, value in more.items():
        setattr(household, name, value)
    household.save(
        update_fields=["state", "updated_by", "version", "updated_at", *more]
    )
    changes = {name: str(value) for name, value in more.items()}
    audit.record(
        by=by,
        verb="household.state",
        target=household,
        before={"state": before},
        after={"state": str(state), **changes},
    )
