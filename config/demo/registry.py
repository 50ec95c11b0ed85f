"""Households, their people and years into the registry, sealed and numbered like real ones."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from random import Random
from typing import Any

from config.demo.copying import copy_rows
from config.demo.families import LAST_PERIOD, PERIODS, Family, Person, make_family
from config.demo.years import household_year, member_year
from core.crypto import seal
from core.masks import mask_bank_account, mask_id_no, mask_phone
from core.numbers import next_numbers
from households import derive
from households.models import Household, HouseholdPeriod, Member, MemberPeriod, RegistryEvent
from households.names import pinyin_of
from households.querysets import id_no_index, id_tail_index, phone_index
from villages.models import Region

# A prefix with province digits only is issued to nobody, so no such number belongs to a person.
ID_PREFIX = "360000"
FIRST_KEY_MS = 1_600_000_000_000
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class Registry:
    """Collects rows of all families of a county, then writes each table in one stroke."""

    def __init__(self, county: str, people: dict[str, Any], random: Random, today: dt.date) -> None:
        self.county, self.people, self.random, self.today = county, people, random, today
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
            Region.objects.current().below(self.county).at_level(5).filter(name__endswith="村委会").order_by("code")
        )
        weights = [self.random.uniform(0.4, 1.6) for _ in villages]
        # The first two villages belong to the named cadres: enough to look at, few enough to read.
        weights[:2] = [1.6, 1.3]
        counts = [max(8, round(wanted * weight / sum(weights))) for weight in weights]
        numbers = self._numbers(sum(counts))
        for village, count in zip(villages, counts, strict=True):
            for _ in range(count):
                self._add(village.code, make_family(self.random, self.today), next(numbers))
        self._write()
        return sum(counts)

    def _numbers(self, count: int) -> Iterator[str]:
        return iter(next_numbers(prefix="HH", region_code=self.county, on=dt.date(2014, 1, 1), count=count))

    def _add(self, village: str, family: Family, hh_no: str) -> None:
        household_id = self._key()
        by = self.people[village].pk
        self.households.append(self._household(household_id, village, family, hh_no, by))
        member_ids = []
        for position, person in enumerate(family.people):
            member_ids.append(self._member(household_id, village, family, person, position, hh_no))
        for period in PERIODS:
            if family.identified_on.year > period:
                continue
            place = {"household": household_id, "region_code": village}
            year = household_year(self.random, family, period)
            filler = self.people[village].name
            self.periods.append({**place, **year, "filled_by_name": filler})
            for member_id, person in zip(member_ids, family.people, strict=True):
                if person.born_on.year <= period:
                    self.member_periods.append(
                        {"member": member_id, **place, **member_year(self.random, family, person, period)}
                    )
        self._history_of(household_id, village, family, by)

    def _key(self) -> uuid.UUID:
        """A UUID of version 7 that is the same every time."""
        self.keys += 1
        value = (FIRST_KEY_MS + self.keys) << 80 | self.random.getrandbits(74)
        return uuid.UUID(int=value & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62)

    def _household(self, household_id: Any, village: str, family: Family, hh_no: str, by: int) -> dict[str, Any]:
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
            "status": family.status,
            "first_identified_on": family.identified_on,
            "exited_on": family.exited_on,
            "planned_exit_year": None if family.exited_on else LAST_PERIOD,
            "phone_sealed": seal(phone, context % "phone"),
            "phone_index": phone_index(phone),
            "phone_mask": mask_phone(phone),
            "bank_name": "农村商业银行",
            "bank_account_sealed": seal(account, context % "bank_account"),
            "bank_account_mask": mask_bank_account(account),
            "version": 1,
            "created_by": by,
            "updated_by": by,
            "updated_at": dt.datetime.combine(self.today - dt.timedelta(days=1), dt.time(9), tzinfo=dt.UTC),
            "head_name": "",
            "head_pinyin": "",
            "head_initials": "",
            "head_id_mask": "",
            "member_count": 0,
        }

    def _member(
        self, household_id: Any, village: str, family: Family, person: Person, position: int, hh_no: str
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
                "status": "normal",
                "joined_on": max(family.identified_on, person.born_on),
                "joined_reason": "",
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
        check = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11
        return body + "10X98765432"[check]

    def _history_of(self, household_id: Any, village: str, family: Family, by: int) -> None:
        base = {"household": household_id, "region_code": village, "recorded_by": by, "reason": ""}
        size = len(family.people)
        self.events.append(base | _event("identified", family.identified_on, size, "建档立卡登记"))
        if family.exited_on:
            self.events.append(base | _event("exited", family.exited_on, -size, "脱贫退出（系统启用前已办结）"))
        if family.status == "returned":
            self.events.append(base | _event("returned", dt.date(LAST_PERIOD, 3, 12), size, "家庭变故返贫"))
        if family.status == "removed":
            self.events.append(base | _event("removed", dt.date(2017, 8, 20), -size, "不符合条件，整户清退"))

    def _write(self) -> None:
        copy_rows(Household, self.households)
        copy_rows(Member, self.members)
        copy_rows(HouseholdPeriod, self.periods)
        copy_rows(MemberPeriod, self.member_periods)
        copy_rows(RegistryEvent, self.events)
        ids = [row["id"] for row in self.households]
        for period in PERIODS:
            derive.refresh(ids, str(period))


def _event(kind: str, on: dt.date, change: int, note: str) -> dict[str, Any]:
    return {"kind": kind, "happened_on": on, "headcount_change": change, "note": note}
