"""The days of evidence are in order: none before the proposal's year or the step before.

See also `core.cases.triggers.APPLY_EVENT`, which holds the same in the database.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.cases.models import Case, CaseEvent


@dataclass(frozen=True)
class Bounds:
    """The year of the proposal, and the latest day given at an earlier step."""

    year: int
    day: str = ""
    step: str = ""


def bounds_of(case: Case, step: dict[str, Any]) -> Bounds:
    """What the days of this step must not lie before."""
    keys = [one["key"] for one in case.steps]
    earlier = case.steps[: keys.index(step["key"])]
    # Of a step done again after a return the last time counts.
    done = {
        event.step: event.evidence
        for event in case.events.filter(action=CaseEvent.Action.FORWARD).order_by("seq")
    }
    days = [
        (str(done[one["key"]][spec["key"]]), one["name"])
        for one in earlier
        for spec in one.get("evidence", [])
        if spec["type"] == "date" and done.get(one["key"], {}).get(spec["key"])
    ]
    # Of equal days the nearest step is named: it is the later one.
    days.sort(key=lambda one: one[0])
    return Bounds(case.policy_on.year, *(days[-1] if days else ()))


def too_early(spec: dict[str, Any], day: dt.date, bounds: Bounds) -> str:
    """Why a day lies before what it must follow; empty when it does not."""
    first = dt.date(bounds.year - spec.get("years_back", 0), 1, 1)
    if day < first:
        return _("This day cannot lie before %(year)s.") % {"year": first.year}
    if day.isoformat() < bounds.day:
        words = _("This day cannot lie before %(day)s, the day of “%(step)s”.")
        return words % {"day": bounds.day, "step": bounds.step}
    return ""
