"""Places as a search box wants them: code, name, and the names above."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from core.scope import LEVEL_LENGTHS
from villages.models import Region
from villages.querysets import RegionQuerySet

MOST = 20


def found_places(user: Any, asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """The first places that match `q`; `scope=1` keeps to the person's own posts, `level` and `within` narrow."""
    regions = narrowed(Region.objects.current().matching(asked.get("q", "")), asked)
    if asked.get("scope") == "1":
        regions = regions.in_scope_of(user, asked.get("permission") or None)
    return with_paths(list(regions.order_by("level", "code")[:MOST]))


def narrowed(regions: RegionQuerySet, asked: Mapping[str, str]) -> RegionQuerySet:
    """Keep to one `level` and to what lies `within` a place, when asked; nonsense is ignored."""
    if asked.get("level") in {"1", "2", "3", "4", "5"}:
        regions = regions.at_level(int(asked["level"]))
    if re.fullmatch(r"[0-9]{12}", asked.get("within", "")):
        regions = regions.below(asked["within"])
    return regions


def with_paths(regions: list[Region]) -> list[dict[str, Any]]:
    """Each place with the names of everything above it, in one more query."""
    names = Region.objects.names_up([region.code for region in regions])
    return [
        {"code": region.code, "name": region.name, "level": region.level, "path": _path(region.code, names)}
        for region in regions
    ]


def _path(code: str, names: dict[str, str]) -> str:
    above = dict.fromkeys(code[:digits].ljust(12, "0") for digits in LEVEL_LENGTHS.values())
    return " ".join(names[upper] for upper in above if upper != code and upper in names)
