"""Samples of a filled registry: people, their families and places."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from core.scope import COUNTY, PREFECTURE, PROVINCE, TOWNSHIP, VILLAGE, at_level
from households.identity import check_character
from households.querysets import id_no_index
from scripts.bench.row_generator import FIRST_KEY_MS, FIRST_PREFIX, phone_of

LEVELS = {
    "province": PROVINCE,
    "city": PREFECTURE,
    "county": COUNTY,
    "township": TOWNSHIP,
    "village": VILLAGE,
}
MOST_PREFIXES = 60


@dataclass(frozen=True)
class Sample:
    """A person of the registry, the family, and the village."""

    village: str
    household: UUID
    hh_no: str
    person_no: str
    name: str
    pinyin: str
    initials: str
    id_no: str
    phone: str

    def place(self, level: str) -> str:
        return at_level(self.village, LEVELS[level])


def samples(count: int) -> list[Sample]:
    """So many people, each equally likely, the same ones every time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT h.region_code, h.id, h.hh_no, m.person_no, m.name,"
            " replace(m.name_pinyin, ' ', ''), m.name_initials, m.born_on, m.id_no_mask,"
            " m.id_no_index FROM households_member m"
            " JOIN households_household h ON h.id = m.household_id"
            " WHERE length(m.name) = 3 ORDER BY hashtext(m.person_no) LIMIT %s",
            [count],
        )
        return [_sample(*row) for row in cursor.fetchall()]


def _sample(*row: Any) -> Sample:
    *known, born_on, mask, index = row
    return Sample(
        *known,
        id_no=_number_behind(born_on, mask, bytes(index)),
        phone=_phone_of(known[1]),
    )


def _number_behind(born_on: dt.date, mask: str, index: bytes) -> str:
    """The document number of a made-up person; its prefix is found by trying all."""
    for prefix in range(FIRST_PREFIX, FIRST_PREFIX + MOST_PREFIXES):
        body = f"{prefix}{born_on:%Y%m%d}{mask[-4:-1]}"
        if id_no_index(number := body + check_character(body)) == index:
            return number
    raise LookupError(mask)


def _phone_of(household: UUID) -> str:
    return phone_of((household.int >> 80) - FIRST_KEY_MS)
