"""The demonstration county from an empty database, in one transaction less its cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random
from typing import Any

from django.db import connection, transaction

from accounts.models import User
from config.demo import exits, money
from config.demo.parameters import set_parameters
from config.demo.people import NAMED, plant_people
from config.demo.registry import Registry
from villages.models import Region, Village

COUNTY = "360726000000"
SEED = 20181124
HOUSEHOLDS = 4_300
POOR_VILLAGES, DEEP_VILLAGES = 74, 7


def is_planted() -> bool:
    return User.objects.filter(username=NAMED[0][0]).exists()


def plant(today: dt.date, say: Callable[[str], Any], households: int = HOUSEHOLDS) -> dict[str, Any]:
    """Fill the county; the same rows for the same day."""
    random = Random(SEED)
    with transaction.atomic():
        people = plant_people(COUNTY, random)
        _villages(random)
        set_parameters(COUNTY, people["xian"], people["xian2"])
        say("people and parameters / 人员和参数")
        count = Registry(COUNTY, people, random, today).fill(households)
    _analyse()
    say(f"{count} households / 户")
    cases = exits.plant_exits(people, random, today)
    say(f"exit cases / 退出办理 {cases}")
    spent = money.plant_money(COUNTY, people, random, today)
    say(f"projects and money / 项目和资金 {spent}")
    return {"households": count, **cases, **spent}


def _villages(random: Random) -> None:
    """Which villages are poor is made up; how many is what the county's document says."""
    codes = list(
        Region.objects.current()
        .below(COUNTY)
        .at_level(5)
        .filter(name__endswith="村委会")
        .order_by("code")
        .values_list("code", flat=True)
    )
    poor = random.sample(codes, POOR_VILLAGES)
    kinds = dict.fromkeys(poor, Village.Kind.POOR) | dict.fromkeys(poor[:DEEP_VILLAGES], Village.Kind.DEEP_POOR)
    Village.objects.bulk_create(
        Village(
            region_code=code,
            kind=kinds.get(code, Village.Kind.NON_POOR),
            rural_population=random.randint(820, 3100),
            phone=f"0797-000{number:04d}",
        )
        for number, code in enumerate(codes)
    )


def _analyse() -> None:
    """The planner has never seen these tables with rows in them."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
