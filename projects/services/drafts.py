"""Declare a project and correct its draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, codelists
from core.actors import Actor
from core.cases.models import Case
from core.constraints import explained
from core.forms.idempotency import SentOtherwise, remember, sent_before
from core.ids import uuid7
from core.numbering import next_number
from core.permissions import check_place
from core.refusals import Refused, Stale, refuse_if
from households.models import Household
from projects import permissions, rules
from projects.categories import TYPE, levels_of
from projects.models import Project, ProjectBeneficiary
from projects.services.stages import locked_project
from projects.workflow import KIND, State

# What the declarer fills in; all else is written by the steps of the workflow.
FIELDS = (
    "name",
    "nature",
    "content",
    "site",
    "planned_from",
    "planned_to",
    "plan_year",
    "responsible_unit",
    "responsible_person",
    "budget_special_fen",
    "budget_fiscal_fen",
    "budget_bond_fen",
    "budget_other_fen",
    "standard_fen",
    "standard_unit",
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
    """A household that a project is to benefit."""

    household: Household
    how: str
    expected_fen: int = 0


@transaction.atomic
def declare_project(
    *,
    region_code: str,
    values: Mapping[str, Any],
    beneficiaries: Iterable[Benefit],
    by: Actor,
    key: UUID | None = None,
    amend: bool = False,
) -> Project:
    """Save a draft in the declarer's own place, once for a form's key.

    Nobody is asked to do anything before it is submitted. `amend` changes the draft
    that the same form has made from other content.
    """
    check_place(permissions.DECLARE, region_code, by)
    benefits = list(beneficiaries)
    sent = [region_code, _declared_fields(values), _sent_rows(benefits)]
    # Before the draft is checked: the form sent again must find its project.
    own = Project.objects.filter(declared_by=by)
    if earlier := sent_before(own, key, sent, by):
        if not earlier.is_same:
            _amend(earlier.made, values, benefits, by=by, amend=amend)
            remember(key, sent, earlier.made, by)
        return earlier.made
    fields = _declared_fields(values)
    project = Project(
        id=key or uuid7(), region_code=region_code, declared_by=by, **fields
    )
    _save_draft(project, benefits)
    remember(key, sent, project, by)
    audit.record(
        by=by, verb="project.declare", target=project, after={"number": project.number}
    )
    return project


def _save_draft(project: Project, benefits: list[Benefit]) -> None:
    """Number and store a new draft with the households it names."""
    today = timezone.localdate()
    place = project.region_code
    project.number = next_number(prefix="KU", region_code=place, on=today)
    _check_draft(project, benefits)
    with explained():
        project.save(force_insert=True)
        _replace_beneficiaries(project, benefits)


def _amend(
    project: Project,
    values: Mapping[str, Any],
    benefits: list[Benefit],
    *,
    by: Actor,
    amend: bool,
) -> None:
    """Change what the same form has declared, once its person knows of it."""
    if not amend:
        words = _(
            "This form has already saved the draft %(number)s. Send it once more to "
            "change that draft to what stands here."
        )
        raise SentOtherwise(project, words % {"number": project.number})
    change_project(
        project_id=project.pk,
        values=values,
        beneficiaries=benefits,
        by=by,
        version=project.version,
    )


def _sent_rows(benefits: Iterable[Benefit]) -> list[tuple[Any, str, int]]:
    return [(row.household.pk, row.how, row.expected_fen) for row in benefits]


@transaction.atomic
def change_project(
    *,
    project_id: Any,
    values: Mapping[str, Any],
    beneficiaries: Iterable[Benefit],
    by: Actor,
    version: int,
) -> Project:
    """Correct a draft or a returned project; refused when somebody changed it meanwhile."""
    project = locked_project(project_id)
    check_place(permissions.DECLARE, project.region_code, by)
    # Under the row lock: two people who save at once do not both pass.
    _check_editable(project, version)
    benefits = list(beneficiaries)
    changes = {
        name: value
        for name, value in _declared_fields(values).items()
        if getattr(project, name) != value
    }
    for name, value in changes.items():
        # Set before the check, which judges the project as it would be saved.
        setattr(project, name, value)
    _check_draft(project, benefits)
    project.version += 1
    with explained():
        project.save(update_fields=[*changes, "version", "updated_at"])
        _replace_beneficiaries(project, benefits)
    audit.record(
        by=by, verb="project.change", target=project, after={"fields": sorted(changes)}
    )
    return project


def is_editable(project: Project) -> bool:
    """Before it is declared, or while its case is back at the first step.

    See also `projects.triggers.OPEN_AT_FIRST_STEP`, which asks the same in SQL.
    """
    if project.state in Project.EDITABLE:
        return True
    case = Case.objects.of_kind(KIND).about(project.pk).still_open().first()
    return (
        project.state == State.DECLARED
        and case is not None
        and case.state == case.steps[0]["key"]
    )


def _check_editable(project: Project, version: int) -> None:
    """Refuse a change over somebody else's change, or of a project under decision."""
    if project.version != version:
        raise Stale(
            _(
                "Somebody has changed this project meanwhile; "
                "look at it again before you save."
            )
        )
    if not is_editable(project):
        raise Refused(
            _(
                "The project has been declared; "
                "ask the deciding office to return it first."
            )
        )


def _declared_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """The declarer's values by field; the `category` code gives all three levels."""
    known = {name: value for name, value in values.items() if name in FIELDS}
    if "category" in values:
        known |= dict(zip(CATEGORIES, levels_of(values["category"]), strict=True))
    return known


def _check_draft(project: Project, beneficiaries: list[Benefit]) -> None:
    """Refuse with every reason at once, so that the declarer corrects all of them."""
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
    reasons += rules.wrong_plan_year(project)
    refuse_if(reasons)


def _replace_beneficiaries(project: Project, beneficiaries: list[Benefit]) -> None:
    """Keep, update, add and remove rows until they are the given ones."""
    # Two rows of one household were refused above; here a household has one row.
    by_household = {benefit.household.pk: benefit for benefit in beneficiaries}
    project.beneficiaries.exclude(household__in=by_household).delete()
    ProjectBeneficiary.objects.bulk_create(
        [
            ProjectBeneficiary(
                project=project,
                household=benefit.household,
                region_code=benefit.household.region_code,
                how=benefit.how,
                expected_fen=benefit.expected_fen,
            )
            for benefit in by_household.values()
        ],
        update_conflicts=True,
        unique_fields=["project", "household"],
        update_fields=["how", "expected_fen"],
    )
