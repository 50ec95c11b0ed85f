"""How many households are poor, have left poverty, or are gone: one query for every page.

The first page, the panel of a place and the list behind them show the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.cache import cache
from django.db.models import Count

from core.actors import Actor
from core.scope import COUNTY, level_of, subtree
from households.models import Household
from households.permissions import VIEW

REMEMBERED = 10 * 60


def counts_by_state(user: Actor, region: str = "") -> dict[str, int]:
    """How many households a person sees in each status, in a region or everywhere.

    Above a county a million are counted: once in ten minutes, not at every sign-in.
    """
    ranges = list(user.scope_ranges(VIEW))
    if region and ranges == [subtree(region)]:
        region = ""  # all that the person sees: the figure of the first page
    rows = Household.objects.visible_to(user, VIEW)
    if region:
        rows = rows.in_region(region)
    rows = rows.order_by().values_list("state").annotate(count=Count("pk"))
    asked = [region] if region else [low for low, _high in ranges]
    if all(level_of(low) >= COUNTY for low in asked):
        return dict(rows)
    scope = ",".join(low for low, _high in ranges)
    key = f"households-counted:{region}:{scope}"[:240]
    return cache.get_or_set(key, lambda: dict(rows), REMEMBERED)


def count_of(counts: Mapping[str, int], states: Iterable[Any]) -> int:
    """The households in any of the statuses: `Household.POOR`, `EXITED`, `ACTIVE`."""
    return sum(counts.get(state, 0) for state in states)
