"""The registry events of a family: identified, born, exited, returned, removed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from config.demo.families import Family

BORN = "01"  # the reason of a natural increase
BEFORE_SYSTEM = "（系统启用前已办结）"


def events_of(
    family: Family, keys: Mapping[int, Any], began: dt.date
) -> list[dict[str, Any]]:
    """The events in the order of time; the system came into use on `began`.

    `keys` are the members' keys by the identity of the person.
    """
    found = [_identified(family)]
    found += [
        _event("natural_increase", person.born_on, 1, "", BORN, keys[id(person)])
        for person in family.people
        if person.born_on > family.identified_on
    ]
    found += _exit_and_return(family, began)
    if family.state == "removed":
        found.append(_removed(family))
    found.sort(key=lambda event: event["happened_on"])
    return found


def _identified(family: Family) -> dict[str, Any]:
    day = family.identified_on
    return _event("identified", day, family.members_on(day), "建档立卡登记")


def _exit_and_return(family: Family, began: dt.date) -> list[dict[str, Any]]:
    gone, back = family.exited_on, None
    if family.state == "returned":
        gone = dt.date(2019, 12, 10)
        back = dt.date(family.last_period - 1, 3, 12)
    found = []
    if gone:
        note = "脱贫退出" + (BEFORE_SYSTEM if gone < began else "")
        found.append(_event("exited", gone, -family.members_on(gone), note))
    if back:
        found.append(_event("returned", back, family.members_on(back), "家庭变故返贫"))
    return found


def _removed(family: Family) -> dict[str, Any]:
    soonest = family.identified_on + dt.timedelta(days=200)
    day = max(dt.date(2017, 8, 20), soonest)
    return _event("removed", day, -family.members_on(day), "不符合条件，整户清退")


def _event(
    kind: str, on: dt.date, change: int, note: str, reason: str = "", member: Any = None
) -> dict[str, Any]:
    return {
        "kind": kind,
        "happened_on": on,
        "headcount_change": change,
        "note": note,
        "reason": reason,
        "member": member,
    }
