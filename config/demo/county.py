"""Fill an empty database with the demonstration county, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random
from typing import Any

from django.db import connection

from accounts.models import User
from config.demo.casework import Casework
from config.demo.clock import Agenda, simulated_clock
from config.demo.exits import plant_exits
from config.demo.money import plant_money
from config.demo.parameters import set_parameters
from config.demo.people import NAMED, plant_people
from config.demo.registry import FILLED, Registry
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
    with simulated_clock(today) as clock:
        casework = Casework({}, random, clock)
        clock.set(casework.ago(STARTED_DAYS))
        casework.people = plant_people(COUNTY, random, clock)
        _villages(random)
        set_parameters(COUNTY, casework.people["xian"], casework.people["xian2"])
        say("people and parameters / 人员和参数")
        registry = Registry(COUNTY, casework.people, random, clock)
        planted = registry.fill(households)
        _analyse()
        say(f"{planted} households / 户")
        agenda = Agenda(clock)
        plant_exits(agenda, casework)
        plant_money(agenda, casework, COUNTY)
        agenda.run()
    counts = {"households": planted, **_counts()}
    say(f"cases, projects, payments / 办理、项目、支付 {counts}")
    return counts


def _counts() -> dict[str, int]:
    return {
        "cases": Case.objects.count(),
        "projects": Project.objects.count(),
        "batches": PaymentBatch.objects.count(),
    }


def _villages(random: Random) -> None:
    """Mark as many villages as poor as the county's document says; which is made up."""
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
    """Give the planner statistics of the tables just filled."""
    tables = (model._meta.db_table for model in FILLED)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")
