"""What of projects awaits a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.worklist import WorkItem
from projects.models import Project


def awaiting_acceptance(user: Any, today: dt.date, limit: int) -> Iterable[WorkItem]:
    """Projects under way whose planned completion has come, for those who may accept them."""
    if not user.has_perm("projects.accept_project"):
        return
    due = Project.objects.visible_to(user, "projects.accept_project").awaiting_acceptance(today)
    for project in due.exclude(declared_by=user).order_by("planned_to")[:limit]:
        yield WorkItem(
            kind=str(_("project to accept")),
            title=project.name,
            reason=_("Planned completion has come; look at the work and record the acceptance."),
            url=reverse("projects:accept", args=[project.pk]),
            region_code=project.region_code,
            due_on=project.planned_to,
        )
