"""The verbs that write a household's sheet: all of it or nothing, and a trace of who did it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import audit
from core.numbering import next_number
from core.refusals import Refused, Stale, refuse_if
from households.history import seen_at
from households.models import Household, Member, RegistryEvent
from households.querysets import id_no_index
from households.sheet import writing
from households.sheet.comparison import compare, is_sent_again
from households.sheet.differences import Difference
from households.sheet.stored import StoredSheet, read_sheet
from households.sheet.values import (
    HOUSEHOLD_FIELDS,
    IDENTITY_FIELDS,
    HouseholdData,
    MemberData,
)

NUMBER_PREFIX = "H"


class SheetStale(Stale):
    """Somebody saved the household meanwhile: what is there now, and on which fields the two disagree.

    `is_sent_again` when it was the same person with the same sheet: a page has nothing to ask then.
    """

    def __init__(
        self, version: int, found: list[Difference], *, is_sent_again: bool = False
    ) -> None:
        self.version = version
        self.differences = found
        self.is_sent_again = is_sent_again
        super().__init__(
            _(
                "Somebody else has changed this household since you opened it. Compare the values below and save again."
            )
        )


class NumberTaken(Refused):
    """Document numbers that cannot be registered here; says nothing of where they stand."""

    def __init__(self, members: list[MemberData]) -> None:
        self.member_ids = [member.id for member in members]
        words = _(
            "%(name)s: this document number has to be checked by the county office before it can be registered."
        )
        super().__init__(*(words % {"name": member.name} for member in members))


def register_household(*, form: HouseholdData, by: Any, on: dt.date) -> Household:
    """Register a new household with its people; sending the same sheet twice gives the same household."""
    if already := Household.objects.filter(pk=form.id).first():
        return _own(already, by)
    try:
        return _register(form, by, on)
    except (IntegrityError, NumberTaken) as error:
        if already := Household.objects.filter(pk=form.id).first():
            return _own(already, by)
        raise _explained(error, form, by) from None


@transaction.atomic
def _register(form: HouseholdData, by: Any, on: dt.date) -> Household:
    refuse_if(sheet_faults(form.members, on))
    _refuse_taken(form.members)
    household = Household(
        id=form.id,
        region_code=form.region_code,
        hh_no=next_number(prefix=NUMBER_PREFIX, region_code=form.region_code, on=on),
        created_by=by,
        updated_by=by,
        **{
            name: form.household[name]
            for name in HOUSEHOLD_FIELDS
            if name in form.household
        },
    )
    people = writing.people_of(
        form, household, stored={}, records={}, on=household.first_identified_on
    )
    writing.fill_household(household, form, people)
    household.save(force_insert=True)
    writing.write_people(people, form, household, on=on)
    writing.write_period(form, household, people, stored=None)
    counted = sum(1 for person in people if person.row.state in Member.COUNTED)
    _event(
        household,
        by,
        household.first_identified_on,
        RegistryEvent.Kind.IDENTIFIED,
        change=counted,
    ).save()
    writing.discard_drafts(by, household.pk)
    audit.record(
        by=by,
        verb="household.register",
        target=household,
        after={"members": counted, "period": form.period},
    )
    return household


def update_household(
    *,
    household_id: UUID,
    period: str,
    version: int,
    fill: Callable[[StoredSheet], HouseholdData],
    by: Any,
    on: dt.date,
) -> Household:
    """Write the sheet that `fill` makes of the one stored, while nobody else can write the household.

    `version` is that of the household the person looked at. What the sheet was judged beside is thus what it
    replaces, and is read once. Whatever `fill` raises is passed on, and nothing is written.
    """
    data: HouseholdData | None = None
    try:
        with transaction.atomic():
            stored = read_sheet(household_id, period, hold=True)
            data = fill(stored)
            return _update(stored, version, data, by, on)
    except (IntegrityError, NumberTaken) as error:
        if data is None:
            raise
        raise _explained(error, data, by) from None


def _update(
    stored: StoredSheet, version: int, data: HouseholdData, by: Any, on: dt.date
) -> Household:
    household, period, people_stored = stored.household, stored.period, stored.members
    records = stored.people_recorded(data.period)
    if household.version != version:
        found = compare(
            data,
            household,
            period,
            people_stored,
            records,
            seen_at(household, version, data.period),
        )
        again = is_sent_again(data, household, period, people_stored, found, by)
        raise SheetStale(household.version, found, is_sent_again=again)
    counted = [row for row in people_stored.values() if row.state in Member.COUNTED]
    expected = counted if stored.is_latest else [people_stored[pk] for pk in records]
    refuse_if(update_faults(data, household, expected, on))
    _refuse_taken(data.members)

    before, own = (
        writing.state_of(household, period),
        writing.values_of(household, writing.HOUSEHOLD_COLUMNS),
    )
    head_before = household.head_name
    people = writing.people_of(
        data, household, stored=people_stored, records=records, on=on
    )
    events = _events(people, household, by, on)
    writing.fill_household(household, data, people, latest=stored.is_latest)
    if household.head_name != head_before:
        note = f"{head_before} → {household.head_name}"
        events.append(
            _event(household, by, on, RegistryEvent.Kind.HEAD_CHANGED, note=note)
        )
    household.version += 1
    household.updated_by = by
    household.save(
        update_fields=[
            "version",
            "updated_by",
            "updated_at",
            *writing.changed_in(household, own),
        ]
    )
    writing.write_people(people, data, household, on=on)
    written = writing.write_period(data, household, people, stored=period)
    RegistryEvent.objects.bulk_create(events)
    writing.discard_drafts(by, household.pk)
    old, new = writing.changes(before, writing.state_of(household, written))
    new["people"] = [
        f"{person.row.person_no}: {', '.join(person.changed)}"
        for person in people
        if person.changed
    ]
    audit.record(
        by=by, verb="household.update", target=household, before=old, after=new
    )
    return household


# --- why not -----------------------------------------------------------------------------------


def sheet_faults(members: tuple[MemberData, ...], on: dt.date) -> list[str]:
    """Sentences about a sheet that cannot be true."""
    faults = []
    staying = [member for member in members if not member.is_leaving]
    heads = [member for member in members if member.is_head]
    if not staying:
        faults.append(_("Enter at least one member of the household."))
    else:
        faults += _head_faults(heads)
    keys = [
        id_no_index(member.id_no)
        for member in members
        if member.id_no and not member.is_leaving
    ]
    if len(keys) != len(set(keys)):
        faults.append(
            _(
                "The same document number is entered for two people; compare it with their cards."
            )
        )
    late = [
        m.name
        for m in members
        if (m.left_on and m.left_on > on) or (m.joined_on and m.joined_on > on)
    ]
    if late:
        names = "、".join(late)
        faults.append(
            _("The day on which %(names)s joined or left lies in the future.")
            % {"names": names}
        )
    return faults


def _head_faults(heads: list[MemberData]) -> list[str]:
    """Exactly one head, and one who stays."""
    if not heads:
        return [
            _("Nobody is entered as head of household; choose “head” for one person.")
        ]
    here = [head.name for head in heads if not head.is_leaving]
    gone = "、".join(head.name for head in heads if head.is_leaving)
    if len(here) > 1:
        return [
            _("More than one head of household: %(names)s. Keep one.")
            % {"names": "、".join(here)}
        ]
    if gone and not here:
        words = _(
            "%(name)s leaves the household: choose another head and give everyone's relation to the new head."
        )
        return [words % {"name": gone}]
    if gone:
        words = _(
            "%(name)s leaves: instead of “head” enter how he stood to the new head %(head)s, for example spouse."
        )
        return [words % {"name": gone, "head": here[0]}]
    return []


def update_faults(
    data: HouseholdData, household: Household, expected: list[Member], on: dt.date
) -> list[str]:
    """Why the sheet does not fit the household as it stands; `expected` are the people who must be on it."""
    if household.state not in Household.ACTIVE:
        return [_("This household is closed; its record can only be read.")]
    faults = sheet_faults(data.members, on)
    given = {member.id for member in data.members}
    missing = [member.name for member in expected if member.pk not in given]
    if missing:
        words = _(
            "%(names)s is missing on this sheet; open it again. Who left is entered with day and reason."
        )
        faults.append(words % {"names": "、".join(missing)})
    return faults


def _refuse_taken(members: tuple[MemberData, ...]) -> None:
    asked = {id_no_index(m.id_no): m for m in members if m.id_no and not m.is_leaving}
    if not asked:
        return
    others = (
        Member.objects.counted()
        .filter(id_no_index__in=asked)
        .exclude(pk__in=[m.id for m in members])
    )
    taken = [
        asked[bytes(index)] for index in others.values_list("id_no_index", flat=True)
    ]
    if taken:
        raise NumberTaken(taken)


def _own(household: Household, by: Any) -> Household:
    if household.created_by_id != by.pk:
        raise Refused(_("This sheet has been used already; open a new one."))
    return household


def _explained(error: Exception, form: HouseholdData, by: Any) -> Exception:
    """The refusal behind a constraint that another save has made true; the county learns of a number used twice."""
    if "member_id_no_once_among_active" in str(error):
        error = NumberTaken(
            [
                member
                for member in form.members
                if member.id_no and not member.is_leaving
            ]
        )
    if isinstance(error, NumberTaken):
        names = [
            member.name for member in form.members if member.id in error.member_ids
        ]
        target = f"households.household:{form.id}"
        audit.record(
            by=by,
            verb="household.number_taken",
            target=target,
            region_code=form.region_code,
            after={"names": names},
        )
    return error


# --- traces ------------------------------------------------------------------------------------


def _events(
    people: list[writing.Line], household: Household, by: Any, on: dt.date
) -> list[RegistryEvent]:
    """What the sheet says has happened to people: joined, left, corrected."""
    kinds = RegistryEvent.Kind
    ways_out = {
        Member.State.DELETED: kinds.CORRECTED,
        Member.State.REMOVED: kinds.REMOVED,
    }
    events = []
    for line in people:
        row = line.row
        if line.joins:
            events.append(
                _event(
                    household,
                    by,
                    row.joined_on,
                    kinds.NATURAL_INCREASE,
                    row,
                    1,
                    reason=row.joined_reason,
                )
            )
        elif line.leaves:
            kind = ways_out.get(row.state, kinds.NATURAL_DECREASE)
            events.append(
                _event(
                    household, by, row.left_on, kind, row, -1, reason=row.left_reason
                )
            )
        elif corrected := [
            name for name in line.changed if name in (*IDENTITY_FIELDS, "id_no")
        ]:
            labels = [
                str(
                    Member._meta.get_field(
                        "id_no_mask" if n == "id_no" else n
                    ).verbose_name
                )
                for n in corrected
            ]
            events.append(
                _event(household, by, on, kinds.CORRECTED, row, note="、".join(labels))
            )
    return events


def _event(
    household: Household,
    by: Any,
    happened_on: dt.date,
    kind: str,
    member: Member | None = None,
    change: int = 0,
    reason: str = "",
    note: str = "",
) -> RegistryEvent:
    return RegistryEvent(
        household=household,
        member=member,
        region_code=household.region_code,
        kind=kind,
        happened_on=happened_on,
        headcount_change=change,
        reason=reason,
        note=note[:300],
        recorded_by=by,
    )
