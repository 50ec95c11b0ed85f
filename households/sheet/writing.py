"""How a sheet becomes rows: which rows change, and few statements however many people there are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from core import codelists
from core.crypto import seal
from core.masks import mask_bank_account, mask_id_no, mask_phone
from core.models import Draft
from core.numbering import next_numbers
from core.refusals import Refused
from core.scope import COUNTY, at_level
from households import rules
from households.models import Household, HouseholdPeriod, Member, MemberPeriod
from households.names import pinyin_of
from households.periods import period_named
from households.querysets import id_no_index, id_tail_index, phone_index
from households.sheet.values import (
    HOUSEHOLD_FIELDS,
    IDENTITY_FIELDS,
    MEMBER_RECORD,
    PERIOD_RECORD,
    HouseholdData,
    MemberData,
    blank_record,
    record_of,
)

PERSON_PREFIX = "P"
HEAD_COLUMNS = (
    "head_name",
    "head_pinyin",
    "head_initials",
    "head_id_mask",
    "member_count",
)
SEALED_COLUMNS = (
    "phone_sealed",
    "phone_index",
    "phone_mask",
    "bank_account_sealed",
    "bank_account_index",
    "bank_account_mask",
)
HOUSEHOLD_COLUMNS = (*HOUSEHOLD_FIELDS, *HEAD_COLUMNS, *SEALED_COLUMNS)
MEMBER_COLUMNS = (
    *IDENTITY_FIELDS,
    "name_pinyin",
    "name_initials",
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
PERIOD_COLUMNS = (
    *PERIOD_RECORD,
    *rules.COUNTS,
    *rules.MONEY,
    "window_start",
    "window_end",
    "state",
    "filled_on",
    "filled_by_name",
    "version",
)


@dataclass
class Line:
    """One person of the sheet on the way to the database."""

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
) -> list[Line]:
    """The rows of the sheet's people, filled in but not yet written, then those who are not on it.

    Unknown people are new ones; without a day of their own they join `on`, at the earliest at birth.
    Who is not on the sheet stays as is, but may still count in its period.
    """
    lines = [
        _line(member, household, stored.get(member.id), records.get(member.id), on)
        for member in form.members
    ]
    for position, line in enumerate(lines):
        if line.row.position != position:
            line.row.position = position
            line.changed.append("position")
    given = {line.row.pk for line in lines}
    absent = [(row, records.get(pk)) for pk, row in stored.items() if pk not in given]
    return lines + [
        Line(row, record_of(record, MEMBER_RECORD) if record else {}, record)
        for row, record in absent
    ]


def _line(
    data: MemberData,
    household: Household,
    row: Member | None,
    stored: MemberPeriod | None,
    on: dt.date,
) -> Line:
    joins = row is None
    if row is None:
        row = Member(id=data.id, household=household, region_code=household.region_code)
        row.joined_on, row.joined_reason = (
            data.joined_on or max(on, data.born_on),
            data.joined_reason,
        )
    was_counted = row.state in Member.COUNTED
    changed = [
        name for name in IDENTITY_FIELDS if getattr(row, name) != getattr(data, name)
    ]
    for name in IDENTITY_FIELDS:
        setattr(row, name, getattr(data, name))
    if data.id_no is not None or joins:
        changed += _set_id_no(row, data.id_no or "")
    if data.left_on and was_counted:
        row.left_on, row.left_reason = data.left_on, data.left_reason
        row.state = codelists.item("leave_reason", data.left_reason).attributes["state"]
        changed.append("left_on")
    if joins or "name" in changed:
        row.name_pinyin, row.name_initials = pinyin_of(row.name)
    base = (
        record_of(stored, MEMBER_RECORD)
        if stored
        else blank_record(MemberPeriod, MEMBER_RECORD)
    )
    record = base | {name: value for name, value in data.record.items() if name in base}
    if stored is None or record != base:
        changed.append("record")
    return Line(
        row,
        record,
        stored,
        changed,
        joins,
        leaves=bool(data.left_on) and was_counted and not joins,
    )


def _set_id_no(row: Member, number: str) -> list[str]:
    """Seal a number into its row; nothing when the row holds the same person already."""
    mask, index = mask_id_no(number), id_no_index(number)
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


def fill_household(
    household: Household,
    form: HouseholdData,
    people: list[Line],
    *,
    latest: bool = True,
) -> None:
    """Bring the household's own columns to what the sheet says; an older sheet does not name today's head."""
    for name in HOUSEHOLD_FIELDS:
        if name in form.household:
            setattr(household, name, form.household[name])
    if form.phone is not None:
        household.phone_sealed = seal(
            form.phone, f"households.Household.phone:{household.pk}"
        )
        household.phone_index, household.phone_mask = (
            phone_index(form.phone),
            mask_phone(form.phone),
        )
    if form.bank_account is not None:
        household.bank_account_sealed = seal(
            form.bank_account, f"households.Household.bank_account:{household.pk}"
        )
        household.bank_account_index = id_no_index(form.bank_account)
        household.bank_account_mask = mask_bank_account(form.bank_account)
    household.member_count = sum(
        1 for line in people if line.row.state in Member.COUNTED
    )
    head = next((line.row for line in people if line.is_head), None)
    if head and latest:
        household.head_name, household.head_id_mask = head.name, head.id_no_mask
        household.head_pinyin, household.head_initials = (
            head.name_pinyin,
            head.name_initials,
        )


def write_people(
    people: list[Line], form: HouseholdData, household: Household, *, on: dt.date
) -> None:
    """Number the new ones, then one statement for the people and one for their records."""
    new = [line.row for line in people if line.joins]
    if new:
        numbers = next_numbers(
            prefix=PERSON_PREFIX,
            region_code=household.region_code,
            on=on,
            count=len(new),
        )
        for row, number in zip(new, numbers, strict=True):
            row.person_no = number
    # Who stops being head is written before who becomes it: there is never a moment with two.
    changed = sorted(
        (line for line in people if line.changed), key=lambda line: line.is_head
    )
    Member.objects.bulk_create(new)
    rows = [
        line.row
        for line in changed
        if not line.joins and set(line.changed) != {"record"}
    ]
    Member.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=MEMBER_COLUMNS
    )
    records = [
        MemberPeriod(
            member=line.row,
            household=household,
            region_code=household.region_code,
            period=form.period,
            **line.record,
        )
        for line in changed
        if "record" in line.changed
    ]
    MemberPeriod.objects.bulk_create(
        records,
        update_conflicts=True,
        unique_fields=["member", "period"],
        update_fields=MEMBER_RECORD,
    )


def write_period(
    form: HouseholdData,
    household: Household,
    people: list[Line],
    *,
    stored: HouseholdPeriod | None,
) -> HouseholdPeriod:
    """Write the period's wide row with everything that follows from it."""
    batch = period_named(form.period)
    if batch is None:
        raise Refused(
            _("There is no period %(code)s; choose one of the list.")
            % {"code": form.period}
        )
    row = stored or HouseholdPeriod(
        household=household,
        period=form.period,
        region_code=household.region_code,
        version=0,
    )
    before = values_of(row, PERIOD_COLUMNS)
    for name in PERIOD_RECORD:
        if name in form.record:
            setattr(row, name, form.record[name])
    row.window_start, row.window_end = batch.window_start, batch.window_end
    row.state = household.state
    row.filled_on, row.filled_by_name = form.filled_on, form.filled_by_name
    row.version += 1
    counted = [
        rules.Person(
            line.row.name, line.row.sex, line.row.born_on, line.row.id_type, line.record
        )
        for line in people
        if line.record
        and rules.counts_in(
            state=line.row.state, left_on=line.row.left_on, window_end=row.window_end
        )
    ]
    for name, value in rules.derived(
        record_of(row, PERIOD_RECORD), counted, on=row.window_end
    ).items():
        setattr(row, name, value)
    row.save(
        force_insert=stored is None,
        update_fields=None if stored is None else changed_in(row, before),
    )
    return row


def values_of(row: Model, columns: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in columns}


def changed_in(row: Model, before: dict[str, Any]) -> list[str]:
    """The columns that are to be written: a wide row is changed in few of them."""
    return [name for name, value in before.items() if getattr(row, name) != value]


def discard_drafts(by: Any, household_id: UUID) -> None:
    """What was typed is now in the register."""
    Draft.objects.filter(owner=by, entity_id=household_id).delete()


def state_of(household: Household, period: HouseholdPeriod | None) -> dict[str, str]:
    """Values for the audit; personal numbers are not among them."""
    state = {
        name: str(getattr(household, name))
        for name in (*HOUSEHOLD_FIELDS, "head_name", "member_count")
    }
    if period:
        state |= {
            name: str(getattr(period, name))
            for name in (*PERIOD_RECORD, "headcount", "net_pc_fen")
        }
    return state


def changes(
    before: dict[str, str], after: dict[str, str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only what differs between two states."""
    names = [name for name, value in after.items() if before.get(name) != value]
    return {name: before.get(name) for name in names if name in before}, {
        name: after[name] for name in names
    }
