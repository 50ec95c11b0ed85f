"""The demonstration county from an empty database, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random
from typing import Any

from django.db import connection

from accounts.models import User
from config.demo.clock import Agenda, turned_clock
from config.demo.exits import plant_exits
from config.demo.money import plant_money
from config.demo.parameters import set_parameters
from config.demo.people import NAMED, plant_people
from config.demo.registry import FILLED, Registry
from config.demo.walks import Walker
from core.cases.models import Case
from funds.models import PaymentBatch
from projects.models import Project
from villages.models import Region, Village

COUNTY = "360726000000"
SEED = 20181124
HOUSEHOLDS = 4_300
STARTED_DAYS = 1_800  # the system came into use five years ago
POOR_VILLAGES, DEEP_VILLAGES = 74, 7


def is_planted() -> bool:
    return User.objects.filter(username=NAMED[0][0]).exists()


def plant(
    today: dt.date, say: Callable[[str], Any], households: int = HOUSEHOLDS
) -> dict[str, int]:
    """Fill the county, all or nothing; the same rows for the same day."""
    random = Random(SEED)
    with turned_clock(today) as clock:
        walker = Walker({}, random, clock)
        clock.set(walker.ago(STARTED_DAYS))
        walker.people = plant_people(COUNTY, random, clock)
        _villages(random)
        set_parameters(COUNTY, walker.people["xian"], walker.people["xian2"])
        say("people and parameters / 人员和参数")
        planted = Registry(COUNTY, walker.people, random, clock).fill(households)
        _analyse()
        say(f"{planted} households / 户")
        agenda = Agenda(clock)
        plant_exits(agenda, walker)
        plant_money(agenda, walker, COUNTY)
        agenda.play()
    counts = {
        "households": planted,
        "cases": Case.objects.count(),
        "projects": Project.objects.count(),
        "batches": PaymentBatch.objects.count(),
    }
    say(f"cases, projects, payments / 办理、项目、支付 {counts}")
    return counts


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
    kinds = dict.fromkeys(poor, Village.Kind.POOR) | dict.fromkeys(
        poor[:DEEP_VILLAGES], Village.Kind.DEEP_POOR
    )
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
    tables = (model._meta.db_table for model in FILLED)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")
