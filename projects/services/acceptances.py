"""Record the acceptance of finished work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import attachments, audit
from core.actors import Actor
from core.constraints import explained
from core.permissions import check_place
from core.refusals import refuse_if
from core.scope import contains
from projects import permissions, rules
from projects.models import Acceptance, Measure, Project
from projects.services.stages import locked_project, take_step


@dataclass(frozen=True)
class Finding:
    """What the acceptance group found, and what the households then confirm."""

    accepted_on: dt.date
    people: str
    passed: bool
    finding: str
    measure_kind: str
    photos: Sequence[Any] = ()


@transaction.atomic
def accept_project(
    *, project_id: Any, by: Actor, on: dt.date, **found: Any
) -> Acceptance:
    """Record the finding of the acceptance group (a `Finding`), with its photographs.

    When the work has passed, each named household is given a measure that it can
    confirm.
    """
    given = Finding(**found)
    project = locked_project(project_id)
    check_place(permissions.ACCEPT, project.region_code, by)
    day, people = given.accepted_on, given.people
    refuse_if(
        rules.not_acceptable(project, by=by, accepted_on=day, people=people, on=on)
    )
    # After the checks, in the same transaction: a refused acceptance keeps no picture.
    for photo in given.photos:
        _store_photo(project, photo, by)
    acceptance = _recorded(project, given, by)
    # A failed acceptance is recorded and the work goes on; it may be accepted later.
    if given.passed:
        take_step(project, "accept", by)
        _give_measures(project, kind=given.measure_kind, happened_on=day, by=by)
    audit.record(
        by=by, verb="project.accept", target=project, after={"passed": given.passed}
    )
    return acceptance


def _recorded(project: Project, given: Finding, by: Actor) -> Acceptance:
    with explained():
        return Acceptance.objects.create(
            project=project,
            region_code=project.region_code,
            accepted_on=given.accepted_on,
            people=given.people,
            passed=given.passed,
            finding=given.finding,
            recorded_by=by,
        )


def _store_photo(project: Project, photo: Any, by: Actor) -> None:
    attachments.store(
        file=photo,
        by=by,
        region_code=project.region_code,
        subject=f"projects.project:{project.pk}",
        purpose=_("Acceptance record"),
        permission=permissions.VIEW,
    )


def _give_measures(
    project: Project, *, kind: str, happened_on: dt.date, by: Actor
) -> None:
    """One measure for each named household that still lives in the project's place."""
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
        # After a move a row may lie outside the project's place; it is left out.
        if contains(project.region_code, row.region_code)
    )
