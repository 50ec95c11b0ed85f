"""Why something about a project cannot be: pure questions with sentences for answers."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.utils.translation import gettext as _

from core.scope import contains
from projects.workflow import step_named


def wrong_beneficiaries(project_region: str, households: list[Any]) -> list[str]:
    """Each named household lies in the place of the project, is registered still, and is named once."""
    reasons = []
    seen: set[Any] = set()
    for household in households:
        if household.pk in seen:
            reasons.append(
                _("%(name)s is named twice; keep one row.")
                % {"name": household.head_name}
            )
        seen.add(household.pk)
        if not contains(project_region, household.region_code):
            reasons.append(
                _("%(name)s does not live in the place of the project.")
                % {"name": household.head_name}
            )
        if household.state not in household.ACTIVE:
            reasons.append(
                _("%(name)s is no longer in the registry; take the household out.")
                % {"name": household.head_name}
            )
    return reasons


def not_ready_to_submit(project: Any, beneficiary_count: int) -> list[str]:
    """What is missing before a project may be declared."""
    reasons = wrong_stage(project, "submit")
    if not beneficiary_count:
        reasons.append(
            _("Name at least one registered household that benefits, and how.")
        )
    if project.benefit_households < beneficiary_count:
        reasons.append(
            _(
                "%(named)d registered households are named, but only %(all)d households in all are said to benefit."
            )
            % {"named": beneficiary_count, "all": project.benefit_households}
        )
    if project.benefit_people < project.benefit_households:
        reasons.append(
            _("Fewer people than households are said to benefit; look at the figures.")
        )
    return reasons


def wrong_stage(project: Any, step: str) -> list[str]:
    """One sentence when the project does not stand where this step begins."""
    if project.state in step_named(step).sources:
        return []
    return [
        _("The project is “%(state)s”; this cannot be done now.")
        % {"state": project.get_state_display()}
    ]


def _names(people: str) -> list[str]:
    """The words of a list of units and names."""
    return re.split(r"[\s,;，；、：:（）()]+", people)


def not_acceptable(
    project: Any, *, by: Any, accepted_on: dt.date, people: str, on: dt.date
) -> list[str]:
    """Who proposed the work is not among those who accept it, and nobody accepts before it began."""
    reasons = wrong_stage(project, "accept")
    if project.declared_by_id == by.pk:
        reasons.append(_("You declared this project; other people must accept it."))
    if project.declared_by.name in people:
        reasons.append(
            _("%(name)s declared this project and cannot be in the acceptance group.")
            % {"name": project.declared_by.name}
        )
    elif project.responsible_person in (by.name, *_names(people)):
        reasons.append(
            _(
                "%(name)s is in charge of the work and cannot be in the acceptance group."
            )
            % {"name": project.responsible_person}
        )
    if accepted_on > on:
        reasons.append(_("The day of acceptance cannot be in the future."))
    if project.started_on and accepted_on < project.started_on:
        reasons.append(
            _("The day of acceptance cannot be before the start of the work.")
        )
    return reasons
