"""Move a project from stage to stage: submit, enter the library, fund, start.

The table of steps is `projects.workflow.STEPS`; `take_step` is the only way along it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit
from core.actors import Actor
from core.cases import engine
from core.cases.models import Case
from core.permissions import check_place
from core.policy.profiles import policy_for
from core.refusals import refuse_if
from projects import permissions, rules
from projects.models import Project, ProjectStage
from projects.sections import entry_steps
from projects.snapshot import snapshot_of
from projects.workflow import KIND, State, step_named
from villages.units import unit_name


@transaction.atomic
def submit_project(*, project_id: Any, by: Actor, on: dt.date) -> Case:
    """Submit a draft: its case opens, with its facts frozen.

    The case walks the steps of the policy that is in force on that day, to its end.
    """
    project = locked_project(project_id)
    check_place(permissions.DECLARE, project.region_code, by)
    refuse_if(rules.not_ready_to_submit(project, project.beneficiaries.count()))
    # The case is judged by this policy to its end, whatever comes into force later.
    policy = policy_for(project.region_code, on)
    project.declared_on = on
    # Before the case opens, so that a project is never under decision as a draft.
    take_step(project, "submit", by, "declared_on")
    return engine.open_case(
        kind=KIND,
        subject_id=project.pk,
        subject_label=project.name,
        region_code=project.region_code,
        policy=policy,
        policy_on=on,
        steps=entry_steps(policy),
        snapshot=snapshot_of(project),
        by=by,
    )


@transaction.atomic
def enter_library(*, project_id: Any, by: Actor, on: dt.date) -> Project:
    """Enter the library; called when the case is approved, never by a page."""
    project = locked_project(project_id)
    project.in_library_on = on
    return take_step(project, "enter", by, "in_library_on")


@transaction.atomic
def leave_case(*, project_id: Any, step: str, by: Actor) -> Project:
    """Follow a rejection (`send_back`) or withdrawal (`withdraw`) of the case."""
    return take_step(locked_project(project_id), step, by)


@transaction.atomic
def mark_funded(*, project_id: Any, by: Actor) -> Project:
    """Mark a project of the library funded; later allocations change nothing."""
    project = locked_project(project_id)
    if project.state != State.IN_LIBRARY:
        return project
    return take_step(project, "fund", by)


@transaction.atomic
def unmark_funded(*, project_id: Any, by: Actor) -> Project:
    """Undo `mark_funded` when no allocation stands and the work has not started."""
    project = locked_project(project_id)
    if project.state != State.FUNDED:
        return project
    return take_step(project, "unfund", by)


@transaction.atomic
def start_project(*, project_id: Any, by: Actor, on: dt.date) -> Project:
    """Record the start of the work; only a funded project starts."""
    project = locked_project(project_id)
    check_place(permissions.RECORD_WORK, project.region_code, by)
    # `take_step` asks it too; here first, before the day is set.
    refuse_if(rules.wrong_stage(project, "start"))
    project.started_on = on
    return take_step(project, "start", by, "started_on")


def locked_project(project_id: Any) -> Project:
    """The project under its row lock, read again: what is decided on does not move."""
    return (
        Project.objects.select_for_update(of=("self",))
        .select_related("declared_by")
        .get(pk=project_id)
    )


def take_step(project: Project, name: str, by: Actor, *fields: str) -> Project:
    """Move a locked project along a step of the workflow, saving `fields` with it."""
    refuse_if(rules.wrong_stage(project, name))
    # The version rises with the state: an edit form opened before is then outdated.
    before, project.state = project.state, step_named(name).target
    project.version += 1
    project.save(update_fields=["state", "version", "updated_at", *fields])
    _answer_for(project, by)
    audit.record(
        by=by,
        verb=f"project.{name}",
        target=project,
        before={"state": before},
        after={"state": project.state},
    )
    return project


def _answer_for(project: Project, by: Actor) -> None:
    """Note who has taken the project to its stage, and for which unit."""
    # A person without a unit of their own acts for that of the place.
    own = unit_name(project.region_code, timezone.localdate())
    ProjectStage.objects.create(
        project=project,
        region_code=project.region_code,
        version=project.version,
        state=project.state,
        person_id=by.pk,
        person_name=by.name,
        unit=getattr(by, "organisation", "") or own or project.region_code,
    )
