"""The server side of the place picker: code, name, and the names above."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from core.actors import Actor
from core.scope import LEVEL_LENGTHS, valid_region_code
from villages.models import Region
from villages.querysets import RegionQuerySet
from villages.spelling import short_name

MAX_PLACES, MAX_NAMED = 20, 5


def found_places(user: Actor, asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """The first places that match `q`, for the place picker.

    `scope=1` keeps to the person's own posts, `level` and `within` narrow.
    """
    regions = narrowed(Region.objects.current().matching(asked.get("q", "")), asked)
    if asked.get("scope") == "1":
        regions = regions.in_scope_of(user, asked.get("permission") or None)
    return with_paths(list(regions.order_by("level", "code")[:MAX_PLACES]))


def code_of(user: Actor, text: str, asked: Mapping[str, str]) -> tuple[str, str]:
    """The code a typed place means, or the sentence why there is none.

    Without JavaScript a name is typed as it is.
    """
    text = text.strip()
    if not text or valid_region_code.regex.match(text):
        return text, ""
    found = found_places(user, {**asked, "q": text})
    same = [
        place
        for place in found
        if text in (place["name"], short_name(place["name"], place["level"]))
    ]
    # A name typed in full wins over longer ones that contain it.
    candidates = same or found
    if len(candidates) == 1:
        return candidates[0]["code"], ""
    if not candidates:
        return "", _("There is no place “%(text)s” in your area.") % {"text": text}
    return "", _several(text, candidates)


def _several(text: str, places: list[dict[str, Any]]) -> str:
    """Which places a name may mean, each with the code to type instead."""
    named = "、".join(
        f"{place['name']}（{place['path']} {place['code']}）"
        for place in places[:MAX_NAMED]
    )
    return _(
        "Several places are called “%(text)s”; enter the code of one: %(places)s."
    ) % {"text": text, "places": named}


def with_code(
    user: Actor, params: QueryDict, name: str = "region"
) -> tuple[QueryDict, list[str]]:
    """The conditions of a list with the code for a place typed by name, and why not.

    What is no place stays as it was typed: the list says so and shows nothing.
    """
    typed = params.get(name, "")
    code, problem = code_of(user, typed, {"scope": "1"})
    if code == typed or problem:
        return params, [problem] if problem else []
    params = params.copy()
    params[name] = code
    return params, []


def narrowed(regions: RegionQuerySet, asked: Mapping[str, str]) -> RegionQuerySet:
    """Keep to one `level` and to what lies `within` a place, when asked; nonsense is ignored."""
    if asked.get("level") in {"1", "2", "3", "4", "5"}:
        regions = regions.at_level(int(asked["level"]))
    # Not \d: digits of other scripts are no code.
    if re.fullmatch(r"[0-9]{12}", asked.get("within", "")):
        regions = regions.below(asked["within"])
    return regions


def with_paths(regions: list[Region]) -> list[dict[str, Any]]:
    """Each place with the names of everything above it, in one more query."""
    names = Region.objects.names_up([region.code for region in regions])
    return [
        {
            "code": region.code,
            "name": region.name,
            "level": region.level,
            "path": _path(region.code, names),
        }
        for region in regions
    ]


def _path(code: str, names: dict[str, str]) -> str:
    above = dict.fromkeys(
        code[:digits].ljust(12, "0") for digits in LEVEL_LENGTHS.values()
    )
    return " ".join(names[upper] for upper in above if upper != code and upper in names)
