"""The events of the registry that a sheet tells: people joined, left or corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from core.actors import Actor
from households.models import Household, Member, RegistryEvent
from households.sheet.people import SheetPerson
from households.sheet.values import IDENTITY_FIELDS
from households.wording import label_of

LONGEST_NOTE = 300
IDENTITY = (*IDENTITY_FIELDS, "id_no")


def new_event(
    household: Household, by: Actor, happened_on: dt.date, kind: str, **more: Any
) -> RegistryEvent:
    """An event of the household, not stored yet; `more` are fields of the event."""
    return RegistryEvent(
        household=household,
        region_code=household.region_code,
        kind=kind,
        happened_on=happened_on,
        recorded_by=by,
        **more,
    )


def events_of(
    people: list[SheetPerson], household: Household, by: Actor, on: dt.date
) -> Iterator[RegistryEvent]:
    """What the sheet says has happened to its people."""
    for person in people:
        row = person.row
        if person.joins:
            yield new_event(
                household,
                by,
                row.joined_on,
                RegistryEvent.Kind.NATURAL_INCREASE,
                member=row,
                headcount_change=1,
                reason=row.joined_reason,
            )
        elif person.leaves:
            yield _departure(row, household, by)
        elif corrected := [name for name in person.changed if name in IDENTITY]:
            yield _correction(row, corrected, household, by, on)


def head_changed(
    household: Household, former: str, by: Actor, on: dt.date
) -> RegistryEvent:
    """Another person has become head of the household."""
    note = f"{former} → {household.head_name}"[:LONGEST_NOTE]
    return new_event(household, by, on, RegistryEvent.Kind.HEAD_CHANGED, note=note)


def _departure(row: Member, household: Household, by: Actor) -> RegistryEvent:
    kinds = RegistryEvent.Kind
    # Who never was one of the household is put right; everybody else is a decrease.
    kind = {
        Member.State.DELETED: kinds.CORRECTED,
        Member.State.REMOVED: kinds.REMOVED,
    }.get(row.state, kinds.NATURAL_DECREASE)
    return new_event(
        household,
        by,
        row.left_on,
        kind,
        member=row,
        headcount_change=-1,
        reason=row.left_reason,
    )


def _correction(
    row: Member, names: list[str], household: Household, by: Actor, on: dt.date
) -> RegistryEvent:
    # The number has no column of its own: its mask carries the label.
    labels = [
        label_of(Member, "id_no_mask" if name == "id_no" else name) for name in names
    ]
    return new_event(
        household,
        by,
        on,
        RegistryEvent.Kind.CORRECTED,
        member=row,
        note="、".join(labels)[:LONGEST_NOTE],
    )
