"""Families of the demonstration as prototypes of many households.

The columns that do not differ between two households of one prototype are written once,
as the tail of a COPY line.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from django.db import models

from config.demo import names
from config.demo.families import Family, make_family
from config.demo.members import MALE
from config.demo.years import household_year, member_year
from core.crypto import seal
from households import rules
from households.models import (
    Household,
    HouseholdPeriod,
    Member,
    MemberPeriod,
    RegistryEvent,
)
from households.names import pinyin_of

LAST_PERIOD = 2026
PERIOD = str(LAST_PERIOD)
# Columns that each household or person has of its own; the others are the prototype's.
OWN = {
    Household: (
        "id",
        "region_code",
        "hh_no",
        "head_name",
        "head_pinyin",
        "head_initials",
        "head_id_mask",
        "phone_index",
        "phone_mask",
        "updated_at",
        "recorded_net_pc_fen",
    ),
    Member: (
        "id",
        "household",
        "region_code",
        "person_no",
        "name",
        "name_pinyin",
        "name_initials",
        "id_no_index",
        "id_tail_index",
        "id_no_mask",
    ),
    HouseholdPeriod: (
        "household",
        "region_code",
        "tr_other_fen",
        "gross_fen",
        "net_fen",
        "net_pc_fen",
    ),
    MemberPeriod: ("member", "household", "region_code"),
    RegistryEvent: ("household", "region_code"),
}


@dataclass(frozen=True)
class PersonPrototype:
    """One member: the tails of two rows, and what number and name depend on."""

    born: str
    male: bool
    young: bool
    namesake: bool
    tail: str
    year_tail: str


@dataclass(frozen=True)
class Prototype:
    """One family: the tails of its rows, its shared income, and its people."""

    tail: str
    year_tail: str
    event_tails: tuple[str, ...]
    other_fen: int
    gross_fen: int
    net_fen: int
    headcount: int
    people: tuple[PersonPrototype, ...]


class Columns:
    """The columns of the rows in the order in which their values are written."""

    def __init__(self) -> None:
        self.tails: dict[type[models.Model], tuple[str, ...]] = {}

    def tail(self, model: type[models.Model], row: dict[str, Any]) -> str:
        """The values that are not a row's own, as COPY reads them.

        Columns that the row leaves out have the model's default.
        """
        row = {name: value for name, value in row.items() if name not in OWN[model]}
        row |= {
            name: value
            for name, value in _defaults(model, row).items()
            if name not in OWN[model]
        }
        named = self.tails.setdefault(model, tuple(row))
        return "\t".join(text(row[name]) for name in named)

    def of(self, model: type[models.Model]) -> list[str]:
        return [
            model._meta.get_field(name).column
            for name in (*OWN[model], *self.tails[model])
        ]


# Of the families of the county; the same from run to run, that figures can be compared.
POOR = 0.4


def make_prototypes(
    random: Random, count: int, by: int, columns: Columns
) -> list[Prototype]:
    return [
        _prototype(random, make_family(random, LAST_PERIOD, POOR), by, columns)
        for _ in range(count)
    ]


def _prototype(random: Random, family: Family, by: int, columns: Columns) -> Prototype:
    years = [
        member_year(random, family, person, LAST_PERIOD) for person in family.people
    ]
    year = household_year(random, family, LAST_PERIOD)
    figures = _figures(family, year, years)
    record = year | figures | {"filled_by_name": "测量"}
    return Prototype(
        tail=columns.tail(Household, _household(family, year, by)),
        year_tail=columns.tail(HouseholdPeriod, record),
        event_tails=tuple(
            columns.tail(RegistryEvent, event) for event in _events(family, by)
        ),
        other_fen=year["tr_other_fen"],
        gross_fen=figures["gross_fen"] or 0,
        net_fen=figures["net_fen"] or 0,
        headcount=figures["headcount"] or 0,
        people=tuple(
            _person(family, position, record, columns)
            for position, record in enumerate(years)
        ),
    )


def _figures(
    family: Family, year: dict[str, Any], years: list[dict[str, Any]]
) -> dict[str, Any]:
    """The derived figures of the household's year."""
    people = [
        rules.Person(person.name, person.sex, person.born_on, "01", record)
        for person, record in zip(family.people, years, strict=True)
    ]
    return rules.derived(year, people, on=year["window_end"])


def _household(family: Family, year: dict[str, Any], by: int) -> dict[str, Any]:
    return {
        "group_name": "第一村民小组",
        "state": family.state,
        "first_identified_on": family.identified_on,
        "exited_on": family.exited_on,
        "member_count": len(family.people),
        "recorded_period": PERIOD,
        "recorded_attr": year["attr"],
        "recorded_cause": year["main_cause"],
        "phone_sealed": sealed(),
        "created_by": by,
        "updated_by": by,
    }


def _person(
    family: Family, position: int, record: dict[str, Any], columns: Columns
) -> PersonPrototype:
    person = family.people[position]
    row = {
        "sex": person.sex,
        "born_on": person.born_on,
        "id_no_sealed": sealed(),
        "joined_on": max(family.identified_on, person.born_on),
        "position": position,
    }
    return PersonPrototype(
        born=f"{person.born_on:%Y%m%d}",
        male=person.sex == MALE,
        young=person.born_on.year >= 1996,
        namesake=person.name[0] == family.head.name[0],
        tail=columns.tail(Member, row),
        year_tail=columns.tail(MemberPeriod, record),
    )


def _events(family: Family, by: int) -> list[dict[str, Any]]:
    size = len(family.people)
    found = [
        ("identified", family.identified_on, size),
        ("exited", family.exited_on, 0),
    ]
    return [
        {"kind": kind, "happened_on": on, "headcount_change": change, "recorded_by": by}
        for kind, on, change in found
        if on is not None
    ]


class Names:
    """Names by surname with their pinyin, made once; surnames by their frequency."""

    def __init__(self) -> None:
        self.surnames = [
            surname for surname, weight in names.SURNAMES.items() for _ in range(weight)
        ]
        givens = {
            (True, False): _pairs(names.MALE_FIRST, names.MALE_LAST),
            (False, False): _pairs(names.FEMALE_FIRST, names.FEMALE_LAST),
            (True, True): _pairs(names.YOUNG_MALE_FIRST, names.YOUNG_MALE_LAST),
            (False, True): _pairs(names.YOUNG_FEMALE_FIRST, names.YOUNG_FEMALE_LAST),
        }
        self.known = {
            (surname, *kind): [
                (surname + given, *pinyin_of(surname + given)) for given in of_kind
            ]
            for surname in names.SURNAMES
            for kind, of_kind in givens.items()
        }


@cache
def known_names() -> Names:
    return Names()


def _pairs(first: str, last: str) -> list[str]:
    return [a + b for a in first for b in last if a != b] + list(last) * 3


def _defaults(model: type[models.Model], row: dict[str, Any]) -> dict[str, Any]:
    """The defaults of the model; COPY only knows those of the database."""
    fields = [
        f
        for f in model._meta.concrete_fields
        if f.name not in row and not f.has_db_default() and not f.primary_key
    ]
    return {f.name: f.get_default() for f in fields}


def text(value: Any) -> str:
    """A value in the text format of COPY; ours hold no tabs or line ends."""
    if value is None:
        return "\\N"
    if value is True or value is False:
        return "t" if value else "f"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    if isinstance(value, list | tuple):
        return "{" + ",".join(value) + "}"
    return str(value)


@cache
def sealed() -> str:
    """A ciphertext that no row's key opens: numbers here are found, never revealed."""
    return seal("360000190001010000", "bench")
