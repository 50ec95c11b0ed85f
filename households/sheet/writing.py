"""Write a sheet's household and period: only the columns that have changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from core.crypto import seal
from core.masks import mask_bank_account, mask_phone
from core.refusals import Refused
from households import rules
from households.models import Household, HouseholdPeriod, Member
from households.periods import period_named
from households.querysets import id_no_index, phone_index
from households.registry_states import state_on
from households.sheet.people import SheetPerson
from households.sheet.values import (
    HOUSEHOLD_FIELDS,
    PERIOD_RECORD,
    HouseholdData,
    record_of,
)

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
    "bank_holder_id",
)
HOUSEHOLD_COLUMNS = (*HOUSEHOLD_FIELDS, *HEAD_COLUMNS, *SEALED_COLUMNS)
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


def fill_household(
    household: Household,
    form: HouseholdData,
    people: Sequence[SheetPerson],
    *,
    latest: bool = True,
) -> None:
    """Bring the household's own columns to what the sheet says.

    A sheet of an earlier period does not name today's head.
    """
    for name in HOUSEHOLD_FIELDS:
        if name in form.household:
            setattr(household, name, form.household[name])
    _set_phone(household, form.phone)
    _set_bank_account(household, form.bank_account)
    household.member_count = sum(
        1 for person in people if person.row.state in Member.COUNTED
    )
    # Names and masks of the head are copied for the list, which reads one table.
    head = next((person.row for person in people if person.is_head), None)
    _set_bank_holder(household, form, head if latest else None)
    if head and latest:
        household.head_name, household.head_id_mask = head.name, head.id_no_mask
        household.head_pinyin = head.name_pinyin
        household.head_initials = head.name_initials


def _set_phone(household: Household, phone: str | None) -> None:
    if phone is None:
        return
    household.phone_sealed = seal(phone, f"households.Household.phone:{household.pk}")
    household.phone_index = phone_index(phone)
    household.phone_mask = mask_phone(phone)


def _set_bank_account(household: Household, account: str | None) -> None:
    if account is None:
        return
    household.bank_account_sealed = seal(
        account, f"households.Household.bank_account:{household.pk}"
    )
    household.bank_account_index = id_no_index(account)
    household.bank_account_mask = mask_bank_account(account)


def _set_bank_holder(
    household: Household, form: HouseholdData, head: Member | None
) -> None:
    """A new account is the head's unless the sheet says whose; a kept one keeps its own."""
    if form.bank_holder:
        household.bank_holder_id = form.bank_holder
    elif form.bank_account is not None:
        household.bank_holder_id = head.pk if head and form.bank_account else None


def write_period(
    form: HouseholdData,
    household: Household,
    people: Sequence[SheetPerson],
    *,
    stored: HouseholdPeriod | None,
    latest: bool = True,
) -> HouseholdPeriod:
    """Write the period's wide row with everything that follows from it."""
    row = stored or _new_period(form, household)
    # A wide row is written in the few columns that change, which the history keeps.
    before = values_of(row, PERIOD_COLUMNS)
    _fill_period(row, form)
    _set_state(row, household, latest)
    derived = rules.derived(
        record_of(row, PERIOD_RECORD), _counted(people, row), on=row.window_end
    )
    for name, value in derived.items():
        setattr(row, name, value)
    row.save(
        force_insert=stored is None,
        update_fields=None if stored is None else changed_in(row, before),
    )
    return row


def _new_period(form: HouseholdData, household: Household) -> HouseholdPeriod:
    return HouseholdPeriod(
        household=household,
        period=form.period,
        region_code=household.region_code,
        version=0,
    )


def _fill_period(row: HouseholdPeriod, form: HouseholdData) -> None:
    batch = period_named(form.period)
    if batch is None:
        raise Refused(
            _("There is no period %(code)s; choose one of the list.")
            % {"code": form.period}
        )
    for name in PERIOD_RECORD:
        if name in form.record:
            setattr(row, name, form.record[name])
    row.window_start, row.window_end = batch.window_start, batch.window_end
    row.filled_on, row.filled_by_name = form.filled_on, form.filled_by_name
    row.version += 1


def _set_state(row: HouseholdPeriod, household: Household, latest: bool) -> None:
    """The latest period says the household's status; an earlier one that of its own time.

    See also `households.models.recorded_triggers`.
    """
    if latest:
        row.state = household.state
    elif not row.pk:
        row.state = state_on(household, row.window_end)


def _counted(
    people: Sequence[SheetPerson], period: HouseholdPeriod
) -> list[rules.Person]:
    """Those who belong to the headcount of the period."""
    return [
        rules.Person(
            person.row.name,
            person.row.sex,
            person.row.born_on,
            person.row.id_type,
            person.record,
        )
        for person in people
        if person.record
        and rules.counts_in(
            state=person.row.state,
            left_on=person.row.left_on,
            window_end=period.window_end,
        )
    ]


def values_of(row: Model, columns: Sequence[str]) -> dict[str, Any]:
    """The values of some columns, to compare with after the row was filled."""
    return {name: getattr(row, name) for name in columns}


def changed_in(row: Model, before: dict[str, Any]) -> list[str]:
    """The columns that are to be written: a wide row is changed in few of them."""
    return [name for name, value in before.items() if getattr(row, name) != value]


def audited_values(
    household: Household, period: HouseholdPeriod | None
) -> dict[str, str]:
    """Values for the audit; personal numbers are not among them."""
    names = (*HOUSEHOLD_FIELDS, "head_name", "member_count")
    values = {name: str(getattr(household, name)) for name in names}
    if period:
        names = (*PERIOD_RECORD, "headcount", "net_pc_fen")
        values |= {name: str(getattr(period, name)) for name in names}
    return values


def changes(
    before: dict[str, str], after: dict[str, str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only what differs between two sets of values: the old ones and the new ones."""
    names = [name for name, value in after.items() if before.get(name) != value]
    return {name: before.get(name) for name in names if name in before}, {
        name: after[name] for name in names
    }
