"""Compare a sheet handed in with what somebody else has stored meanwhile."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core.actors import Actor
from households.history import Seen
from households.models import Household, HouseholdPeriod, Member, MemberPeriod
from households.sheet.differences import (
    BOTH,
    MINE,
    THEIRS,
    Difference,
    differences,
)
from households.sheet.values import (
    HOUSEHOLD_FIELDS,
    IDENTITY_FIELDS,
    MEMBER_RECORD,
    PERIOD_RECORD,
    HouseholdData,
    MemberData,
    record_of,
)
from households.wording import in_words


def compare(
    data: HouseholdData,
    household: Household,
    period: HouseholdPeriod | None,
    stored: dict[UUID, Member],
    records: dict[UUID, MemberPeriod],
    seen: Seen | None,
) -> list[Difference]:
    """Where the sheet and what is stored differ; what both have changed comes first."""
    # A version of before the history began: nobody can tell who changed what.
    seen = seen or Seen({}, None, {}, {})
    own = seen.household or None
    found = differences(
        Household, data.household, vars(household), HOUSEHOLD_FIELDS, seen=own
    )
    if period:
        theirs = record_of(period, PERIOD_RECORD)
        found += differences(
            HouseholdPeriod, data.record, theirs, PERIOD_RECORD, seen=seen.record
        )
    for member in data.members:
        if row := stored.get(member.id):
            found += _differences_of(member, row, records.get(member.id), seen)
    found += _added(data, stored)
    return sorted(found, key=lambda one: (BOTH, THEIRS, MINE).index(one.side))


def _added(data: HouseholdData, stored: dict[UUID, Member]) -> list[Difference]:
    """The people whom somebody else has registered meanwhile."""
    given = {member.id for member in data.members}
    label = str(Member._meta.verbose_name)
    return [
        Difference(label, in_words("", None), row.name, THEIRS)
        for row in stored.values()
        if row.pk not in given and row.state in Member.COUNTED
    ]


def _differences_of(
    member: MemberData, row: Member, record: MemberPeriod | None, seen: Seen
) -> list[Difference]:
    """The fields of one person."""
    who: dict[str, Any] = {"whose": f"{member.name}：", "member": member.id}
    names = (*IDENTITY_FIELDS, "left_on")
    found = differences(
        Member, vars(member), vars(row), names, seen=seen.people.get(member.id), **who
    )
    if record:
        theirs = record_of(record, MEMBER_RECORD)
        before = seen.records.get(member.id)
        found += differences(
            MemberPeriod, member.record, theirs, MEMBER_RECORD, seen=before, **who
        )
    return found


def is_sent_again(
    data: HouseholdData,
    household: Household,
    period: HouseholdPeriod | None,
    stored: dict[UUID, Member],
    found: list[Difference],
    by: Actor,
) -> bool:
    """Whether the same person has just saved the same sheet.

    A button pressed twice, or an answer that got lost on the way.
    """
    all_there = period is not None and all(
        member.id in stored for member in data.members
    )
    # A number typed cannot be compared with the sealed one: it is taken as a change.
    keeps_numbers = (
        data.phone is None
        and data.bank_account is None
        and not any(m.id_no for m in data.members)
    )
    return (
        not found and all_there and keeps_numbers and household.updated_by_id == by.pk
    )
