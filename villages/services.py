from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.refusals import Refused, refuse_if
from core.scope import LEVEL_LENGTHS, level_of, valid_region_code
from villages import loading
from villages.models import Region, RegionLoad
from villages.spelling import short_name, spell

# Where history begins: registration started in 2014, so that the first list a county
# loads holds from before.
BEGINNING = dt.date(2000, 1, 1)
MAX_PROBLEMS = 20


@dataclass(frozen=True)
class Place:
    """One line of a list of regions."""

    code: str
    level: int
    name: str


@dataclass(frozen=True)
class LoadResult:
    """What a load did: places = created + renamed + unchanged; `closed` vanished."""

    places: int
    repeated: int
    created: int
    renamed: int
    unchanged: int
    closed: int

    def counts(self) -> dict[str, int]:
        return dict(self.__dict__)


def is_loaded(*, digest: str, province: str = "") -> bool:
    """Whether the newest load is of this very file and covers the province asked for."""
    newest = RegionLoad.objects.order_by("-id").first()
    return (
        newest is not None
        and newest.digest == digest
        and newest.province in ("", province)
    )


@transaction.atomic
def load_regions(
    *,
    rows: Iterable[list[str]],
    source: str,
    digest: str,
    as_of: dt.date,
    province: str = "",
) -> LoadResult:
    """Bring the tree of regions in line with a list, all or nothing.

    New codes begin, vanished ones end, names follow.
    """
    _refuse_older(as_of, province)
    places, repeated = _checked(rows, province)
    result = LoadResult(len(places), repeated, **_merged(places, as_of))
    RegionLoad.objects.create(
        source=source,
        digest=digest,
        as_of=as_of,
        province=province,
        counts=result.counts(),
    )
    return result


def _merged(places: list[Place], as_of: dt.date) -> dict[str, int]:
    """Write the list over the tree; one load at a time, readers go on."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '128MB'")
        cursor.execute("LOCK TABLE villages_region IN SHARE ROW EXCLUSIVE MODE")
        loading.stage(cursor, _lines(places))
        return loading.merge(cursor, as_of=as_of, beginning=BEGINNING)


@transaction.atomic
def record_successors(*, rows: Iterable[list[str]]) -> int:
    """End each old code on its day and point it at the code that took over; all or nothing."""
    changes = list(rows)
    refuse_if(_change_problems(changes))  # all lines are judged before any is written
    for old_code, new_code, day in changes:
        heir = Region.objects.current().get(code=new_code)
        Region.objects.filter(code=old_code).latest_first().first().end(
            on=dt.date.fromisoformat(day), heir=heir
        )
    return len(changes)


def _refuse_older(as_of: dt.date, province: str) -> None:
    """An older list would end what has begun since and begin again what has ended."""
    loads = (
        RegionLoad.objects.filter(province__in=["", province])
        if province
        else RegionLoad.objects.all()
    )
    newest = loads.aggregate(day=Max("as_of"))["day"]
    if newest and as_of < newest:
        words = _(
            "A list of %(newest)s is loaded; one of %(day)s is older and cannot follow it."
        )
        raise Refused(words % {"newest": newest.isoformat(), "day": as_of.isoformat()})


def _checked(rows: Iterable[list[str]], province: str) -> tuple[list[Place], int]:
    """The places of the list once each; refused with the line numbers of what is wrong."""
    places: dict[str, Place] = {}
    problems: list[str] = []
    repeated = 0
    for number, row in enumerate(rows, start=2):
        if province and row and not row[0].startswith(province):
            continue
        if problem := _row_problem(row):
            problems.append(
                _("Line %(number)d: %(problem)s")
                % {"number": number, "problem": problem}
            )
        elif (code := row[0]) in places:
            # A city without districts stands again one level down with the same code.
            repeated += 1
        else:
            places[code] = Place(code, level_of(code), row[2].strip())
        # A file of another kind is wrong in every line: nobody reads them all.
        if len(problems) >= MAX_PROBLEMS:
            break
    refuse_if(problems)
    if not places:
        raise Refused(_("The list holds no place to load."))
    return list(places.values()), repeated


def _row_problem(row: list[str]) -> str:
    if len(row) != 3:
        return _("expected code, level, name.")
    code, level, name = row
    if not valid_region_code.regex.match(code):
        return _("“%(code)s” is not a code of 12 digits.") % {"code": code}
    if level not in {"1", "2", "3", "4", "5"}:
        return _("“%(level)s” is not a level from 1 to 5.") % {"level": level}
    if not name.strip() or len(name) > Region._meta.get_field("name").max_length:
        return _("the name is empty or too long.")
    return ""


def _lines(places: list[Place]) -> Iterator[str]:
    """COPY lines: code, name, short name, level, parent, pinyin, initials."""
    known = {place.code for place in places}
    spelt = cache(spell)  # village names repeat by the thousand
    for place in places:
        pinyin, initials = spelt(place.name)
        parent = _parent(place, known)
        short = short_name(place.name, place.level)
        columns = (
            place.code,
            place.name,
            short,
            str(place.level),
            parent,
            pinyin,
            initials,
        )
        yield "\t".join(columns) + "\n"


def _parent(place: Place, known: set[str]) -> str:
    """The nearest ancestor in the list; towns of a city without districts hang on the city."""
    for level in range(place.level - 1, 0, -1):
        code = place.code[: LEVEL_LENGTHS[level]].ljust(12, "0")
        if code != place.code and code in known:
            return code
    return ""


def _change_problems(changes: list[list[str]]) -> list[str]:
    problems = []
    codes = {code for row in changes if len(row) == 3 for code in row[:2]}
    known: dict[str, Any] = {
        region.code: region
        for region in Region.objects.filter(code__in=codes).order_by("id")
    }
    for number, row in enumerate(changes, start=2):
        if problem := _change_problem(row, known):
            problems.append(
                _("Line %(number)d: %(problem)s")
                % {"number": number, "problem": problem}
            )
    return problems


def _change_problem(row: list[str], known: dict[str, Any]) -> str:
    if len(row) != 3:
        return _("expected old_code, new_code, date.")
    old_code, new_code, day = row
    try:
        ends_on = dt.date.fromisoformat(day)
    except ValueError:
        return _("“%(day)s” is not a date like 2024-01-31.") % {"day": day}
    if old_code not in known or new_code not in known:
        return _("the code %(code)s is not known.") % {
            "code": old_code if old_code not in known else new_code
        }
    if known[new_code].valid_to is not None:
        return _("the code %(code)s has ended; nothing can be moved to it.") % {
            "code": new_code
        }
    if old_code == new_code or known[old_code].valid_from >= ends_on:
        return _("the code %(code)s cannot end on %(day)s.") % {
            "code": old_code,
            "day": day,
        }
    return ""
