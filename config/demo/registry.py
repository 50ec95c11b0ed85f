"""Households, their people and years into the registry, sealed and numbered like real ones."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from random import Random
from typing import Any

from django.utils import timezone

from config.demo.clock import Clock
from config.demo.copying import copy_rows
from config.demo.families import Family, Person, make_family
from config.demo.years import household_year, member_year
from core.crypto import seal
from core.masks import mask_bank_account, mask_id_no, mask_phone
from core.numbering import next_numbers
from households import rules
from households.models import (
    Household,
    HouseholdPeriod,
    Member,
    MemberPeriod,
    RegistryEvent,
)
from households.names import pinyin_of
from households.periods import current_period
from households.querysets import id_no_index, id_tail_index, phone_index
from villages.models import Region

# A prefix with province digits only is issued to nobody, so no such number belongs to a person.
ID_PREFIX = "360000"
FIRST_KEY_MS = 1_600_000_000_000
FILLED = (Household, Member, HouseholdPeriod, MemberPeriod, RegistryEvent)
FILLED_BEFORE = dt.timedelta(
    days=38
)  # the exits of the demonstration begin so many days ago
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class Registry:
    """Collects rows of all families of a county, then writes each table in one stroke."""

    def __init__(
        self, county: str, people: dict[str, Any], random: Random, clock: Clock
    ) -> None:
        self.county, self.people, self.random, self.clock = (
            county,
            people,
            random,
            clock,
        )
        self.began = clock.today
        self.last_period = int(current_period(clock.made_on).code)
        self.keys = 0
        self.sequences: dict[tuple[dt.date, str], int] = {}
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
        # The first two villages belong to the named cadres: enough to look at, few enough to read.
        weights[:2] = [2.4, 1.8]
        counts = [max(8, round(wanted * weight / sum(weights))) for weight in weights]
        numbers = self._numbers(sum(counts))
        for village, count in zip(villages, counts, strict=True):
            for _ in range(count):
                self._add(
                    village.code,
                    make_family(self.random, self.last_period),
                    next(numbers),
                )
        self._write()
        return sum(counts)

    def _numbers(self, count: int) -> Iterator[str]:
        return iter(
            next_numbers(
                prefix="HH",
                region_code=self.county,
                on=dt.date(2014, 1, 1),
                count=count,
            )
        )

    def _add(self, village: str, family: Family, hh_no: str) -> None:
        household_id = self._key()
        by = self.people[village].pk
        self.households.append(
            self._household(household_id, village, family, hh_no, by)
        )
        member_ids = [
            self._member(household_id, village, family, person, position, hh_no)
            for position, person in enumerate(family.people)
        ]
        head = self.members[-len(member_ids)]
        self.households[-1] |= {
            "head_name": head["name"],
            "head_pinyin": head["name_pinyin"],
            "head_initials": head["name_initials"],
            "head_id_mask": head["id_no_mask"],
        }
        for period in family.periods:
            filled_on = self._record(village, family, period, household_id, member_ids)
        self.households[-1]["updated_at"] = self._moment(filled_on)
        self._history_of(
            household_id,
            village,
            family,
            dict(zip(map(id, family.people), member_ids, strict=True)),
            by,
        )

    def _record(
        self,
        village: str,
        family: Family,
        period: int,
        household_id: Any,
        member_ids: list[Any],
    ) -> dt.date:
        """One year's sheet with what follows from it; the day on which it was filled in."""
        place = {"household": household_id, "region_code": village}
        year = household_year(self.random, family, period)
        year["filled_on"] = self._filled_on(year["filled_on"])
        people = []
        for member_id, person in zip(member_ids, family.people, strict=True):
            if person.born_on <= year["window_end"]:
                record = member_year(self.random, family, person, period)
                self.member_periods.append({"member": member_id, **place, **record})
                people.append(
                    rules.Person(person.name, person.sex, person.born_on, "01", record)
                )
        figures = rules.derived(year, people, on=year["window_end"])
        self.periods.append(
            {**place, **year, **figures, "filled_by_name": self.people[village].name}
        )
        return year["filled_on"]

    def _filled_on(self, day: dt.date) -> dt.date:
        """In October; where that has not come yet, in the first third of what has passed of the year."""
        today, new_year = self.clock.made_on, dt.date(day.year, 1, 1)
        if day + FILLED_BEFORE <= today:
            return day
        return new_year + dt.timedelta(
            days=self.random.randint(0, max((today - new_year).days // 3, 0))
        )

    def _moment(self, day: dt.date) -> dt.datetime:
        hour, minute = self.random.randint(8, 17), self.random.randint(0, 59)
        return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))

    def _key(self) -> uuid.UUID:
        """A UUID of version 7 that is the same every time."""
        self.keys += 1
        value = (FIRST_KEY_MS + self.keys) << 80 | self.random.getrandbits(74)
        return uuid.UUID(
            int=value & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62
        )

    def _household(
        self, household_id: Any, village: str, family: Family, hh_no: str, by: int
    ) -> dict[str, Any]:
        phone = f"1990000{self.random.randrange(10_000):04d}"
        account = "6200" + "".join(str(self.random.randrange(10)) for _ in range(15))
        context = f"households.Household.%s:{household_id}"
        return {
            "id": household_id,
            "region_code": village,
            "hh_no": hh_no,
            "group_name": f"第{self.random.choice('一二三四五六七八')}村民小组",
            "address": "",
            "id_standard": "01",
            "state": family.state,
            "first_identified_on": family.identified_on,
            "exited_on": family.exited_on,
            "planned_exit_year": None if family.exited_on else self.last_period,
            "phone_sealed": seal(phone, context % "phone"),
            "phone_index": phone_index(phone),
            "phone_mask": mask_phone(phone),
            "bank_name": "农村商业银行",
            "bank_account_sealed": seal(account, context % "bank_account"),
            "bank_account_mask": mask_bank_account(account),
            "version": 1,
            "created_by": by,
            "updated_by": by,
            "created_at": self._moment(family.identified_on),
            "updated_at": None,
            "member_count": len(family.people),
        }

    def _member(
        self,
        household_id: Any,
        village: str,
        family: Family,
        person: Person,
        position: int,
        hh_no: str,
    ) -> Any:
        member_id, number = self._key(), self._id_number(person)
        pinyin, initials = pinyin_of(person.name)
        self.members.append(
            {
                "id": member_id,
                "household": household_id,
                "region_code": village,
                "person_no": f"{hh_no}-{position + 1:02d}",
                "name": person.name,
                "name_pinyin": pinyin,
                "name_initials": initials,
                "sex": person.sex,
                "born_on": person.born_on,
                "ethnicity": "01",
                "id_type": "01",
                "id_no_sealed": seal(number, f"households.Member.id_no:{member_id}"),
                "id_no_index": id_no_index(number),
                "id_tail_index": id_tail_index(number, village),
                "id_no_mask": mask_id_no(number),
                "state": "normal",
                "joined_on": max(family.identified_on, person.born_on),
                "joined_reason": "00"
                if person.born_on <= family.identified_on
                else "01",
                "left_reason": "",
                "position": position,
            }
        )
        return member_id

    def _id_number(self, person: Person) -> str:
        """A number with a good checksum, used once; the seventeenth digit tells the sex."""
        key = (person.born_on, person.sex)
        self.sequences[key] = self.sequences.get(key, -1) + 1
        sequence = self.sequences[key] * 2 + (1 if person.sex == "1" else 2)
        body = f"{ID_PREFIX}{person.born_on:%Y%m%d}{sequence:03d}"
        check = (
            sum(
                int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)
            )
            % 11
        )
        return body + "10X98765432"[check]

    def _history_of(
        self,
        household_id: Any,
        village: str,
        family: Family,
        keys: dict[int, Any],
        by: int,
    ) -> None:
        def size(day: dt.date) -> int:
            return family.members_on(day)

        told = [
            _event(
                "identified",
                family.identified_on,
                size(family.identified_on),
                "建档立卡登记",
            )
        ]
        told += [
            _event("natural_increase", person.born_on, 1, "", "01", keys[id(person)])
            for person in family.people
            if person.born_on > family.identified_on
        ]
        gone, back = family.exited_on, None
        if family.state == "returned":
            gone, back = dt.date(2019, 12, 10), dt.date(self.last_period - 1, 3, 12)
        if gone:
            told.append(
                _event(
                    "exited",
                    gone,
                    -size(gone),
                    "脱贫退出" + ("（系统启用前已办结）" * (gone < self.began)),
                )
            )
        if back:
            told.append(_event("returned", back, size(back), "家庭变故返贫"))
        if family.state == "removed":
            day = max(
                dt.date(2017, 8, 20), family.identified_on + dt.timedelta(days=200)
            )
            told.append(_event("removed", day, -size(day), "不符合条件，整户清退"))
        told.sort(key=lambda event: event["happened_on"])
        for event in told:
            recorded = {
                "recorded_by": by,
                "recorded_at": self._moment(event["happened_on"]),
            }
            self.events.append(
                {"household": household_id, "region_code": village, **event, **recorded}
            )

    def _write(self) -> None:
        """Each year's record in the autumn of its year, so that the history of a field has a past too."""
        copy_rows(Household, self.households)
        copy_rows(Member, self.members)
        copy_rows(RegistryEvent, self.events)
        for period in sorted({row["period"] for row in self.periods}):
            year = [row for row in self.periods if row["period"] == period]
            self.clock.set(self._moment(max(row["filled_on"] for row in year)))
            copy_rows(HouseholdPeriod, year)
            copy_rows(
                MemberPeriod,
                [row for row in self.member_periods if row["period"] == period],
            )


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
