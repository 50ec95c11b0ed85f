"""`{{ household.region_code|place:names }}`: where a row is, in words."""

from __future__ import annotations

from django import template

from core.scope import LEVEL_LENGTHS, VILLAGE, level_of
from villages.spelling import short_name

register = template.Library()


@register.filter
def place(code: str, names: dict[str, str]) -> str:
    """The name of a code among names read beforehand; an unknown code stays a code."""
    return names.get(code, code)


@register.filter
def village(code: str, names: dict[str, str]) -> str:
    """The name of a village as people say it, without its committee."""
    return short_name(names[code], level_of(code)) if code in names else code


@register.filter
def above(code: str, names: dict[str, str]) -> str:
    """The names of everything above a place, province first."""
    codes = dict.fromkeys(
        code[:digits].ljust(12, "0") for digits in LEVEL_LENGTHS.values()
    )
    return " ".join(names[upper] for upper in codes if upper != code and upper in names)


@register.filter
def township(code: str, names: dict[str, str]) -> str:
    """The name of the township a village belongs to."""
    return names.get(code[:9] + "000", "") if level_of(code) == VILLAGE else ""
