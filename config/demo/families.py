"""Made-up families: who lives together, why they were poor, how their years went.

Everything follows from one `Random`: the same seed gives the same county, so the order in
which numbers are drawn must stay. Shares are plausible, not measured; they are chosen so
that every list, badge and check of the system has something to show.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from config.demo.members import Person, make_people

YEARS = 5  # recorded years, the present one included
ILL, DISABLED, SCHOOLING, DISASTER, NO_LAND, NO_WATER = (
    "01",
    "02",
    "03",
    "04",
    "05",
    "06",
)
NO_SKILL, NO_LABOUR, NO_CAPITAL, NO_ROAD, NO_DRIVE, OTHER = (
    "07",
    "08",
    "09",
    "10",
    "11",
    "12",
)
# Of a hundred, as counties of the south told them in those years; made up.
CAUSES = {
    ILL: 37,
    DISABLED: 15,
    SCHOOLING: 10,
    DISASTER: 2,
    NO_LAND: 1,
    NO_WATER: 1,
    NO_SKILL: 12,
    NO_LABOUR: 10,
    NO_CAPITAL: 5,
    NO_ROAD: 2,
    NO_DRIVE: 4,
    OTHER: 1,
}
SERIOUS = 0.45  # of those who fell into poverty by an illness
# Of all households those that are still poor; the stories of a small county need more.
STILL_POOR, NEEDED = 0.12, 150
AT_SCHOOL, AT_WORK, OLD = range(6, 20), range(20, 59), 60
# Days after the start of 2014 on which families were identified.
IDENTIFIED_AFTER = (0, 0, 0, 400, 760, 1100, 1500, 2000)


@dataclass
class Family:
    """One registered household over the years.

    `seed` decides once what it keeps: house, land, road.
    """

    people: list[Person]
    cause: str
    other_causes: list[str]
    attr: str
    last_period: int
    identified_on: dt.date
    state: str
    exited_on: dt.date | None
    seed: int
    troubles: set[str] = field(default_factory=set)
    prosperity: float = 1.0

    @property
    def head(self) -> Person:
        return self.people[0]

    @property
    def periods(self) -> range:
        """The years of which something is recorded."""
        return range(
            max(self.last_period - YEARS + 1, self.identified_on.year),
            self.last_period + 1,
        )

    def members_on(self, day: dt.date) -> int:
        """How many there were: children may be born after the registration."""
        return sum(1 for person in self.people if person.born_on <= day)


def poor_share(households: int) -> float:
    """The share of a county's households that are still poor, at least as many as told of."""
    return max(STILL_POOR, min(NEEDED / households, 0.4))


def make_family(random: Random, last_period: int, poor: float = STILL_POOR) -> Family:
    """One family; what troubles it still has depends on whether it has exited."""
    people = make_people(random, last_period)
    causes = _possible_causes(people, last_period)
    cause = random.choices(list(causes), weights=list(causes.values()))[0]
    _afflict(random, people, cause, last_period)
    attr = _attr(random, people, last_period)
    state, exited_on = _state(random, last_period, poor)
    family = Family(
        people=people,
        cause=cause,
        other_causes=_other_causes(random, causes, cause),
        attr=attr,
        last_period=last_period,
        identified_on=_identified_on(random, state, exited_on),
        state=state,
        exited_on=exited_on,
        seed=random.getrandbits(32),
    )
    family.troubles = _troubles(random, family)
    family.prosperity = random.lognormvariate(0.16 if exited_on else -0.5, 0.24)
    return family


def _other_causes(random: Random, causes: dict[str, int], cause: str) -> list[str]:
    picked = random.sample(list(causes), min(2, len(causes)))
    others = [code for code in picked if code != cause]
    return others[: random.choice((0, 0, 1, 1, 2))]


def _identified_on(random: Random, state: str, exited_on: dt.date | None) -> dt.date:
    """At least a year before the exit, or before the one that was followed by a return."""
    days = random.choice(IDENTIFIED_AFTER)
    identified = dt.date(2014, 1, 1) + dt.timedelta(days=days)
    if exited_on or state == "returned":
        exit_year = exited_on.year if exited_on else 2019
        identified = min(identified, dt.date(exit_year - 1, 1, 1))
    return identified


def _possible_causes(people: list[Person], period: int) -> dict[str, int]:
    """What could have made this family poor, with weights.

    Nobody of eighty lacks a trade; without pupils nobody pays for school.
    """
    ages = [person.age(period) for person in people]
    workers = sum(1 for age in ages if age in AT_WORK)
    impossible = set() if any(age in AT_SCHOOL for age in ages) else {SCHOOLING}
    impossible |= {NO_LABOUR} if workers > 1 else set()
    impossible |= set() if workers else {NO_SKILL, NO_LAND, NO_CAPITAL, NO_DRIVE}
    return {
        cause: weight for cause, weight in CAUSES.items() if cause not in impossible
    }


def _afflict(random: Random, people: list[Person], cause: str, period: int) -> None:
    """Illness and disability where the cause says so, and now and then elsewhere."""
    adults = [person for person in people if person.age(period) >= 18] or people
    if cause == ILL:
        patient = random.choice(adults)
        patient.ill, patient.seriously = True, random.random() < SERIOUS
    if cause == DISABLED:
        hurt = random.choice(adults)
        hurt.disabled, hurt.able = True, random.random() < 0.3
    for person in people:
        if person.age(period) >= 60 and random.random() < 0.35:
            person.ill = True
        if person.ill and person.age(period) < 60 and random.random() < 0.4:
            person.able = False


def _attr(random: Random, people: list[Person], period: int) -> str:
    old_alone = all(person.age(period) >= 64 for person in people)
    weak = any(person.disabled for person in people) or not any(
        person.able for person in people
    )
    if old_alone and len(people) == 1 and random.random() < 0.45:
        return "06"
    return "04" if random.random() < (0.6 if weak or old_alone else 0.18) else "01"


def _state(random: Random, last_period: int, poor: float) -> tuple[str, dt.date | None]:
    draw = random.random()
    if draw < 0.97 - poor:
        late = (last_period - 3, last_period - 2, last_period - 1)
        year = random.choices(
            (2017, 2018, 2019, 2020, *late), weights=(18, 26, 24, 16, 6, 5, 5)
        )[0]
        state = (
            "exited_no_policy"
            if year <= 2017 and random.random() < 0.3
            else "exited_with_policy"
        )
        return state, dt.date(year, 12, random.randint(1, 20))
    if draw < 0.99 - poor:
        return "returned", None
    return ("removed", None) if draw > 0.99 else ("not_exited", None)


def _troubles(random: Random, family: Family) -> set[str]:
    """What would fail the exit standard today; a family out of poverty seldom has any."""
    chance = 0.012 if family.exited_on else 0.11
    found = {
        name
        for name in ("house", "water", "insurance", "dropout", "food")
        if random.random() < chance
    }
    if family.exited_on is None and random.random() < 0.07:
        found.add("unknown")
    return found - ({"food"} if random.random() < 0.7 else set())
