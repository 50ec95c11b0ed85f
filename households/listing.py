"""The list of households: which rows, in which order, a page at a time by key.

Every order the list offers is read from an index, in the scope it is offered for. The
trap is an index that begins with the sorted value: for one village among a million
households PostgreSQL walks it for minutes, through rows it throws away. So the plain
order is the place `(region_code, id)`, which a range reads directly at any level. The
other orders begin with the county, and are offered within one county only. A filter has
its own index `(value, region_code, id)`, so that a rare value is found directly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.scope import COUNTY, at_level, level_of, subtree
from core.web.paging import Page, keyset_page
from households.filters import HouseholdFilter
from households.models import Household
from households.periods import open_periods
from households.permissions import VIEW
from households.querysets import HouseholdQuerySet, sees_whole


@dataclass(frozen=True)
class Sort:
    """One order of the list; `by_county` when its index begins with the county."""

    label: str | Promise
    order: tuple[str, ...]
    by_county: bool = True
    needs_income: bool = False


PLACE = Sort(_("By place"), ("region_code", "id"), by_county=False)
SORTS = {
    "": PLACE,
    "income": Sort(
        _("Lowest income first"), ("recorded_net_pc_fen", "id"), needs_income=True
    ),
    "-income": Sort(
        _("Highest income first"), ("-recorded_net_pc_fen", "-id"), needs_income=True
    ),
    "head": Sort(_("By name of the head"), ("head_pinyin", "id")),
    "-updated": Sort(_("Latest changed first"), ("-updated_at", "-id")),
}


@dataclass(frozen=True)
class Listing:
    """A page of the list with what the page needs to know of itself."""

    page: Page
    filters: HouseholdFilter
    sorts: dict[str, Sort]
    sort: str

    @property
    def needs_income(self) -> bool:
        """Whether households without a recorded income are left out."""
        return self.sorts[self.sort].needs_income

    @cached_property
    def current_period(self) -> str:
        """The period whose figures need no year beside them."""
        begun = open_periods(timezone.localdate())
        return begun[0].code if begun else ""


def households_page(
    user: Actor,
    asked: Mapping[str, str],
    *,
    found: HouseholdQuerySet | None = None,
    size: int = 50,
) -> Listing:
    """One page of the households a person sees, as asked for.

    `found` keeps to the households that a search found.
    """
    filters = HouseholdFilter(
        asked,
        queryset=Household.objects.none(),
        searching=found is not None,
        user=user,
    )
    county = county_of(user, filters.place)
    sorts = _sorts(county)
    name = asked.get("sort", "")
    sort = sorts.get(name, PLACE)
    # Counted by place, where an index answers alone; read in the order asked for.
    counted = [
        _narrowed(part, filters, sort, found)
        for part in visible_parts(user, filters.place, sort)
    ]
    rows = counted
    if sort.by_county and sees_whole(user, county) and filters.place in ("", county):
        whole = Household.objects.visible_county(user, county)
        rows = [_narrowed(whole, filters, sort, found)]
    elif sort.by_county:
        rows = [part.in_counties([county]) for part in counted]
    page = keyset_page(rows, asked, order=sort.order, size=size, counted=counted)
    return Listing(page, filters, sorts, name if name in sorts else "")


def _sorts(county: str) -> dict[str, Sort]:
    """Only the plain order is read from an index in more than one county."""
    return SORTS if county else {"": PLACE}


def visible_parts(
    user: Actor, region: str, sort: Sort = PLACE
) -> list[HouseholdQuerySet]:
    """The households a person sees in a region: one query for each range of their roles.

    In order of place. Ranges joined by OR would make PostgreSQL walk the index from its
    beginning; asked for one by one they are read directly.
    """
    rows = Household.objects.visible_to(user)
    if region:
        rows = rows.in_region(region)
    ranges = user.scope_ranges(VIEW)
    # The orders by county have the county first in their index: ranges of places within
    # it do not break them into parts.
    if len(ranges) < 2 or sort.by_county:
        return [rows]
    parts = [
        rows.filter(region_code__gte=lo, region_code__lt=hi)
        for lo, hi in ranges
        if _meets(lo, hi, region)
    ]
    # None of the roles reaches the region: an empty list, not an unfiltered one.
    return parts or [rows.none()]


def county_of(user: Actor, region: str) -> str:
    """The one county the list lies in; empty when it is wider."""
    if region:
        return at_level(region, COUNTY) if level_of(region) >= COUNTY else ""
    ranges = user.scope_ranges(VIEW)
    county = at_level(ranges[0][0], COUNTY) if ranges else ""
    if not county or level_of(county) < COUNTY:
        return ""
    first, end = subtree(county)
    return county if all(first <= lo and hi <= end for lo, hi in ranges) else ""


def _narrowed(
    rows: HouseholdQuerySet,
    filters: HouseholdFilter,
    sort: Sort,
    found: HouseholdQuerySet | None,
) -> HouseholdQuerySet:
    # What a search found is a short list of ids, whatever the order.
    if found is not None:
        rows = rows & found
    if sort.needs_income:
        rows = rows.with_income()
    return filters.narrow(rows).for_list()


def _meets(lo: str, hi: str, region: str) -> bool:
    if not region:
        return True
    first, last = subtree(region)
    return lo < last and first < hi
