"""Why an action on a project is refused: pure functions that return sentences."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.actors import Actor
from core.scope import contains
from projects.workflow import step_named

if TYPE_CHECKING:
    from households.models import Household
    from projects.models import Project


def wrong_beneficiaries(
    project_region: str, households: Sequence[Household]
) -> list[str]:
    """Named households that live elsewhere, left the registry or are named twice."""
    reasons = []
    seen: set[Any] = set()
    for household in households:
        name = {"name": household.head_name}
        if household.pk in seen:
            reasons.append(_("%(name)s is named twice; keep one row.") % name)
        seen.add(household.pk)
        if not contains(project_region, household.region_code):
            reasons.append(
                _("%(name)s does not live in the place of the project.") % name
            )
        if household.state not in household.ACTIVE:
            reasons.append(
                _("%(name)s is no longer in the registry; take the household out.")
                % name
            )
    return reasons


def wrong_plan_year(project: Project) -> list[str]:
    """A year in which nothing of the work is planned, nor in the one after it."""
    first, last = project.planned_from.year - 1, project.planned_to.year
    if first <= project.plan_year <= last:
        return []
    words = _("The plan year %(year)d is not that of the planned work; check it.")
    return [words % {"year": project.plan_year}]


def not_ready_to_submit(project: Project, beneficiary_count: int) -> list[str]:
    """What is missing before a project may be declared."""
    reasons = wrong_stage(project, "submit")
    if not beneficiary_count:
        reasons.append(
            _("Name at least one registered household that benefits, and how.")
        )
    # The named households are some of all that benefit, and a household is at least
    # one person: otherwise a figure was typed wrong.
    if project.benefit_households < beneficiary_count:
        reasons.append(
            _(
                "%(named)d registered households are named, "
                "but only %(all)d households in all are said to benefit."
            )
            % {"named": beneficiary_count, "all": project.benefit_households}
        )
    if project.benefit_people < project.benefit_households:
        reasons.append(
            _("Fewer people than households are said to benefit; check the figures.")
        )
    return reasons


def wrong_stage(project: Project, step: str) -> list[str]:
    """One sentence when the project is not at a stage where this step starts."""
    if project.state in step_named(step).sources:
        return []
    return [
        _("The project is “%(state)s”; this cannot be done now.")
        % {"state": project.get_state_display()}
    ]


def not_acceptable(
    project: Project,
    *,
    by: Actor,
    accepted_on: dt.date,
    people: str,
    on: dt.date,
) -> list[str]:
    """Why this group cannot accept the project on this day.

    Who declared the work or is in charge of it is not in the acceptance group.
    """
    return (
        wrong_stage(project, "accept")
        + _wrong_acceptance_group(project, by, people)
        + _wrong_acceptance_day(project, accepted_on, on)
    )


def _wrong_acceptance_group(project: Project, by: Actor, people: str) -> list[str]:
    reasons = []
    if project.declared_by_id == by.pk:
        reasons.append(_("You declared this project; other people must accept it."))
    # By name, in the typed list: the group is people of several offices, some without
    # an account here.
    if project.declared_by.name in people:
        reasons.append(
            _("%(name)s declared this project and cannot be in the acceptance group.")
            % {"name": project.declared_by.name}
        )
    elif project.responsible_person in (by.name, *_names_in(people)):
        reasons.append(
            _(
                "%(name)s is in charge of the work "
                "and cannot be in the acceptance group."
            )
            % {"name": project.responsible_person}
        )
    return reasons


def _wrong_acceptance_day(
    project: Project, accepted_on: dt.date, on: dt.date
) -> list[str]:
    reasons = []
    if accepted_on > on:
        reasons.append(_("The day of acceptance cannot be in the future."))
    if project.started_on and accepted_on < project.started_on:
        reasons.append(
            _("The day of acceptance cannot be before the start of the work.")
        )
    return reasons


def _names_in(people: str) -> list[str]:
    """The words of a typed list of units and names."""
    return re.split(r"[\s,;，；、：:（）()]+", people)
