"""The collection sheet of one household in one period, as values.

The page's form and the API fill it; `services` takes it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from households import rules
from households.models import HouseholdPeriod, MemberPeriod
from households.rules import HEAD, Person

HOUSEHOLD_FIELDS = (
    "group_name",
    "address",
    "id_standard",
    "first_identified_on",
    "planned_exit_year",
    "bank_name",
)
IDENTITY_FIELDS = ("name", "sex", "born_on", "ethnicity", "id_type")
_KEPT_BY_THE_SAVE = {
    "id",
    "region_code",
    "household",
    "member",
    "period",
    "window_start",
    "window_end",
    "state",
    "version",
    "filled_on",
    "filled_by_name",
    *rules.COUNTS,
    *rules.MONEY,
}
# What is recorded anew each period, in the order of the models.
PERIOD_RECORD = tuple(
    f.name
    for f in HouseholdPeriod._meta.concrete_fields
    if f.name not in _KEPT_BY_THE_SAVE
)
MEMBER_RECORD = tuple(
    f.name
    for f in MemberPeriod._meta.concrete_fields
    if f.name not in _KEPT_BY_THE_SAVE
)


@dataclass(frozen=True)
class MemberData:
    """One person on the sheet; `record` holds fields of `MemberPeriod`.

    `id_no=None` keeps the stored number.
    """

    id: UUID
    name: str
    sex: str
    born_on: dt.date
    record: dict[str, Any]
    id_type: str = "01"
    id_no: str | None = None
    ethnicity: str = "01"
    joined_on: dt.date | None = None
    joined_reason: str = ""
    left_on: dt.date | None = None
    left_reason: str = ""

    @property
    def is_leaving(self) -> bool:
        return self.left_on is not None

    @property
    def is_head(self) -> bool:
        return self.record.get("relation") == HEAD

    def as_person(self) -> Person:
        return Person(self.name, self.sex, self.born_on, self.id_type, self.record)


@dataclass(frozen=True)
class HouseholdData:
    """The sheet; `household` and `record` hold fields of the models.

    None as `phone` or `bank_account` keeps the stored number, as `bank_holder` whose
    account it is said to be.
    """

    id: UUID
    region_code: str
    period: str
    household: dict[str, Any]
    record: dict[str, Any]
    members: tuple[MemberData, ...]
    phone: str | None = None
    bank_account: str | None = None
    bank_holder: UUID | None = None
    filled_on: dt.date | None = None
    filled_by_name: str = ""

    def content(self) -> list[Any]:
        """What was filled in, without the ids and the day that the server adds."""
        people = [{**vars(member), "id": None} for member in self.members]
        numbers = [self.phone, self.bank_account]
        return [
            self.region_code,
            self.period,
            self.household,
            self.record,
            people,
            numbers,
        ]


def blank_record(
    model: type[HouseholdPeriod] | type[MemberPeriod], names: tuple[str, ...]
) -> dict[str, Any]:
    """A record on which nothing has been filled in."""
    return {name: model._meta.get_field(name).get_default() for name in names}


def record_of(
    row: HouseholdPeriod | MemberPeriod, names: tuple[str, ...]
) -> dict[str, Any]:
    """What a stored period says."""
    return {name: getattr(row, name) for name in names}
