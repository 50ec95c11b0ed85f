"""The project library in the key figures of the first page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from core.actors import Actor
from core.web import key_figures
from core.web.formats import wan
from core.web.key_figures import KeyFigure
from projects import permissions
from projects.models import Project


def register() -> None:
    """Add the library to the key figures; called from `AppConfig.ready`."""
    key_figures.register(library_figures)


def library_figures(user: Actor, today: dt.date) -> Iterable[KeyFigure]:
    """How many projects of this year the library of one's regions holds, and their budget."""
    if not user.has_perm(permissions.VIEW):
        return
    held = Project.objects.visible_to(user).in_library().of_year(today.year)
    figures = held.aggregate(count=Count("pk"), budget=Sum("budget_fen"))
    yield KeyFigure(
        label=_("Projects in the library"),
        value=f"{figures['count']:,}",
        url=f"{reverse('projects:list')}?year={today.year}",
        note=_("budget %(amount)s × 10,000 yuan")
        % {"amount": wan(figures["budget"] or 0)},
        icon="clipboard-list",
        order=60,
    )
