"""What the rows and heads of a ledger are written with: places, units, words of the year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core import codelists
from core.scope import COUNTY, TOWNSHIP, at_level
from ledgers.declaration import LedgerQuery
from villages.models import Region
from villages.units import place_in_titles, short_place, unit_name, unit_of

PAPER = "paper"


@dataclass(frozen=True)
class Words:
    """The names of the places of one ledger, and the day whose words it speaks."""

    places: Mapping[str, str]
    full_names: Mapping[str, str]
    on: dt.date

    def unit(self, code: str, on: dt.date) -> str:
        """The unit that answered for a place on a day."""
        return unit_of(code, self.full_names.get(code, ""), on)


def day_of(year: int, query: LedgerQuery) -> dt.date:
    """The day whose words a paper of a year speaks: its last one, or today before that."""
    return min(dt.date(year, 12, 31), query.on)


def words_for(query: LedgerQuery, on: dt.date) -> Words:
    """The names of the query's own county and of all below it; ended places keep theirs."""
    below = Region.objects.below(at_level(query.region_code, COUNTY))
    regions = list(below.order_by("code", "valid_from"))
    return Words(
        {region.code: short_place(region) for region in regions},
        {region.code: region.name for region in regions},
        on,
    )


def title(query: LedgerQuery, year: Any, name: str, on: dt.date) -> str:
    """`清河县东山镇2026年…`: place, year and the paper's name of that time."""
    when = f"{year}年" if year else ""
    words = codelists.label(PAPER, name, on)
    return f"{place_in_titles(query.region_code)}{when}{words}"


def head(name: str, on: dt.date) -> str:
    """A head that was called differently in other years."""
    return codelists.label(PAPER, name, on)


def reporter(query: LedgerQuery, on: dt.date) -> str:
    """The unit that fills in the paper."""
    return unit_name(query.region_code, on)


def county(code: str, words: Words) -> str:
    return words.places.get(at_level(code, COUNTY), "")


def township(code: str, words: Words) -> str:
    """The township of a code; empty for a county."""
    above = at_level(code, TOWNSHIP)
    return words.places.get(above, "") if above != at_level(code, COUNTY) else ""


def village(code: str, words: Words) -> str:
    """The village, without its committee; empty for a place above a village."""
    return words.places.get(code, "") if code != at_level(code, TOWNSHIP) else ""


def label(list_name: str) -> Callable[[Any, Words], str]:
    """A code, or several, as the paper's year called it."""

    def labelled(value: Any, words: Words) -> str:
        codes = value if isinstance(value, list) else [value]
        return codelists.labels(list_name, [code for code in codes if code], words.on)

    return labelled
