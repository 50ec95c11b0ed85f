"""How official papers name a place, and the unit that answers for it and stamps them.

See also `RegionQuerySet.with_unit`, which says the same in SQL.
"""

from __future__ import annotations

import datetime as dt

from core import codelists
from core.scope import COUNTY, TOWNSHIP, VILLAGE, level_of
from villages.models import Region

OFFICE = "county_office"
# A committee signs with its full legal name; the register has the short one.
COMMITTEES = (("村委会", "村民委员会"), ("居委会", "居民委员会"))


def office(on: dt.date) -> str:
    """What the county's office was called on a day, without the county's name."""
    return codelists.label(OFFICE, "1", on)


def unit_of(code: str, name: str, on: dt.date) -> str:
    """The unit of a place of this name: committee, township government, county office."""
    level = level_of(code)
    if level == VILLAGE:
        for short, full in COMMITTEES:
            if name.endswith(short):
                return name.removesuffix(short) + full
        return name
    if level == TOWNSHIP:
        return name + ("办事处" if name.endswith("街道") else "人民政府")
    return name + office(on) if level == COUNTY and name else name


def unit_name(code: str, on: dt.date) -> str:
    """The unit that answers for the place of a code."""
    return unit_of(code, Region.objects.names([code]).get(code, ""), on)


def short_place(region: Region) -> str:
    """A village without its committee, any other place by its name."""
    return region.short_name if region.level == VILLAGE else region.name


def place_in_titles(code: str) -> str:
    """`清河县东山镇上村`: from the county down; a wider place by its own name."""
    path = Region.objects.path(code)
    shown = [region for region in path if region.level >= COUNTY] or path[-1:]
    return "".join(short_place(region) for region in shown)
