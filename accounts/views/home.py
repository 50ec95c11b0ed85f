"""The first page: one's worklist, key figures, and what one starts oneself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.web.key_figures import figures_for
from core.web.pages import page
from core.web.shortcuts import shortcuts_for
from core.web.worklist import WorkItem, items_for
from villages.models import Region

SOON = dt.timedelta(days=3)
MOST_SHOWN = 50


@dataclass
class UrgencyGroup:
    """Work items of one urgency, each with the name of its place."""

    label: str | Promise
    tone: str
    items: list[tuple[WorkItem, str]] = field(default_factory=list)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Everyone's worklist; each provider shows only what the person may see."""
    today = timezone.localdate()
    # One more than is shown tells that there is more; how many, nobody counted.
    items = items_for(request.user, today, MOST_SHOWN + 1)
    context = {
        "today": today,
        "groups": by_urgency(items[:MOST_SHOWN], today),
        "count": min(len(items), MOST_SHOWN),
        "more": len(items) > MOST_SHOWN,
        "tiles": figures_for(request.user, today),
        "shortcuts": shortcuts_for(request.user),
    }
    return page(request, "accounts/home.html", context)


def by_urgency(items: list[WorkItem], today: dt.date) -> list[UrgencyGroup]:
    """Group the items by urgency, with the names of places; empty groups are left out."""
    names = Region.objects.names(item.region_code for item in items) if items else {}
    overdue = UrgencyGroup(_("Overdue"), "bad")
    soon = UrgencyGroup(_("Due within three days"), "warn")
    later = UrgencyGroup(_("Later"), "neutral")
    open_end = UrgencyGroup(_("Without a deadline"), "neutral")
    for item in items:
        if item.due_on is None:
            group = open_end
        elif item.due_on < today:
            group = overdue
        else:
            group = soon if item.due_on <= today + SOON else later
        group.items.append((item, names.get(item.region_code, "")))
    return [group for group in (overdue, soon, later, open_end) if group.items]
