"""Derive headcounts and income per person from what was recorded; pure.

See also `sheet.derive`, which says the same in SQL: a property test holds them equal.

Who counts in a period: whoever has a record of it and had not left by the last day of
its window; a person entered by mistake never counts (the registry's headcount is that of
the period's last day).

Money: a blank item was not surveyed. When every income item is blank the income is
unknown (None); as soon as one is filled in, a blank item counts as nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from households.identity import age_on
from households.models import HouseholdPeriod

# Law on compulsory education, art. 2 and 11: nine years from the age of six.
SCHOOL_AGE = (6, 15)
# Labour law, art. 15: nobody under sixteen works.
WORKING_AGE = 16
HEAD, SPOUSE = "01", "02"
MOST_PEOPLE = 30  # on one sheet
HEALTHY, CHRONIC, SERIOUS, DISABLED = "01", "02", "03", "04"
NOT_IN_SCHOOL = "01"
ABLE = ("01", "02", "05")
EXCUSED = ("01", "02", "04", "05")
NINE_YEARS = ("03", "04", "05")

COUNTS = (
    "headcount",
    "labour_count",
    "working_count",
    "school_age_count",
    "dropout_count",
    "schooling_unknown_count",
    "uninsured_count",
    "insurance_unknown_count",
    "dibao_count",
    "tekun_count",
    "ill_count",
    "disabled_count",
)
MONEY = ("gross_fen", "net_fen", "net_pc_fen")


class Person(NamedTuple):
    """A member as the rules see one: who it is, and what was recorded in the period."""

    name: str
    sex: str
    born_on: dt.date
    id_type: str
    record: Mapping[str, Any]


def counts_in(*, state: str, left_on: dt.date | None, window_end: dt.date) -> bool:
    """Whether a member with a record of the period belongs to its headcount."""
    return state != "deleted" and (left_on is None or left_on > window_end)


def gross_income(record: Mapping[str, Any]) -> int | None:
    """Sum of the income items in fen; None when none was surveyed."""
    items = [record.get(name) for name in HouseholdPeriod.INCOME]
    if all(item is None for item in items):
        return None
    return sum(item or 0 for item in items)


def net_income(record: Mapping[str, Any]) -> int | None:
    """Gross income less business cost; living expenses are never deducted."""
    gross = gross_income(record)
    return None if gross is None else gross - (record.get("cost_fen") or 0)


def net_per_capita(net_fen: int | None, headcount: int) -> int | None:
    """Net income per person, rounded half up to the fen."""
    if net_fen is None or headcount == 0:
        return None
    return int((Decimal(net_fen) / headcount).quantize(Decimal(1), ROUND_HALF_UP))


def derived(
    record: Mapping[str, Any], people: Iterable[Person], *, on: dt.date
) -> dict[str, int | None]:
    """All derived columns of a period; `on` is the last day of its window."""
    figures: dict[str, int | None] = dict.fromkeys(COUNTS, 0)
    for person in people:
        for name in marks(person, on=on):
            figures[name] += 1  # type: ignore[operator]
    net = net_income(record)
    figures |= {"gross_fen": gross_income(record), "net_fen": net}
    figures["net_pc_fen"] = net_per_capita(net, figures["headcount"] or 0)
    return figures


def marks(person: Person, *, on: dt.date) -> list[str]:
    """The counts to which a person adds one."""
    record, age = person.record, age_on(person.born_on, on)
    health = record.get("health") or []
    answers = {
        "headcount": True,
        "labour_count": record.get("labour") in ABLE and age >= WORKING_AGE,
        "working_count": works(record),
        "dibao_count": record.get("has_dibao") is True,
        "tekun_count": record.get("has_tekun") is True,
        "ill_count": CHRONIC in health or SERIOUS in health,
        "disabled_count": DISABLED in health,
    }
    return (
        [name for name, holds in answers.items() if holds]
        + _schooling(record, age)
        + _insurance(record)
    )


def works(record: Mapping[str, Any]) -> bool:
    """Whether the person worked for wages in the period."""
    return bool(record.get("work_area")) or (record.get("work_months") or 0) > 0


def _schooling(record: Mapping[str, Any], age: int) -> list[str]:
    """The schooling counts of a person.

    A child of school age has dropped out when it is not in school, has not done nine
    years, and no accepted reason is recorded.
    """
    if not SCHOOL_AGE[0] <= age <= SCHOOL_AGE[1]:
        return []
    schooling = record.get("schooling") or ""
    if not schooling:
        return ["school_age_count", "schooling_unknown_count"]
    done = record.get("education") in NINE_YEARS
    excused = record.get("dropout_reason") in EXCUSED
    dropped = schooling == NOT_IN_SCHOOL and not done and not excused
    return ["school_age_count", *(["dropout_count"] if dropped else [])]


def _insurance(record: Mapping[str, Any]) -> list[str]:
    """The insurance counts of a person.

    Soldiers are insured by the army. «No» to the residents' insurance is a «no», even
    when the employees' insurance is blank.
    """
    if (
        record.get("med_resident")
        or record.get("med_employee")
        or record.get("is_soldier")
    ):
        return []
    return (
        ["insurance_unknown_count"]
        if record.get("med_resident") is None
        else ["uninsured_count"]
    )
