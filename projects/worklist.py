"""Projects that await a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from core.actors import Actor
from core.web import worklist
from core.web.worklist import WorkItem
from projects import permissions
from projects.models import Project


def register() -> None:
    """Add projects to the worklist; called from `AppConfig.ready`."""
    worklist.register(awaiting_acceptance)


def awaiting_acceptance(user: Actor, today: dt.date, limit: int) -> Iterable[WorkItem]:
    """Projects under way whose planned completion has come, for the acceptance group."""
    if not user.has_perm(permissions.ACCEPT):
        return
    due = Project.objects.visible_to(user, permissions.ACCEPT).awaiting_acceptance(
        today
    )
    # Who declared a project does not accept it: see `rules.not_acceptable`.
    for project in due.exclude(declared_by=user).order_by("planned_to")[:limit]:
        yield WorkItem(
            kind=str(_("project to accept")),
            title=project.name,
            reason=_(
                "Planned completion has come; inspect the work and record the acceptance."
            ),
            url=reverse("projects:accept", args=[project.pk]),
            region_code=project.region_code,
            due_on=project.planned_to,
        )
