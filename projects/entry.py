"""The case by which a project enters the library, and what its end does to the project."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.cases import engine
from core.cases.models import Case, CaseEvent
from projects import services
from projects.models import Project
from projects.snapshot import notice_cells, snapshot_of
from projects.workflow import KIND
from publicity.sources import Source, register_source


def refreeze(case: Case) -> dict[str, Any]:
    return snapshot_of(Project.objects.get(pk=case.subject_id))


def entered(case: Case, event: CaseEvent, by: Any) -> None:
    """The county has decided and announced: the project is in the library."""
    services.enter_library(project_id=case.subject_id, by=by, on=timezone.localdate())


def sent_back(case: Case, event: CaseEvent, by: Any) -> None:
    services.leave_case(project_id=case.subject_id, step="send_back", by=by)


def withdrawn(case: Case, event: CaseEvent, by: Any) -> None:
    services.leave_case(project_id=case.subject_id, step="withdraw", by=by)


def register() -> None:
    """Make the kind known to the process engine; once, at start."""
    engine.register_kind(
        engine.CaseKind(
            slug=KIND,
            label=_("entry of a project into the library"),
            permission="projects.view_project",
            number_prefix="XM",
            subject_url=lambda case: reverse("projects:detail", args=[case.subject_id]),
            panel_url=lambda case: reverse("projects:case-panel", args=[case.pk]),
            refreeze=refreeze,
        )
    )
    register_source(KIND, Source("入库项目", notice_cells))
    engine.on_outcome(KIND, Case.APPROVED)(entered)
    engine.on_outcome(KIND, Case.REJECTED)(sent_back)
    engine.on_outcome(KIND, Case.WITHDRAWN)(withdrawn)
