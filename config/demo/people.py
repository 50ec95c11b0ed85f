"""Accounts of the demonstration: one for each role, and a cadre for each village."""

from __future__ import annotations

import datetime as dt
from random import Random

from django.utils import timezone

from accounts.models import Grant, User
from config.demo import names
from config.demo.clock import Clock
from core.scope import PREFECTURE, TOWNSHIP, VILLAGE, at_level
from villages import units
from villages.models import Region

PASSWORD = "Lika-Demo-2026"
# Account, role, level of the place counted from the county's first village.
NAMED = (
    ("cun", "village_cadre", "village"),
    ("cun2", "village_cadre", "village2"),
    ("xiang", "township_officer", "township"),
    ("xian", "county_office", "county"),
    ("xian2", "county_office", "county"),
    ("xian3", "county_office", "county"),
    ("caizheng", "county_finance", "county"),
    ("caizheng2", "county_finance", "county"),
    ("bumen", "line_department", "county"),
    ("dudao", "supervisor", "prefecture"),
    ("bangfu", "helper", "village"),
    ("zhucun", "resident_team", "village"),
    ("shenji", "auditor", "county"),
    ("guanli", "account_admin", "county"),
)


def plant_people(county: str, random: Random, clock: Clock) -> dict[str, User]:
    """The named accounts by name; each village and township has a person of its own."""
    regions = Region.objects.current().below(county)
    committees = regions.at_level(VILLAGE).filter(name__endswith="村委会")
    villages = list(committees.order_by("code").values_list("code", flat=True))
    first, second = villages[:2]
    places = {
        "village": first,
        "village2": second,
        "township": at_level(first, TOWNSHIP),
        "county": county,
        "prefecture": at_level(county, PREFECTURE),
    }
    office = Office(random, clock)
    people = {
        account: office.appoint(account, role, places[place], PASSWORD)
        for account, role, place in NAMED
    }
    for code in villages:
        people[code] = office.appoint(f"cun{code[6:]}", "village_cadre", code)
        # Who verifies is another one than who proposed.
        people[team_of(code)] = office.appoint(f"dui{code[6:]}", "resident_team", code)
    townships = regions.at_level(TOWNSHIP)
    for code in townships.values_list("code", flat=True):
        people[code] = office.appoint(f"xiang{code[6:9]}", "township_officer", code)
    return people | {first: people["cun"], second: people["cun2"]}


def team_of(village: str) -> str:
    """The name under which the resident team of a village is found."""
    return f"team-{village}"


class Office:
    """Makes up people and appoints them."""

    def __init__(self, random: Random, clock: Clock) -> None:
        self.random, self.clock = random, clock

    def appoint(
        self, account: str, role: str, region_code: str, password: str | None = None
    ) -> User:
        """In office since the system came into use; the password was changed today."""
        male = self.random.random() < 0.6
        family_name = names.surname(self.random)
        given = names.given(self.random, male=male, birth_year=1985)
        made_on = dt.datetime.combine(self.clock.made_on, dt.time())
        user = User(
            username=account,
            name=family_name + given,
            must_change_password=False,
            organisation=_organisation(role, region_code, self.clock.today),
        )
        user.password_changed_at = timezone.make_aware(made_on)
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.save()
        Grant.objects.create(
            user=user, role=role, region_code=region_code, valid_from=self.clock.today
        )
        return user


def _organisation(role: str, region_code: str, on: dt.date) -> str:
    poverty_office = units.office(on)
    place = Region.objects.names([region_code]).get(region_code, "")
    return place.removesuffix("村委会") + {
        "village_cadre": "村民委员会",
        "township_officer": "人民政府",
        "county_office": poverty_office,
        "county_finance": "财政局",
        "line_department": "教育体育局",
        "supervisor": poverty_office,
        "auditor": "审计局",
        "account_admin": poverty_office,
    }.get(role, "")
