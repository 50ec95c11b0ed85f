"""The places of the public pages: what can be chosen, and how much is posted there."""

from __future__ import annotations

from collections import Counter
from typing import Any

from core.policy.profiles import jurisdictions
from core.scope import VILLAGE, at_level, contains, valid_region_code
from publicity.models import Notice
from villages.models import Region

MOST_FOUND = 40


def is_served(code: str) -> bool:
    """Whether the place lies in a jurisdiction that works with this site."""
    if not valid_region_code.regex.search(code):
        return False
    return any(contains(served, code) for served in jurisdictions())


def choices(here: Region | None) -> list[Region]:
    """The counties of the site, or the places right below one."""
    regions = Region.objects.current()
    return list(
        regions.filter(code__in=jurisdictions())
        if here is None
        else regions.children_of(here.code)
    )


def matching(words: str) -> list[Region]:
    """Places from the county down whose name contains the words; one more than is shown."""
    found = (
        Region.objects.current()
        .filter(level__gte=3)
        .matching(words)
        .order_by("-level", "code")[: MOST_FOUND * 5]
    )
    return [region for region in found if is_served(region.code)][: MOST_FOUND + 1]


def with_counts(places: list[Region]) -> list[dict[str, Any]]:
    """Each place with the number of notices that hang in it and below it."""
    if not places:
        return []
    # One query for each parent, whatever the number of places below it.
    level = places[0].level
    counts: Counter[str] = Counter()
    current = Notice.objects.on_board()
    for region in {at_level(one.code, max(level - 1, 1)) for one in places}:
        counts.update(current.in_region(region).values_list("region_code", flat=True))
    return [
        {
            "region": one,
            "count": sum(n for code, n in counts.items() if contains(one.code, code)),
            "is_village": one.level == VILLAGE,
        }
        for one in places
    ]
