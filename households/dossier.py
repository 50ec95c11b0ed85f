"""One family put together for its page and its card.

Its people, their conditions, the income of the years, and what is not filled in yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from core import codelists
from households import rules
from households.identity import NO_DOCUMENT, age_on
from households.models import Household, HouseholdPeriod, Member, MemberPeriod
from households.wording import in_words, label_of

YEARS_SHOWN = 5
CONDITIONS = (
    "house_m2",
    "house_structure",
    "danger_level",
    "water_safe",
    "food_assured",
    "clothing_assured",
    "power_domestic",
    "tv",
    "toilet",
    "fuel",
    "access_road",
    "road_km",
    "cultivated_mu",
    "irrigated_mu",
    "forest_mu",
    "orchard_mu",
    "pasture_mu",
    "water_mu",
    "in_coop",
    "led_by_firm",
    "led_by_leader",
    "is_relocation",
)
UNITS = {"house_m2": "㎡", "road_km": pgettext_lazy("unit", "km")} | dict.fromkeys(
    (
        "cultivated_mu",
        "irrigated_mu",
        "forest_mu",
        "orchard_mu",
        "pasture_mu",
        "water_mu",
    ),
    pgettext_lazy("unit", "mu"),
)
# Without these an assessment cannot be made; see the exit criteria.
NEEDED = (
    "attr",
    "main_cause",
    "need",
    "danger_level",
    "water_safe",
    "food_assured",
    "clothing_assured",
    "net_fen",
)
INCOME = (*HouseholdPeriod.INCOME, "gross_fen", "cost_fen", "net_fen", "net_pc_fen")
TOTALS = ("gross_fen", "net_fen", "net_pc_fen")


@dataclass(frozen=True)
class PersonRow:
    """One member with the latest record, as the page shows them."""

    row: Member
    record: MemberPeriod | None
    age: int
    missing: list[str]

    @property
    def is_counted(self) -> bool:
        return self.row.state in Member.COUNTED

    @property
    def is_in_school(self) -> bool:
        """Whether the grade says more of the person than the education."""
        record = self.record
        return record is not None and record.schooling not in ("", rules.NOT_IN_SCHOOL)

    @property
    def insurance(self) -> str:
        """Which medical insurance, in words; empty when not recorded."""
        if self.record is None or (
            self.record.med_resident is None and self.record.med_employee is None
        ):
            return ""
        names = {
            "med_resident": "居民医保",
            "med_employee": "职工医保",
            "med_critical": "大病保险",
        }
        held = [word for name, word in names.items() if getattr(self.record, name)]
        return "、".join(held) or _("not insured")

    @property
    def work(self) -> str:
        """Where the person works, and how many months of the year."""
        if self.record is None or not self.record.work_area:
            return ""
        months = (
            f" {self.record.work_months}月"
            if self.record.work_months is not None
            else ""
        )
        return codelists.label("work_area", self.record.work_area) + months


@dataclass(frozen=True)
class IncomeRow:
    """One row of the table of years: an item of income, with a value a year."""

    label: str
    values: list[Any]
    is_total: bool = False


@dataclass(frozen=True)
class Dossier:
    """One family put together."""

    household: Household
    periods: list[HouseholdPeriod]
    people: list[PersonRow]
    income: list[IncomeRow]
    conditions: list[tuple[str, str]]
    missing: list[str]

    @property
    def latest(self) -> HouseholdPeriod | None:
        return self.periods[0] if self.periods else None

    @property
    def present(self) -> list[PersonRow]:
        return [person for person in self.people if person.is_counted]

    @property
    def former(self) -> list[PersonRow]:
        return [person for person in self.people if not person.is_counted]


def dossier_of(household: Household) -> Dossier:
    """Put a family together without a query; `household` comes from `for_detail`."""
    periods = sorted(household.periods.all(), key=lambda row: row.period, reverse=True)[
        :YEARS_SHOWN
    ]
    latest = periods[0] if periods else None
    people = [
        _person(member, latest)
        for member in sorted(household.members.all(), key=lambda m: (m.position, m.pk))
    ]
    return Dossier(
        household,
        periods,
        people,
        _income(periods),
        _conditions(latest),
        _missing(latest),
    )


def _person(member: Member, latest: HouseholdPeriod | None) -> PersonRow:
    # Prefetched by `for_detail`: sorted here, not by a query for each person.
    record = max(member.periods.all(), key=lambda row: row.period, default=None)
    # As of the latest sheet, so that the age does not change while its facts stay.
    age = age_on(
        member.born_on,
        member.left_on or (latest.window_end if latest else member.joined_on),
    )
    missing = _missing_of(member, record, age) if member.state in Member.COUNTED else []
    return PersonRow(member, record, age, missing)


def _missing_of(member: Member, record: MemberPeriod | None, age: int) -> list[str]:
    """What has to be filled in of a person, by age."""
    if record is None:
        return [_("record of this period")]
    asked = ["health"]
    if rules.SCHOOL_AGE[0] <= age <= rules.SCHOOL_AGE[1]:
        asked.append("schooling")
    if age >= rules.WORKING_AGE:
        asked.append("labour")
    missing = [
        label_of(MemberPeriod, name) for name in asked if not getattr(record, name)
    ]
    if record.med_resident is None and record.med_employee is None:
        missing.append(_("medical insurance"))
    if not member.id_no_mask and member.id_type != NO_DOCUMENT:
        missing.append(label_of(Member, "id_no_mask"))
    return missing


def _missing(latest: HouseholdPeriod | None) -> list[str]:
    if latest is None:
        return [_("the sheet of any period")]
    blank: tuple[Any, ...] = (None, "", [])
    return [
        label_of(HouseholdPeriod, name)
        for name in NEEDED
        if getattr(latest, name) in blank
    ]


def _income(periods: list[HouseholdPeriod]) -> list[IncomeRow]:
    """Income items by year; items that no year has are left out."""
    rows = [
        IncomeRow(
            label_of(HouseholdPeriod, name),
            [getattr(period, name) for period in periods],
            name in TOTALS,
        )
        for name in INCOME
    ]
    return [
        row
        for row in rows
        if row.is_total or any(value is not None for value in row.values)
    ]


def _conditions(latest: HouseholdPeriod | None) -> list[tuple[str, str]]:
    if latest is None:
        return []
    return [
        (label_of(HouseholdPeriod, name), _with_unit(name, getattr(latest, name)))
        for name in CONDITIONS
    ]


def _with_unit(name: str, value: Any) -> str:
    words = in_words(name, value)
    return f"{words} {UNITS[name]}" if name in UNITS and value is not None else words
