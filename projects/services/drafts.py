"""Declare a project and put its draft right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser as User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, codelists
from core.cases.models import Case
from core.forms.idempotency import made_before
from core.ids import uuid7
from core.numbering import next_number
from core.permissions import check_place
from core.refusals import Refused, Stale, refuse_if
from households.models import Household
from projects import rules
from projects.categories import TYPE, levels_of
from projects.models import Project, ProjectBeneficiary
from projects.services.stages import locked_project
from projects.workflow import KIND, State

FIELDS = (
    "name",
    "nature",
    "content",
    "site",
    "planned_from",
    "planned_to",
    "responsible_unit",
    "responsible_person",
    "budget_special_fen",
    "budget_fiscal_fen",
    "budget_bond_fen",
    "budget_other_fen",
    "benefit_linkage",
    "performance_target",
    "benefit_villages",
    "benefit_households",
    "benefit_people",
    "remark",
)
CATEGORIES = ("category_1", "category_2", "category_3")


@dataclass(frozen=True)
class Benefit:
    """One household a project is to benefit."""

    household: Household
    how: str
    expected_fen: int = 0


@transaction.atomic
def declare_project(
    *,
    region_code: str,
    values: Mapping[str, Any],
    beneficiaries: Iterable[Benefit],
    by: User,
    key: UUID | None = None,
) -> Project:
    """A draft in the declarer's own place, once for a key; nothing of it goes to anyone before it is submitted."""
    check_place("projects.add_project", region_code, by)
    if before := made_before(Project.objects.filter(declared_by=by), key):
        return before
    beneficiaries = list(beneficiaries)
    project = Project(
        id=key or uuid7(), region_code=region_code, declared_by=by, **_known(values)
    )
    project.number = next_number(
        prefix="KU", region_code=region_code, on=timezone.localdate()
    )
    _check(project, beneficiaries)
    project.save(force_insert=True)
    _write_beneficiaries(project, beneficiaries)
    audit.record(
        by=by, verb="project.declare", target=project, after={"number": project.number}
    )
    return project


@transaction.atomic
def change_project(
    *,
    project_id: Any,
    values: Mapping[str, Any],
    beneficiaries: Iterable[Benefit],
    by: User,
    version: int,
) -> Project:
    """Put a draft, or a project sent back, right; refused when somebody changed it meanwhile."""
    project = locked_project(project_id)
    check_place("projects.add_project", project.region_code, by)
    if project.version != version:
        raise Stale(
            _(
                "Somebody has changed this project meanwhile; look at it again before you save."
            )
        )
    if not is_editable(project):
        raise Refused(
            _(
                "The project has been declared; ask the deciding office to return it first."
            )
        )
    beneficiaries = list(beneficiaries)
    changes = {
        name: value
        for name, value in _known(values).items()
        if getattr(project, name) != value
    }
    for name, value in changes.items():
        setattr(project, name, value)
    _check(project, beneficiaries)
    project.version += 1
    project.save(update_fields=[*changes, "version", "updated_at"])
    _write_beneficiaries(project, beneficiaries)
    audit.record(
        by=by, verb="project.change", target=project, after={"fields": sorted(changes)}
    )
    return project


def is_editable(project: Project) -> bool:
    """Before it is declared, or while its case is back at the first step."""
    if project.state in Project.EDITABLE:
        return True
    case = Case.objects.of_kind(KIND).about(project.pk).still_open().first()
    return (
        project.state == State.DECLARED
        and case is not None
        and case.state == case.steps[0]["key"]
    )


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    """The declarer's values by field; `category` is a code of the list and gives all three levels."""
    known = {name: value for name, value in values.items() if name in FIELDS}
    if "category" in values:
        known |= dict(zip(CATEGORIES, levels_of(values["category"]), strict=True))
    return known


def _check(project: Project, beneficiaries: list[Benefit]) -> None:
    reasons = []
    if codelists.item(TYPE, project.category) is None:
        reasons.append(_("Choose the type of the project from the list."))
    reasons += rules.wrong_beneficiaries(
        project.region_code, [benefit.household for benefit in beneficiaries]
    )
    if not project.benefit_linkage.strip():
        reasons.append(_("Say how the project links and leads farm households."))
    if sum(getattr(project, name) for name in Project.BUDGETS) <= 0:
        reasons.append(_("Enter the budget of at least one source."))
    if project.planned_to < project.planned_from:
        reasons.append(_("The planned completion cannot be before the planned start."))
    refuse_if(reasons)


def _write_beneficiaries(project: Project, beneficiaries: list[Benefit]) -> None:
    kept = {benefit.household.pk: benefit for benefit in beneficiaries}
    project.beneficiaries.exclude(household__in=kept).delete()
    ProjectBeneficiary.objects.bulk_create(
        [
            ProjectBeneficiary(
                project=project,
                household=benefit.household,
                region_code=benefit.household.region_code,
                how=benefit.how,
                expected_fen=benefit.expected_fen,
            )
            for benefit in kept.values()
        ],
        update_conflicts=True,
        unique_fields=["project", "household"],
        update_fields=["how", "expected_fen"],
    )
