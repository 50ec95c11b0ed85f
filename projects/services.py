"""The verbs of projects: declare, submit, start, accept, and what was done for a household."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser as User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, codelists
from core.cases import engine
from core.cases.models import Case
from core.forms.idempotency import find_existing
from core.ids import uuid7
from core.numbering import next_number
from core.policy.profiles import policy_for
from core.refusals import Refused, Stale, refuse_if
from core.scope import contains
from households.models import Household
from projects import rules
from projects.categories import TYPE, levels_of
from projects.models import Acceptance, Measure, Project, ProjectBeneficiary
from projects.sections import entry_steps
from projects.snapshot import snapshot_of
from projects.workflow import KIND, State, step_named

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
    _check_place("projects.add_project", region_code, by)
    if before := find_existing(Project.objects.filter(declared_by=by), key):
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
    project = _locked(project_id)
    _check_place("projects.add_project", project.region_code, by)
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


@transaction.atomic
def submit_project(*, project_id: Any, by: User, on: dt.date) -> Case:
    """Hand a draft in: its case opens at the first step of the policy of that day, its facts frozen."""
    project = _locked(project_id)
    _check_place("projects.add_project", project.region_code, by)
    refuse_if(rules.not_ready_to_submit(project, project.beneficiaries.count()))
    policy = policy_for(project.region_code, on)
    project.declared_on = on
    _step(project, "submit", by, "declared_on")
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
    project = _locked(project_id)
    project.in_library_on = on
    return _step(project, "enter", by, "in_library_on")


@transaction.atomic
def leave_case(*, project_id: Any, step: str, by: User) -> Project:
    """What a rejection (`send_back`) or withdrawal (`withdraw`) of the case does."""
    return _step(_locked(project_id), step, by)


@transaction.atomic
def mark_funded(*, project_id: Any, by: User) -> Project:
    """The first money has been allocated."""
    project = _locked(project_id)
    return _step(project, "fund", by) if project.state == State.IN_LIBRARY else project


@transaction.atomic
def unmark_funded(*, project_id: Any, by: User) -> Project:
    """The last money has been taken back before the work began."""
    project = _locked(project_id)
    return _step(project, "unfund", by) if project.state == State.FUNDED else project


@transaction.atomic
def start_project(*, project_id: Any, by: User, on: dt.date) -> Project:
    """The work begins; only what has money begins."""
    project = _locked(project_id)
    _check_place("projects.change_project", project.region_code, by)
    refuse_if(rules.wrong_stage(project, "start"))
    project.started_on = on
    return _step(project, "start", by, "started_on")


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
    project = _locked(project_id)
    _check_place("projects.accept_project", project.region_code, by)
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
        _step(project, "accept", by)
        _give_measures(project, kind=measure_kind, happened_on=accepted_on, by=by)
    audit.record(by=by, verb="project.accept", target=project, after={"passed": passed})
    return acceptance


@transaction.atomic
def record_measure(
    *,
    household: Household,
    kind: str,
    happened_on: dt.date,
    content: str,
    by: User,
    on: dt.date,
    project: Project | None = None,
    amount_fen: int | None = None,
    quantity: Decimal | None = None,
    unit: str = "",
    key: UUID | None = None,
) -> Measure:
    """Write down what was done for a household, once for a key."""
    _check_place("projects.change_project", household.region_code, by)
    if before := find_existing(Measure.objects.filter(recorded_by=by), key):
        return before
    if happened_on > on:
        raise Refused(_("The date of a measure cannot be in the future."))
    measure = Measure.objects.create(
        id=key or uuid7(),
        household=household,
        region_code=household.region_code,
        project=project,
        kind=kind,
        happened_on=happened_on,
        content=content,
        amount_fen=amount_fen,
        quantity=quantity,
        unit=unit,
        recorded_by=by,
    )
    audit.record(by=by, verb="measure.record", target=measure)
    return measure


@transaction.atomic
def confirm_measure(
    *, measure_id: Any, confirmed_on: dt.date, by: User, on: dt.date
) -> Measure:
    """The household has confirmed; once, and not before it happened."""
    measure = Measure.objects.select_for_update().get(pk=measure_id)
    _check_place("projects.change_project", measure.region_code, by)
    if measure.confirmed_on:
        raise Refused(_("The household has already confirmed this measure."))
    if not measure.happened_on <= confirmed_on <= on:
        raise Refused(_("The day of confirmation lies between the measure and today."))
    measure.confirmed_on = confirmed_on
    measure.save(update_fields=["confirmed_on"])
    audit.record(by=by, verb="measure.confirm", target=measure)
    return measure


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


def _locked(project_id: Any) -> Project:
    return (
        Project.objects.select_for_update(of=("self",))
        .select_related("declared_by")
        .get(pk=project_id)
    )


def _check_place(permission: str, region_code: str, by: User) -> None:
    if not by.can(permission, region_code):
        raise Refused(_("This place is outside the area you may work for."))


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


def _step(project: Project, name: str, by: User, *fields: str) -> Project:
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
