"""Exit cases of the demonstration: some at each step, some ended, some objected to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import islice
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from assessment.criteria import period_of
from assessment.overview import exit_standing
from assessment.services import propose_exit
from config.demo.casework import NOTICE_DAYS, Casework, placeholder
from config.demo.clock import Agenda, Story
from core.cases.models import Case, CaseEvent
from core.refusals import Refused
from core.scope import TOWNSHIP, at_level
from households.models import Household
from publicity.models import Notice, Objection
from publicity.services import (
    answer_objection,
    attach_sheet,
    file_objection,
    withdraw_notice,
)

Action = CaseEvent.Action
LEFT_READY = 2  # households of the first cadre that a visitor may propose
DELAYS = (1, 2, 2, 1, 1, 3, 3, 2)  # days before each step is done
NOTICE, TOWNSHIP_STEP, COUNTY_STEP = 4, 5, 6
# Steps done, days waited since then, whose village. By the county's deadlines some are
# overdue, some nearly.
STANDING = (
    (0, 2, "cun"),
    (0, 1, "far"),
    (0, 5, "far"),
    (1, 12, "cun"),
    (1, 2, "cun2"),
    (1, 9, "far"),
    (1, 4, "far"),
    (2, 8, "cun"),
    (2, 11, "far"),
    (2, 3, "far"),
    (2, 1, "near"),
    (3, 1, "cun"),
    (3, 7, "far"),
    (3, 4, "far"),
    (4, 1, "cun"),
    (4, 3, "cun2"),
    (4, 4, "far"),
    (4, 2, "far"),
    (5, 12, "cun2"),
    (5, 8, "near"),
    (5, 2, "near"),
    (5, 5, "far"),
    (5, 9, "far"),
    (6, 17, "far"),
    (6, 13, "near"),
    (6, 6, "far"),
    (6, 3, "cun"),
    (7, 1, "far"),
    (7, 2, "far"),
    (7, 4, "near"),
    (8, 2, "cun"),
    (8, 4, "cun2"),
    (8, 6, "near"),
    (8, 8, "far"),
    (8, 11, "far"),
    (8, 14, "far"),
)
ENDED = (
    (
        COUNTY_STEP,
        2,
        "far",
        Action.REJECT,
        "抽查发现务工收入只有口头说明，没有凭据，暂不同意退出。",
    ),
    (
        TOWNSHIP_STEP,
        6,
        "near",
        Action.REJECT,
        "入户抽查发现住房屋面漏雨，修好并重新鉴定后再申请。",
    ),
    (1, 3, "cun", Action.WITHDRAW, "户主外出，待返乡后再办。"),
    (3, 9, "far", Action.WITHDRAW, "户主近日住院，本年度不再申请退出。"),
    (TOWNSHIP_STEP, 2, "cun", Action.RETURN, "请补充入户照片，并说明养殖收入的来源。"),
    (COUNTY_STEP, 4, "far", Action.RETURN, "评议会议记录没有签名，请补正后再报。"),
)
# Days since the notice was posted, whose village, what happened to it.
POSTED = (
    (3, "cun", "objection"),
    (5, "cun2", "photograph"),
    (9, "near", "over"),
    (2, "far", "corrected"),
    (6, "far", ""),
)
ANSWERED = (
    (11, "near", Objection.State.DISMISSED),
    (4, "far", Objection.State.ACCEPTED),
)
TRUCK = "该户去年新买了小货车，请核实收入后再定。"
TRUCK_ANSWER = (
    "已到车管所和户主家核实：车辆为其弟所有，登记在其弟名下，该户收入核算无误。"
)
SON = "该户大儿子在外打工的收入没有算进去，请重新核算。"
SON_ANSWER = "经核实，漏算务工收入属实，退回村里重新核算后再公示。"
CORRECTION = "张贴后发现名单中村民小组写错，更正后重新公示。"


def plant_exits(agenda: Agenda, casework: Casework) -> None:
    """Put the exit cases of the last weeks on the agenda."""
    exits = Exits(casework)
    for steps, waited, pool in STANDING:
        agenda.add(casework.ago(waited + days_of(steps)), exits.standing(pool, steps))
    for steps, waited, pool, action, comment in ENDED:
        agenda.add(
            casework.ago(waited + 2 + days_of(steps)),
            exits.ended(pool, steps, action, comment),
        )
    for days, pool, what in POSTED:
        agenda.add(casework.ago(days + 1 + days_of(NOTICE)), exits.posted(pool, what))
    for days, pool, state in ANSWERED:
        agenda.add(
            casework.ago(days + 4 + days_of(NOTICE)), exits.answered(pool, state)
        )


def days_of(steps: int) -> int:
    """How many days the first steps of a case take."""
    return sum(DELAYS[:steps]) + (NOTICE_DAYS if steps > NOTICE else 0)


class Exits:
    """Stories of exits, each of the next household that meets the standard that day."""

    def __init__(self, casework: Casework) -> None:
        self.casework = casework
        self.people, self.clock = casework.people, casework.clock
        self.pools = pools(casework.people, casework.random, casework.clock.made_on)

    def standing(self, pool: str, steps: int) -> Story:
        yield from self.casework.advance(self._propose(pool), DELAYS[:steps])

    def ended(self, pool: str, steps: int, action: str, comment: str) -> Story:
        case_id = self._propose(pool)
        yield from self.casework.advance(case_id, DELAYS[:steps])
        yield self.casework.later(2)
        self.casework.decline(case_id, action, comment)

    def posted(self, pool: str, what: str) -> Story:
        """A notice that is posted, or whose days are over while its case waits."""
        case_id = self._propose(pool)
        yield from self.casework.advance(case_id, DELAYS[:NOTICE])
        yield self.casework.later(1)
        notice = self._post(case_id)
        if what == "corrected":
            yield self.casework.later(1)
            withdraw_notice(notice=notice, by=notice.published_by, reason=CORRECTION)
            yield self.casework.later(0)
            notice = self._post(case_id)
        elif what == "photograph":
            yield self.casework.later(0)
            sheet = SimpleUploadedFile("公示照片.jpg", placeholder())
            attach_sheet(
                notice=notice,
                file=sheet,
                taken_on=self.clock.today,
                by=notice.published_by,
            )
        elif what == "objection":
            yield self.casework.later(2)
            self._object(notice, case_id, TRUCK)

    def answered(self, pool: str, state: str) -> Story:
        """An answered objection: the case goes on, or back to where the mistake was."""
        case_id = self._propose(pool)
        yield from self.casework.advance(case_id, DELAYS[:NOTICE])
        yield self.casework.later(1)
        dismissed = state == Objection.State.DISMISSED
        objection = self._object(
            self._post(case_id), case_id, TRUCK if dismissed else SON
        )
        yield self.casework.later(2)
        answer = TRUCK_ANSWER if dismissed else SON_ANSWER
        answer_objection(
            objection=objection, state=state, answer=answer, by=self.people["xian3"]
        )
        # An upheld one has sent its case back already.
        if dismissed:
            yield self.casework.later(NOTICE_DAYS - 2)
            self.casework.forward(Case.objects.get(pk=case_id))

    def _post(self, case_id: Any) -> Notice:
        return self.casework.post(Case.objects.get(pk=case_id))

    def _object(self, notice: Notice, case_id: Any, text: str) -> Objection:
        row = notice.rows.get(case=case_id)
        return file_objection(notice=notice, row=row, text=text, name="村民", phone="")

    def _propose(self, pool: str) -> Any:
        """Propose the next household that may be; the key of its case."""
        today = self.clock.today
        waiting = self.pools[pool] or self.pools["far"]
        while waiting:
            household, filled_on = waiting.pop()
            if filled_on > today:
                waiting = waiting or self.pools["far"]
                continue
            try:
                return propose_exit(
                    household_id=household.pk,
                    by=self.people[household.region_code],
                    on=today,
                ).pk
            except Refused:
                waiting = waiting or self.pools["far"]
        raise RuntimeError(
            "too few households of the demonstration meet the exit standard"
        )


def pools(
    people: dict[str, Any], random: Random, today: dt.date
) -> dict[str, list[tuple[Household, dt.date]]]:
    """Poor households of the named cadres, of their township, and of the rest.

    Each with the day of its last record.
    """
    places = {
        people[account].active_grants[0].region_code: account
        for account in ("cun", "cun2")
    }
    township = at_level(next(iter(places)), TOWNSHIP)
    found: dict[str, list[tuple[Household, dt.date]]] = {
        "cun": [],
        "cun2": [],
        "near": [],
        "far": [],
    }
    for household, filled_on in _shuffled(random, period_of(today)):
        is_near = at_level(household.region_code, TOWNSHIP) == township
        pool = places.get(household.region_code, "near" if is_near else "far")
        found[pool].append((household, filled_on))
    kept = set(_kept((household for household, _day in found["cun"]), today))
    found["cun"] = [pair for pair in found["cun"] if pair[0].pk not in kept]
    return found


def _shuffled(random: Random, period: str) -> list[tuple[Household, dt.date]]:
    """The poor households with a record of the period, and the day it was filled in."""
    poor = (
        Household.objects.poor()
        .filter(periods__period=period)
        .order_by("region_code", "id")
    )
    households = {household.pk: household for household in poor}
    filled = dict(poor.values_list("pk", "periods__filled_on"))
    keys = list(households)
    random.shuffle(keys)
    return [(households[key], filled[key]) for key in keys]


def _kept(households: Iterable[Household], today: dt.date) -> Iterable[Any]:
    """The first families that meet the standard; they are left for the visitor."""
    meet = (one.pk for one in households if not exit_standing(one, today)["reasons"])
    return islice(meet, LEFT_READY)
