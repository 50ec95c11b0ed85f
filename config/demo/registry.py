"""Fill the registry: households, their people and years, sealed and numbered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import Any

from django.utils import timezone

from config.demo.clock import Clock
from config.demo.copying import copy_rows
from config.demo.families import Family, make_family, poor_share
from config.demo.histories import events_of
from config.demo.identities import Identities
from config.demo.registry_rows import household_row, member_row
from config.demo.years import household_year, member_year
from core.numbering import next_numbers
from households import rules
from households.models import (
    Household,
    HouseholdPeriod,
    Member,
    MemberPeriod,
    RegistryEvent,
)
from households.periods import current_period
from villages.models import Region

FILLED = (Household, Member, HouseholdPeriod, MemberPeriod, RegistryEvent)
# The exits of the demonstration begin so many days ago: records must be older.
FILLED_BEFORE = dt.timedelta(days=38)
FEWEST = 8  # households of a village
# The first two villages belong to the named cadres: enough to see, few enough to read.
NAMED_WEIGHTS = [2.4, 1.8]


class Registry:
    """Collects the rows of all families of a county, then writes each table at once."""

    def __init__(
        self, county: str, people: dict[str, Any], random: Random, clock: Clock
    ) -> None:
        self.county, self.people = county, people
        self.random, self.clock = random, clock
        self.identities = Identities(random)
        self.began = clock.today
        self.last_period = int(current_period(clock.made_on).code)
        self.households: list[dict[str, Any]] = []
        self.members: list[dict[str, Any]] = []
        self.periods: list[dict[str, Any]] = []
        self.member_periods: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []

    def fill(self, wanted: int) -> int:
        """Spread `wanted` families over the villages, more where more people live."""
        villages = list(
            Region.objects.current()
            .below(self.county)
            .at_level(5)
            .filter(name__endswith="村委会")
            .order_by("code")
        )
        weights = [self.random.uniform(0.4, 1.6) for _ in villages]
        weights[:2] = NAMED_WEIGHTS
        total = sum(weights)
        counts = [max(FEWEST, round(wanted * weight / total)) for weight in weights]
        numbers, poor = self._numbers(sum(counts)), poor_share(sum(counts))
        for village, count in zip(villages, counts, strict=True):
            for _ in range(count):
                family = make_family(self.random, self.last_period, poor)
                self._add(village.code, family, next(numbers))
        self._write()
        return sum(counts)

    def _numbers(self, count: int) -> Iterator[str]:
        first_year = dt.date(2014, 1, 1)
        return iter(
            next_numbers(
                prefix="HH", region_code=self.county, on=first_year, count=count
            )
        )

    def _add(self, village: str, family: Family, hh_no: str) -> None:
        """All rows of one family.

        The order of these lines is that of the random numbers they draw.
        """
        key = self.identities.key()
        by = self.people[village].pk
        household = household_row(self.random, key, family, hh_no) | {
            "region_code": village,
            "planned_exit_year": None if family.exited_on else self.last_period,
            "created_by": by,
            "updated_by": by,
            "created_at": self._moment(family.identified_on),
        }
        member_keys = self._members(key, village, family, hh_no)
        for period in family.periods:
            filled_on = self._record(village, family, period, key, member_keys)
        head = self.members[-len(member_keys)]
        household |= {
            "updated_at": self._moment(filled_on),
            "head_name": head["name"],
            "head_pinyin": head["name_pinyin"],
            "head_initials": head["name_initials"],
            "head_id_mask": head["id_no_mask"],
            "bank_holder": head["id"],
        }
        self.households.append(household)
        place = {"household": key, "region_code": village, "recorded_by": by}
        self._events(place, family, member_keys)

    def _events(
        self, place: dict[str, Any], family: Family, member_keys: list[Any]
    ) -> None:
        by_person = dict(zip(map(id, family.people), member_keys, strict=True))
        for event in events_of(family, by_person, self.began):
            recorded_at = self._moment(event["happened_on"])
            self.events.append({**place, **event, "recorded_at": recorded_at})

    def _members(self, key: Any, village: str, family: Family, hh_no: str) -> list[Any]:
        """Add the rows of a family's people; their keys."""
        place = {"household": key, "region_code": village}
        keys = []
        for position, person in enumerate(family.people):
            member = member_row(self.identities, family, person, village) | {
                "person_no": f"{hh_no}-{position + 1:02d}",
                "position": position,
            }
            keys.append(member["id"])
            self.members.append(place | member)
        return keys

    def _record(
        self, village: str, family: Family, period: int, key: Any, member_keys: list
    ) -> dt.date:
        """Add the records of one year; the day on which they were filled in."""
        place = {"household": key, "region_code": village}
        year = household_year(self.random, family, period)
        year["filled_on"] = self._filled_on(year["filled_on"])
        people = []
        for member_key, person in zip(member_keys, family.people, strict=True):
            if person.born_on <= year["window_end"]:
                record = member_year(self.random, family, person, period)
                self.member_periods.append({"member": member_key, **place, **record})
                people.append(
                    rules.Person(person.name, person.sex, person.born_on, "01", record)
                )
        figures = rules.derived(year, people, on=year["window_end"])
        filled_by = {"filled_by_name": self.people[village].name}
        self.periods.append(place | year | figures | filled_by)
        return year["filled_on"]

    def _filled_on(self, day: dt.date) -> dt.date:
        """In October; where that has not come yet, in the first third of this year."""
        today, new_year = self.clock.made_on, dt.date(day.year, 1, 1)
        if day + FILLED_BEFORE <= today:
            return day
        third = max((today - new_year).days // 3, 0)
        return new_year + dt.timedelta(days=self.random.randint(0, third))

    def _moment(self, day: dt.date) -> dt.datetime:
        """A minute of working time on the day."""
        hour, minute = self.random.randint(8, 17), self.random.randint(0, 59)
        return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))

    def _write(self) -> None:
        """Write all rows; each year's records in the autumn of their year.

        So the history of a field, which triggers write, has a past too.
        """
        copy_rows(Household, self.households)
        copy_rows(Member, self.members)
        copy_rows(RegistryEvent, self.events)
        for period in sorted({row["period"] for row in self.periods}):
            year = [row for row in self.periods if row["period"] == period]
            people = [row for row in self.member_periods if row["period"] == period]
            self.clock.set(self._moment(max(row["filled_on"] for row in year)))
            copy_rows(HouseholdPeriod, year)
            copy_rows(MemberPeriod, people)
