"""Accounts of the demonstration: one for each role, and a cadre for each village."""

from __future__ import annotations

import datetime as dt
from random import Random

from django.utils import timezone

from accounts.models import Grant, User
from config.demo import names
from config.demo.clock import Clock
from core.scope import PREFECTURE, TOWNSHIP, at_level
from villages.models import Region

PASSWORD = "Lika-Demo-2026"
# Account, role, level of the place counted from the county's first village; name and place follow from the county.
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
    """The named accounts by account name; every village has a cadre of its own as well."""
    villages = list(
        Region.objects.current()
        .below(county)
        .at_level(5)
        .filter(name__endswith="村委会")
        .order_by("code")
    )
    places = {
        "village": villages[0].code,
        "village2": villages[1].code,
        "township": at_level(villages[0].code, TOWNSHIP),
        "county": county,
        "prefecture": at_level(county, PREFECTURE),
    }
    people = {}
    for account, role, place in NAMED:
        people[account] = _person(account, role, places[place], random, clock, PASSWORD)
    for village in villages:
        account = f"cun{village.code[6:]}"
        people[village.code] = _person(
            account, "village_cadre", village.code, random, clock
        )
    for township in Region.objects.current().below(county).at_level(TOWNSHIP):
        people[township.code] = _person(
            f"xiang{township.code[6:9]}",
            "township_officer",
            township.code,
            random,
            clock,
        )
    people[villages[0].code], people[villages[1].code] = people["cun"], people["cun2"]
    return people


def _person(
    account: str,
    role: str,
    region_code: str,
    random: Random,
    clock: Clock,
    password: str | None = None,
) -> User:
    """In office since the system came into use, with a password that was changed today."""
    male = random.random() < 0.6
    name = names.surname(random) + names.given(random, male=male, birth_year=1985)
    user = User(
        username=account,
        name=name,
        must_change_password=False,
        organisation=_organisation(role, region_code),
    )
    user.password_changed_at = timezone.make_aware(
        dt.datetime.combine(clock.made_on, dt.time())
    )
    if password:
        user.set_password(password)
    else:
        user.set_unusable_password()
    user.save()
    Grant.objects.create(
        user=user, role=role, region_code=region_code, valid_from=clock.today
    )
    return user


def _organisation(role: str, region_code: str) -> str:
    place = Region.objects.names([region_code]).get(region_code, "")
    return place.removesuffix("村委会") + {
        "village_cadre": "村民委员会",
        "township_officer": "人民政府",
        "county_office": "乡村振兴局",
        "county_finance": "财政局",
        "line_department": "教育体育局",
        "supervisor": "乡村振兴局",
        "auditor": "审计局",
        "account_admin": "乡村振兴局",
    }.get(role, "")
