"""Which status a household had on a day of the past, from the events of the registry."""

from __future__ import annotations

import datetime as dt

from households.models import Household, RegistryEvent

Kind, State = RegistryEvent.Kind, Household.State
STATE_AFTER = {
    Kind.IDENTIFIED: State.NOT_EXITED,
    Kind.EXITED: State.EXITED_WITH_POLICY,
    Kind.RETURNED: State.RETURNED,
    Kind.CLOSED: State.CLOSED,
}


def state_on(household: Household, day: dt.date) -> str:
    """The status at the end of the day; before any event, that of the newly identified."""
    events = household.registry_events.filter(
        kind__in=[*STATE_AFTER, Kind.REMOVED], member=None, happened_on__lte=day
    )
    last = events.order_by("happened_on", "id").last()
    if last is None:
        return State.NOT_EXITED
    if last.kind == Kind.EXITED and household.state in Household.EXITED:
        return household.state
    return STATE_AFTER.get(last.kind, State.REMOVED)
