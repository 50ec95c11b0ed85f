"""A household's sheet as it is stored: read once, for the form, the rules and the save."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from households.models import Household, HouseholdPeriod, Member, MemberPeriod

# Written out as SQL: Django takes longer to build these wide SELECTs than PostgreSQL
# takes to answer them.
_HOUSEHOLD = "SELECT * FROM households_household WHERE id = %s"
_HELD = "SELECT * FROM households_household WHERE id = %s FOR UPDATE"
_MEMBERS = (
    "SELECT * FROM households_member WHERE household_id = %s ORDER BY position, id"
)
_PERIODS = (
    "SELECT * FROM households_householdperiod WHERE household_id = %s ORDER BY period"
)
_RECORDS = (
    "SELECT * FROM households_memberperiod WHERE household_id = %s AND period = ANY(%s)"
)


@dataclass(frozen=True)
class StoredSheet:
    """The rows behind one sheet: the household, its people, its periods, their records.

    `code` is the period of the sheet. `records` are of that period and of the latest two
    up to it, from which a sheet is filled; by period and then by person.
    """

    household: Household
    code: str
    members: dict[UUID, Member]
    periods: dict[str, HouseholdPeriod]
    records: dict[str, dict[UUID, MemberPeriod]]

    @property
    def period(self) -> HouseholdPeriod | None:
        """The row of the sheet's own period, once there is one."""
        return self.periods.get(self.code)

    @cached_property
    def until(self) -> list[HouseholdPeriod]:
        """The rows of this period and of those before, latest first."""
        return _until(self.periods, self.code)

    @property
    def is_latest(self) -> bool:
        """Whether nothing is recorded of a later period."""
        return all(code <= self.code for code in self.periods)

    def people_recorded(self, period: str) -> dict[UUID, MemberPeriod]:
        """The records of a period by person."""
        return self.records.get(period, {})


def read_sheet(household_id: UUID, code: str, *, hold: bool = False) -> StoredSheet:
    """The sheet of one period of a household.

    `hold` locks the household, so that nobody else writes it in this transaction.
    """
    household = Household.objects.raw(_HELD if hold else _HOUSEHOLD, [household_id])[0]
    members = {row.pk: row for row in Member.objects.raw(_MEMBERS, [household_id])}
    periods = {
        row.period: row for row in HouseholdPeriod.objects.raw(_PERIODS, [household_id])
    }
    # This period's records, and those of the last two sheets: one to fill an empty sheet
    # from, one to say what last year had.
    asked = {code, *(row.period for row in _until(periods, code)[:2])}
    records: dict[str, dict[UUID, MemberPeriod]] = {}
    for row in MemberPeriod.objects.raw(_RECORDS, [household_id, list(asked)]):
        records.setdefault(row.period, {})[row.member_id] = row
    return StoredSheet(household, code, members, periods, records)


def _until(periods: dict[str, HouseholdPeriod], code: str) -> list[HouseholdPeriod]:
    return [row for period, row in reversed(periods.items()) if period <= code]
