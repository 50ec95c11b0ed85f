"""The case by which a project enters the library, and what its outcome does.

The engine (`core.cases`) walks the steps of the policy; here it learns what a project
adds: the facts shown to the deciders, and a move of the project for each outcome.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actors import Actor
from core.cases import engine, hooks
from core.cases.models import Case, CaseEvent
from projects import permissions, services
from projects.models import Project
from projects.rules import wrong_beneficiaries
from projects.snapshot import notice_cells, snapshot_of
from projects.workflow import KIND
from publicity.sources import Source, register_source


def register() -> None:
    """Register the kind of case and its effects; called from `AppConfig.ready`."""
    engine.register_kind(
        engine.CaseKind(
            slug=KIND,
            label=gettext_lazy("entry of a project into the library"),
            permission=permissions.VIEW,
            number_prefix="XM",
            subject_url=lambda case: reverse("projects:detail", args=[case.subject_id]),
            panel_url=lambda case: reverse("projects:case-panel", args=[case.pk]),
            refreeze=current_facts,
        )
    )
    register_source(KIND, Source("入库项目", notice_cells))
    for step_kind in ("task", "decision", "announcement"):
        hooks.register_blocker(step_kind, beneficiaries_gone)
    hooks.register_outcome_effect(KIND, Case.APPROVED, enter_library)
    hooks.register_outcome_effect(KIND, Case.REJECTED, return_to_declarer)
    hooks.register_outcome_effect(KIND, Case.WITHDRAWN, withdraw)


def current_facts(case: Case) -> dict[str, Any]:
    """The facts of the project as they stand now, for a case at its first step."""
    return snapshot_of(Project.objects.get(pk=case.subject_id))


def beneficiaries_gone(case: Case, step: dict[str, Any]) -> list[str]:
    """Named households that have left the registry meanwhile, and where they are taken out."""
    if case.kind != KIND:
        return []
    project = Project.objects.get(pk=case.subject_id)
    rows = project.beneficiaries.with_households()
    reasons = wrong_beneficiaries(project.region_code, [row.household for row in rows])
    first = case.steps[0]
    if reasons and step["key"] != first["key"]:
        words = _("Return the case to “%(step)s”; the project is corrected there.")
        reasons.append(words % {"step": first["name"]})
    return reasons


def enter_library(case: Case, event: CaseEvent, by: Actor) -> None:
    """The county has decided and announced: the project is in the library."""
    services.enter_library(project_id=case.subject_id, by=by, on=timezone.localdate())


def return_to_declarer(case: Case, event: CaseEvent, by: Actor) -> None:
    """A decider rejected the case: the declarer may correct the project and resubmit."""
    services.leave_case(project_id=case.subject_id, step="send_back", by=by)


def withdraw(case: Case, event: CaseEvent, by: Actor) -> None:
    """The declarer withdrew the case: the project is editable again."""
    services.leave_case(project_id=case.subject_id, step="withdraw", by=by)
