"""The people of a sheet on their way to the database.

Few statements, however many people there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from core import codelists
from core.crypto import seal
from core.masks import mask_id_no
from core.numbering import next_numbers
from core.refusals import Refused
from core.scope import COUNTY, at_level
from households import rules
from households.models import Household, Member, MemberPeriod
from households.names import other_sounds, pinyin_of
from households.querysets import id_no_index, id_tail_index
from households.sheet.values import (
    IDENTITY_FIELDS,
    MEMBER_RECORD,
    HouseholdData,
    MemberData,
    blank_record,
    record_of,
)

PERSON_PREFIX = "P"
MEMBER_COLUMNS = (
    *IDENTITY_FIELDS,
    "name_pinyin",
    "name_initials",
    "name_sounds",
    "id_no_sealed",
    "id_no_index",
    "id_tail_index",
    "id_no_mask",
    "state",
    "joined_on",
    "joined_reason",
    "left_on",
    "left_reason",
    "position",
)


@dataclass
class SheetPerson:
    """One person of the sheet: the rows to write, and what has changed in them.

    `changed` names identity columns, and beside them "id_no", "left_on", "position" and
    "record" for what each of these stands for.
    """

    row: Member
    record: dict[str, Any]
    stored: MemberPeriod | None
    changed: list[str] = field(default_factory=list)
    joins: bool = False
    leaves: bool = False

    @property
    def is_head(self) -> bool:
        return self.record.get("relation") == rules.HEAD


def people_of(
    form: HouseholdData,
    household: Household,
    *,
    stored: dict[UUID, Member],
    records: dict[UUID, MemberPeriod],
    on: dt.date,
) -> list[SheetPerson]:
    """The people of the sheet, not yet written, then those who are not on it.

    Unknown people are new ones; without a day of their own they join `on`, at the
    earliest at birth. Who is not on the sheet stays as is, but may still count in its
    period.
    """
    people = [
        _person(member, household, stored.get(member.id), records.get(member.id), on)
        for member in form.members
    ]
    _set_positions(people)
    given = {person.row.pk for person in people}
    return people + [
        _absent(row, records.get(pk)) for pk, row in stored.items() if pk not in given
    ]


def _set_positions(people: Sequence[SheetPerson]) -> None:
    """People stand on the list in the order of the sheet."""
    for position, person in enumerate(people):
        if person.row.position != position:
            person.row.position = position
            person.changed.append("position")


def _absent(row: Member, period: MemberPeriod | None) -> SheetPerson:
    record = record_of(period, MEMBER_RECORD) if period else {}
    return SheetPerson(row, record, period)


def _person(
    data: MemberData,
    household: Household,
    stored: Member | None,
    period: MemberPeriod | None,
    on: dt.date,
) -> SheetPerson:
    """Bring one person's rows to what the sheet says; `stored` is None for a new one."""
    row = stored or _new_member(data, household, on)
    joins = stored is None
    was_counted = row.state in Member.COUNTED
    changed = _set_identity(row, data)
    # None keeps the stored number; a new person has none to keep.
    if data.id_no is not None or joins:
        changed += _set_id_no(row, data.id_no or "")
    # Who has left already stays as is: an older sheet still names them with their day.
    if data.left_on and was_counted:
        _set_leaving(row, data)
        changed.append("left_on")
    if joins or "name" in changed:
        row.name_pinyin, row.name_initials = pinyin_of(row.name)
        row.name_sounds = other_sounds(row.name)
    record, is_new_record = _record(data, period)
    if is_new_record:
        changed.append("record")
    leaves = bool(data.left_on) and was_counted and not joins
    return SheetPerson(row, record, period, changed, joins, leaves)


def _record(
    data: MemberData, period: MemberPeriod | None
) -> tuple[dict[str, Any], bool]:
    """The record of the period, and whether it has to be written.

    Fields that the sheet does not name stay as they are.
    """
    base = (
        record_of(period, MEMBER_RECORD)
        if period
        else blank_record(MemberPeriod, MEMBER_RECORD)
    )
    record = base | {name: value for name, value in data.record.items() if name in base}
    return record, period is None or record != base


def _new_member(data: MemberData, household: Household, on: dt.date) -> Member:
    return Member(
        id=data.id,
        household=household,
        region_code=household.region_code,
        joined_on=data.joined_on or max(on, data.born_on),
        joined_reason=data.joined_reason,
    )


def _set_identity(row: Member, data: MemberData) -> list[str]:
    changed = [
        name for name in IDENTITY_FIELDS if getattr(row, name) != getattr(data, name)
    ]
    for name in IDENTITY_FIELDS:
        setattr(row, name, getattr(data, name))
    return changed


def _set_id_no(row: Member, number: str) -> list[str]:
    """Seal a number into its row; nothing when the row holds the same number already."""
    mask, index = mask_id_no(number), id_no_index(number)
    # Sealing the same number again would give other letters, and a false change.
    if (
        row.id_no_sealed
        and bytes(row.id_no_index or b"") == (index or b"")
        and row.id_no_mask == mask
    ):
        return []
    row.id_no_sealed = seal(number, f"households.Member.id_no:{row.pk}")
    row.id_no_index, row.id_no_mask = index, mask
    row.id_tail_index = (
        id_tail_index(number, at_level(row.region_code, COUNTY)) if number else None
    )
    return ["id_no"]


def _set_leaving(row: Member, data: MemberData) -> None:
    """The state follows from the reason: the official list says which."""
    row.left_on, row.left_reason = data.left_on, data.left_reason
    reason = codelists.item("leave_reason", data.left_reason)
    if reason is None:
        raise Refused(_("Choose why the person has left."))
    row.state = reason.attributes["state"]


def write_people(
    people: Sequence[SheetPerson],
    form: HouseholdData,
    household: Household,
    *,
    on: dt.date,
) -> None:
    """Number the new people; then one statement for people, one for their records."""
    new = [person.row for person in people if person.joins]
    _number(new, household, on)
    # Who stops being head is written before who becomes it: there is never a moment
    # with two, which the database would refuse.
    touched = (person for person in people if person.changed)
    changed = sorted(touched, key=lambda person: person.is_head)
    Member.objects.bulk_create(new)
    stays = [
        person.row
        for person in changed
        if not person.joins and set(person.changed) != {"record"}
    ]
    # Rows that are there conflict by their id: one statement updates them all.
    Member.objects.bulk_create(
        stays, update_conflicts=True, unique_fields=["id"], update_fields=MEMBER_COLUMNS
    )
    _write_records(changed, form, household)


def _write_records(
    changed: Sequence[SheetPerson], form: HouseholdData, household: Household
) -> None:
    records = [
        MemberPeriod(
            member=person.row,
            household=household,
            region_code=household.region_code,
            period=form.period,
            **person.record,
        )
        for person in changed
        if "record" in person.changed
    ]
    MemberPeriod.objects.bulk_create(
        records,
        update_conflicts=True,
        unique_fields=["member", "period"],
        update_fields=MEMBER_RECORD,
    )


def _number(new: Sequence[Member], household: Household, on: dt.date) -> None:
    if not new:
        return
    # One statement takes them all from the counter of the place and year.
    numbers = next_numbers(
        prefix=PERSON_PREFIX,
        region_code=household.region_code,
        on=on,
        count=len(new),
    )
    for row, number in zip(new, numbers, strict=True):
        row.person_no = number
