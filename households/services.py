"""Register and update households: a whole sheet or nothing, with audit and events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from core import audit
from core.actors import Actor
from core.constraints import explained
from core.forms.idempotency import SentOtherwise, remember, sent_before
from core.numbering import next_number
from core.refusals import Refused, Stale, refuse_if
from households.history import seen_at
from households.models import Household, HouseholdPeriod, Member, RegistryEvent
from households.registry_events import events_of, head_changed, new_event
from households.sheet import drafts, people, writing
from households.sheet.comparison import compare, is_sent_again
from households.sheet.differences import Difference
from households.sheet.faults import sheet_faults, update_faults
from households.sheet.people import SheetPerson
from households.sheet.stored import StoredSheet, read_sheet
from households.sheet.values import HOUSEHOLD_FIELDS, HouseholdData
from households.taken_numbers import refuse_taken, told_of_numbers

NUMBER_PREFIX = "H"


class SheetStale(Stale):
    """Somebody saved the household meanwhile, and on these fields the two disagree.

    `is_sent_again` when it was the same person with the same sheet: a page has nothing
    to ask then.
    """

    def __init__(
        self, version: int, found: list[Difference], *, is_sent_again: bool = False
    ) -> None:
        self.version = version
        self.differences = found
        self.is_sent_again = is_sent_again
        super().__init__(
            _(
                "Somebody else has changed this household since you opened it. Compare "
                "the values below and save again."
            )
        )


# --- registering -----------------------------------------------------------------------


def register_household(*, form: HouseholdData, by: Actor, on: dt.date) -> Household:
    """Register a new household with its people.

    The same sheet sent twice gives the same household.
    """
    # The sheet carries the id from its first page on: sent again, it finds itself.
    if already := Household.objects.filter(pk=form.id).first():
        return _own(already, form, by)
    try:
        with explained():
            return _register(form, by, on)
    except (IntegrityError, Refused) as error:
        # The same sheet, sent twice at once, may have registered it meanwhile.
        if already := Household.objects.filter(pk=form.id).first():
            return _own(already, form, by)
        raise told_of_numbers(error, form, by) from None


def _register(form: HouseholdData, by: Actor, on: dt.date) -> Household:
    refuse_if(sheet_faults(form.members, on))
    refuse_taken(form.members, by)
    household = _new_household(form, by, on)
    identified_on = household.first_identified_on
    family = people.people_of(form, household, stored={}, records={}, on=identified_on)
    writing.fill_household(household, form, family)
    household.save(force_insert=True)
    people.write_people(family, form, household, on=on)
    writing.write_period(form, household, family, stored=None)
    counted = sum(1 for person in family if person.row.state in Member.COUNTED)
    kind = RegistryEvent.Kind.IDENTIFIED
    new_event(household, by, identified_on, kind, headcount_change=counted).save()
    drafts.discard(by, household.pk)
    remember(form.id, form.content(), household, by)
    audit.record(
        by=by,
        verb="household.register",
        target=household,
        after={"members": counted, "period": form.period},
    )
    return household


def _new_household(form: HouseholdData, by: Actor, on: dt.date) -> Household:
    return Household(
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


def _own(household: Household, form: HouseholdData, by: Actor) -> Household:
    """What the same sheet has registered, if it said the same then."""
    if household.created_by_id != by.pk:
        raise Refused(_("This sheet has been used already; open a new one."))
    own = Household.objects.filter(created_by=by)
    earlier = sent_before(own, form.id, form.content(), by)
    if earlier is None or earlier.is_same:
        return household
    words = _(
        "This sheet has already registered the household %(number)s; what it says now "
        "is another thing. Change the sheet of that household instead."
    )
    raise SentOtherwise(household, words % {"number": household.hh_no})


# --- updating --------------------------------------------------------------------------


def update_household(
    *,
    household_id: UUID,
    period: str,
    version: int,
    fill: Callable[[StoredSheet], HouseholdData],
    by: Actor,
    on: dt.date,
) -> Household:
    """Write the sheet that `fill` makes of the one stored, under the household's lock.

    `version` is that of the household the person looked at. What the sheet was judged
    beside is thus what it replaces, and is read once. Whatever `fill` raises is passed
    on, and nothing is written.
    """
    data: HouseholdData | None = None
    try:
        with explained():
            stored = read_sheet(household_id, period, hold=True)
            data = fill(stored)
            return _update(stored, version, data, by, on)
    except Refused as error:
        if data is None:
            raise
        raise told_of_numbers(error, data, by) from None


def _update(
    stored: StoredSheet, version: int, data: HouseholdData, by: Actor, on: dt.date
) -> Household:
    household = stored.household
    _refuse_stale(stored, version, data, by)
    refuse_if(update_faults(data, household, _expected(stored, data.period), on))
    refuse_taken(data.members, by)

    # Taken before the rows are filled: they are the same objects afterwards.
    before = writing.audited_values(household, stored.period)
    own = writing.values_of(household, writing.HOUSEHOLD_COLUMNS)
    records = stored.people_recorded(data.period)
    family = people.people_of(
        data, household, stored=stored.members, records=records, on=on
    )
    events = list(events_of(family, household, by, on))
    writing.fill_household(household, data, family, latest=stored.is_latest)
    if household.head_name != (former := own["head_name"]):
        events.append(head_changed(household, former, by, on))
    _save_household(household, own, by)
    # People before the period: its derived columns are of the rows just written.
    people.write_people(family, data, household, on=on)
    written = writing.write_period(
        data, household, family, stored=stored.period, latest=stored.is_latest
    )
    RegistryEvent.objects.bulk_create(events)
    drafts.discard(by, household.pk)
    _record_update(household, before, written, family, by)
    return household


def _refuse_stale(
    stored: StoredSheet, version: int, data: HouseholdData, by: Actor
) -> None:
    """`SheetStale` when the household is not the one that the person looked at."""
    household, period, members = stored.household, stored.period, stored.members
    if household.version == version:
        return
    found = compare(
        data,
        household,
        period,
        members,
        stored.people_recorded(data.period),
        seen_at(household, version, data.period),
    )
    again = is_sent_again(data, household, period, members, found, by)
    raise SheetStale(household.version, found, is_sent_again=again)


def _expected(stored: StoredSheet, period: str) -> list[Member]:
    """Who must be on the sheet: today's people; on an older sheet those recorded then."""
    if stored.is_latest:
        return [row for row in stored.members.values() if row.state in Member.COUNTED]
    return [stored.members[pk] for pk in stored.people_recorded(period)]


def _save_household(household: Household, before: dict[str, object], by: Actor) -> None:
    household.version += 1
    household.updated_by = by
    household.save(
        update_fields=[
            "version",
            "updated_by",
            "updated_at",
            *writing.changed_in(household, before),
        ]
    )


def _record_update(
    household: Household,
    before: dict[str, str],
    written: HouseholdPeriod,
    family: Sequence[SheetPerson],
    by: Actor,
) -> None:
    old, new = writing.changes(before, writing.audited_values(household, written))
    # Of the people only whose columns changed: their values are personal.
    new["people"] = [
        f"{person.row.person_no}: {', '.join(person.changed)}"
        for person in family
        if person.changed
    ]
    audit.record(
        by=by, verb="household.update", target=household, before=old, after=new
    )
