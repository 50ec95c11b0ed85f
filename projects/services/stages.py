"""Move a project from stage to stage: submit, enter the library, fund, start."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.models import AbstractBaseUser as User
from django.db import transaction

from core import audit
from core.cases import engine
from core.cases.models import Case
from core.permissions import check_place
from core.policy.profiles import policy_for
from core.refusals import refuse_if
from projects import rules
from projects.models import Project
from projects.sections import entry_steps
from projects.snapshot import snapshot_of
from projects.workflow import KIND, State, step_named


@transaction.atomic
def submit_project(*, project_id: Any, by: User, on: dt.date) -> Case:
    """Hand a draft in: its case opens at the first step of the policy of that day, its facts frozen."""
    project = locked_project(project_id)
    check_place("projects.add_project", project.region_code, by)
    refuse_if(rules.not_ready_to_submit(project, project.beneficiaries.count()))
    policy = policy_for(project.region_code, on)
    project.declared_on = on
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
def enter_library(*, project_id: Any, by: User, on: dt.date) -> Project:
    """What the county's decision does; called by the end of the case, never by a page."""
    project = locked_project(project_id)
    project.in_library_on = on
    return take_step(project, "enter", by, "in_library_on")


@transaction.atomic
def leave_case(*, project_id: Any, step: str, by: User) -> Project:
    """What a rejection (`send_back`) or withdrawal (`withdraw`) of the case does."""
    return take_step(locked_project(project_id), step, by)


@transaction.atomic
def mark_funded(*, project_id: Any, by: User) -> Project:
    """The first money has been allocated."""
    project = locked_project(project_id)
    return (
        take_step(project, "fund", by) if project.state == State.IN_LIBRARY else project
    )


@transaction.atomic
def unmark_funded(*, project_id: Any, by: User) -> Project:
    """The last money has been taken back before the work began."""
    project = locked_project(project_id)
    return (
        take_step(project, "unfund", by) if project.state == State.FUNDED else project
    )


@transaction.atomic
def start_project(*, project_id: Any, by: User, on: dt.date) -> Project:
    """The work begins; only what has money begins."""
    project = locked_project(project_id)
    check_place("projects.change_project", project.region_code, by)
    refuse_if(rules.wrong_stage(project, "start"))
    project.started_on = on
    return take_step(project, "start", by, "started_on")


def locked_project(project_id: Any) -> Project:
    return (
        Project.objects.select_for_update(of=("self",))
        .select_related("declared_by")
        .get(pk=project_id)
    )


def take_step(project: Project, name: str, by: User, *fields: str) -> Project:
    refuse_if(rules.wrong_stage(project, name))
    before, project.state = project.state, step_named(name).target
    project.version += 1
    project.save(update_fields=["state", "version", "updated_at", *fields])
    audit.record(
        by=by,
        verb=f"project.{name}",
        target=project,
        before={"state": before},
        after={"state": project.state},
    )
    return project
