"""What of projects a person sees on other pages: the worklist, the figures, the timeline of a household."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from core import codelists
from core.web.key_figures import KeyFigure
from core.web.worklist import WorkItem
from households.models import Household
from households.timeline import Entry, newest_days
from projects.categories import MEASURE
from projects.models import Measure, Project


def awaiting_acceptance(user: Any, today: dt.date, limit: int) -> Iterable[WorkItem]:
    """Projects under way whose planned completion has come, for those who may accept them."""
    if not user.has_perm("projects.accept_project"):
        return
    due = Project.objects.visible_to(
        user, "projects.accept_project"
    ).awaiting_acceptance(today)
    for project in due.exclude(declared_by=user).order_by("planned_to")[:limit]:
        yield WorkItem(
            kind=str(_("project to accept")),
            title=project.name,
            reason=_(
                "Planned completion has come; look at the work and record the acceptance."
            ),
            url=reverse("projects:accept", args=[project.pk]),
            region_code=project.region_code,
            due_on=project.planned_to,
        )


def library_tiles(user: Any, today: dt.date) -> Iterable[KeyFigure]:
    """How many projects the library of one's regions holds this year, and for how much."""
    if not user.has_perm("projects.view_project"):
        return
    held = Project.objects.visible_to(user).in_library().of_year(today.year)
    figures = held.aggregate(count=Count("pk"), budget=Sum("budget_fen"))
    yield KeyFigure(
        label=_("Projects in the library"),
        value=f"{figures['count']:,}",
        url=f"{reverse('projects:list')}?year={today.year}",
        note=_("budget %(amount)s × 10,000 yuan")
        % {"amount": f"{(figures['budget'] or 0) / 1_000_000:,.2f}"},
        icon="clipboard-list",
        order=60,
    )


def measures_of(
    household: Household, user: Any, before: dt.datetime | None, limit: int
) -> Iterable[Entry]:
    """What was done for a household, on the day it was done."""
    if not user.can("projects.view_project", household.region_code):
        return
    rows = Measure.objects.filter(household=household).select_related("recorded_by")
    for row in newest_days(rows, before, limit):
        words = [row.content]
        if row.amount_fen:
            words.append(
                _("%(amount)s yuan") % {"amount": f"{row.amount_fen / 100:,.2f}"}
            )
        title = _("Help: %(kind)s") % {"kind": codelists.label(MEASURE, row.kind)}
        yield Entry(
            row.happened_on,
            title,
            by=row.recorded_by.name,
            text=" · ".join(words),
            icon="flag",
            tone="good",
        )
