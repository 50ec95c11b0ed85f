"""Record the acceptance of finished work."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.models import AbstractBaseUser as User
from django.db import transaction

from core import audit
from core.permissions import check_place
from core.refusals import refuse_if
from core.scope import contains
from projects import rules
from projects.models import Acceptance, Measure, Project
from projects.services.stages import locked_project, take_step


@transaction.atomic
def accept_project(
    *,
    project_id: Any,
    by: User,
    accepted_on: dt.date,
    people: str,
    passed: bool,
    finding: str,
    measure_kind: str,
    on: dt.date,
) -> Acceptance:
    """Record the finding; when passed, each named household gains a measure that it can confirm."""
    project = locked_project(project_id)
    check_place("projects.accept_project", project.region_code, by)
    refuse_if(
        rules.not_acceptable(
            project, by=by, accepted_on=accepted_on, people=people, on=on
        )
    )
    acceptance = Acceptance.objects.create(
        project=project,
        region_code=project.region_code,
        accepted_on=accepted_on,
        people=people,
        passed=passed,
        finding=finding,
        recorded_by=by,
    )
    if passed:
        take_step(project, "accept", by)
        _give_measures(project, kind=measure_kind, happened_on=accepted_on, by=by)
    audit.record(by=by, verb="project.accept", target=project, after={"passed": passed})
    return acceptance


def _give_measures(
    project: Project, *, kind: str, happened_on: dt.date, by: User
) -> None:
    Measure.objects.bulk_create(
        Measure(
            household_id=row.household_id,
            region_code=row.region_code,
            project=project,
            kind=kind,
            happened_on=happened_on,
            content=row.how,
            amount_fen=row.expected_fen or None,
            recorded_by=by,
        )
        for row in project.beneficiaries.all()
        if contains(project.region_code, row.region_code)
    )
