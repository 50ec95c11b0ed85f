"""What the registry puts on a person's worklist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.cache import cache
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import Draft
from core.scope import COUNTY, level_of
from core.web.key_figures import KeyFigure
from core.web.worklist import WorkItem
from households.models import Household
from households.sheet import drafts

VIEW, ADD = "households.view_household", "households.add_household"
REMEMBERED = 10 * 60


def drafts_of(user: Any, today: dt.date, limit: int) -> Iterable[WorkItem]:
    """Sheets begun and not handed in."""
    found = list(
        Draft.objects.filter(owner=user, form_key__startswith="household:").order_by(
            "updated_at"
        )[:limit]
    )
    stored = (
        Household.objects.visible_to(user).in_bulk([draft.entity_id for draft in found])
        if found
        else {}
    )
    for draft in found:
        household = stored.get(draft.entity_id)
        is_new = draft.form_key == drafts.NEW
        if not (user.has_perm(ADD) if is_new else household):
            continue  # begun in a role that has ended
        yield WorkItem(
            kind=_("Sheet not handed in"),
            title=household.head_name
            if household
            else drafts.name_in(draft) or _("A new household"),
            reason=_("This new household is not registered yet.")
            if is_new
            else _("You began this sheet and have not saved it yet."),
            url=_address(draft, is_new=is_new),
            region_code=household.region_code if household else "",
            since=draft.updated_at,
        )


def _address(draft: Draft, *, is_new: bool) -> str:
    if is_new:
        return f"{reverse('households:create')}?sheet={draft.entity_id}"
    period = draft.form_key.partition(":")[2]
    return f"{reverse('households:update', args=[draft.entity_id])}?period={period}"


def household_tiles(user: Any, today: dt.date) -> Iterable[KeyFigure]:
    """How many households are poor and how many have left poverty in one's places; each figure opens its list."""
    if not user.has_perm(VIEW):
        return
    counts, address = _counts(user), reverse("households:list")
    for label, group, states, icon, order in (
        (_("Poor households"), "poor", Household.POOR, "home", 10),
        (
            _("Households that have left poverty"),
            "exited",
            Household.EXITED,
            "trending-up",
            20,
        ),
    ):
        count = sum(counts.get(state, 0) for state in states)
        yield KeyFigure(
            label,
            f"{count:,}",
            f"{address}?state={group}",
            unit=_("households"),
            icon=icon,
            order=order,
        )


def _counts(user: Any) -> dict[str, int]:
    """By state; above a county the million is counted once in ten minutes, not at every sign-in."""
    ranges = user.scope_ranges(VIEW)
    rows = (
        Household.objects.visible_to(user, VIEW)
        .order_by()
        .values_list("state")
        .annotate(count=Count("pk"))
    )
    if all(level_of(low) >= COUNTY for low, _high in ranges):
        return dict(rows)
    key = "households-counted:" + ",".join(low for low, _high in ranges)[:200]
    return cache.get_or_set(key, lambda: dict(rows), REMEMBERED)
