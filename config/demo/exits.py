"""Exit cases of the demonstration: several at each step, some ended each way, one stopped by an objection."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from random import Random
from typing import Any

from django.db.models import Q

from assessment.overview import standing
from assessment.services import propose_exit
from config.demo.clock import turn_back
from config.demo.walks import OBJECTION, Walker
from core.models import Case
from core.refusals import Refused
from households.models import Household
from publicity.models import Objection
from publicity.objections import file_objection

AT_EACH_STEP = 4
LEFT_READY = 2  # households of the first cadre that a visitor may propose himself
APPROVED, REJECTED, WITHDRAWN = 6, 2, 2


def plant_exits(people: dict[str, Any], random: Random, today: dt.date) -> dict[str, int]:
    """Open and walk exit cases until each step has some."""
    walker = Walker(people, random, today)
    ready = _ready(people, random, today)
    kept = _kept(ready, people["cun"].active_grants[0].region_code, today)
    ready = [household for household in ready if household.pk not in kept]
    first = propose(ready, people, today)
    steps = len(first.steps)
    counts = {"open": 0, "closed": 0}
    plan = [n for n in range(steps) for _ in range(AT_EACH_STEP)] + [steps] * APPROVED
    for length in plan:
        case = first or propose(ready, people, today)
        first = None
        turn_back(case.pk, random.randint(1, 5))
        case.refresh_from_db()
        case = walker.walk(case, length)
        counts["open" if case.is_open else "closed"] += 1
    _end_otherwise(walker, ready, people, today, counts)
    _notice_with_objection(walker, ready, people, today)
    return counts


def _kept(ready: list[Any], village: str, today: dt.date) -> set[Any]:
    """Families of the village that meet the standard and are left for the visitor."""
    meet = (one for one in ready if one.region_code == village and not standing(one, today)["reasons"])
    return {household.pk for household in islice(meet, LEFT_READY)}


def propose(ready: list[Any], people: dict[str, Any], today: dt.date) -> Case:
    """A case for the next household that meets the standard; the others are passed over."""
    while ready:
        household = ready.pop()
        try:
            return propose_exit(household_id=household.pk, by=people[household.region_code], on=today)
        except Refused:
            continue
    raise RuntimeError("too few households of the demonstration meet the exit standard")


def _ready(people: dict[str, Any], random: Random, today: dt.date) -> list[Any]:
    """Poor households, those of the named cadres last so that they are taken first."""
    mine = [person.active_grants[0].region_code for account, person in people.items() if account in ("cun", "cun2")]
    poor = Household.objects.poor().filter(periods__period=str(today.year), periods__food_assured=True)
    others = list(poor.exclude(region_code__in=mine).order_by("region_code", "id"))
    random.shuffle(others)
    return others[:400] + list(poor.filter(Q(region_code__in=mine)).order_by("region_code", "id"))[:14]


def _end_otherwise(
    walker: Walker, ready: list[Any], people: dict[str, Any], today: dt.date, counts: dict[str, int]
) -> None:
    for _ in range(REJECTED):
        case = walker.walk(propose(ready, people, today), 5)
        walker.turn_down(case, "reject", "抽查发现务工收入只有口头说明，没有凭据，暂不同意退出。")
        counts["closed"] += 1
    for _ in range(WITHDRAWN):
        case = walker.walk(propose(ready, people, today), 1)
        walker.turn_down(case, "withdraw", "户主外出，待返乡后再办。")
        counts["closed"] += 1
    for _ in range(2):
        case = walker.walk(propose(ready, people, today), 5)
        walker.turn_down(case, "return", "请补充入户照片，并说明养殖收入的来源。")
        counts["open"] += 1


def _notice_with_objection(walker: Walker, ready: list[Any], people: dict[str, Any], today: dt.date) -> None:
    """A notice on the board now, with an objection nobody has answered yet."""
    case = walker.walk(propose(ready, people, today), 4)
    notice = walker.post(case)
    turn_back(case.pk, 3)
    row = notice.rows.get(case=case)
    if not Objection.objects.filter(case=case).exists():
        file_objection(notice=notice, row=row, text=OBJECTION, name="村民", phone="")
