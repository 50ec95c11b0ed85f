"""Families as they might be: who lives together, why they were poor, how their years went.

Everything follows from one `Random`: the same seed gives the same county. Shares are plausible, not
measured; they are chosen so that every list, badge and check of the system has something to show.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from config.demo import names

YEARS = 5  # recorded years, the present one included
MALE, FEMALE = "1", "2"
HEAD, SPOUSE, SON, DAUGHTER, DAUGHTER_IN_LAW = "01", "02", "03", "04", "05"
GRANDSON, GRANDDAUGHTER, FATHER, MOTHER = "07", "08", "11", "12"
ILL, DISABLED, SCHOOLING, NO_SKILL, NO_LABOUR, NO_CAPITAL, NO_DRIVE = (
    "01",
    "02",
    "03",
    "07",
    "08",
    "09",
    "11",
)
CAUSES = {
    ILL: 34,
    DISABLED: 15,
    SCHOOLING: 11,
    NO_SKILL: 14,
    NO_LABOUR: 12,
    NO_CAPITAL: 9,
    NO_DRIVE: 5,
}
AT_SCHOOL, AT_WORK, OLD = range(6, 20), range(20, 59), 60
# Kinds of family and how many of a hundred there are.
SHAPES = {
    "couple_children": 38,
    "three_generations": 22,
    "elderly_couple": 12,
    "elderly_alone": 9,
    "single_parent": 8,
    "grandparents": 6,
    "single_adult": 5,
}


@dataclass
class Person:
    """One member; facts that hold for life, and what illness or disability he has.

    `draw`, from 0 to 1, decides once what does not change from year to year: how far he went at school.
    """

    name: str
    sex: str
    born_on: dt.date
    relation: str
    draw: float
    ill: bool = False
    disabled: bool = False
    able: bool = True

    def age(self, period: int) -> int:
        """Full years at the end of a period's income window (30 September)."""
        end = dt.date(period, 9, 30)
        return (
            end.year
            - self.born_on.year
            - ((end.month, end.day) < (self.born_on.month, self.born_on.day))
        )


@dataclass
class Family:
    """One registered household over the years; `seed` decides once what it keeps: house, land, road."""

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
        """How many there were: children come later than the registration."""
        return sum(1 for person in self.people if person.born_on <= day)


def make_family(random: Random, last_period: int) -> Family:
    """One family; what troubles it still has depends on whether it has exited."""
    people = _people(random, last_period)
    causes = _possible_causes(people, last_period)
    cause = random.choices(list(causes), weights=list(causes.values()))[0]
    _afflict(random, people, cause, last_period)
    attr = _attr(random, people, last_period)
    state, exited_on = _state(random, last_period)
    picked = random.sample(list(causes), min(2, len(causes)))
    others = [code for code in picked if code != cause][
        : random.choice((0, 0, 1, 1, 2))
    ]
    identified = dt.date(2014, 1, 1) + dt.timedelta(
        days=random.choice((0, 0, 0, 400, 760, 1100, 1500, 2000))
    )
    if exited_on or state == "returned":
        identified = min(
            identified, dt.date((exited_on.year if exited_on else 2019) - 1, 1, 1)
        )
    family = Family(
        people,
        cause,
        others,
        attr,
        last_period,
        identified,
        state,
        exited_on,
        random.getrandbits(32),
    )
    family.troubles = _troubles(random, family)
    family.prosperity = random.lognormvariate(0.16 if exited_on else -0.5, 0.24)
    return family


def _possible_causes(people: list[Person], period: int) -> dict[str, int]:
    """What could have made this family poor: nobody of eighty lacks a trade, nobody without pupils pays for school."""
    ages = [person.age(period) for person in people]
    workers = sum(1 for age in ages if age in AT_WORK)
    impossible = set() if any(age in AT_SCHOOL for age in ages) else {SCHOOLING}
    impossible |= {NO_LABOUR} if workers > 1 else set()
    impossible |= set() if workers else {NO_SKILL, NO_CAPITAL, NO_DRIVE}
    return {
        cause: weight for cause, weight in CAUSES.items() if cause not in impossible
    }


def _person(
    random: Random, family_name: str, born_in: int, sex: str, relation: str
) -> Person:
    born = dt.date(born_in, 1, 1) + dt.timedelta(days=random.randrange(365))
    given = names.given(random, male=sex == MALE, birth_year=born.year)
    return Person(family_name + given, sex, born, relation, random.random())


def _people(random: Random, now: int) -> list[Person]:
    shape = random.choices(list(SHAPES), weights=list(SHAPES.values()))[0]
    family_name = names.surname(random)
    head_age = {
        "elderly_couple": (66, 84),
        "elderly_alone": (64, 88),
        "grandparents": (60, 74),
        "single_adult": (38, 62),
    }.get(shape, (30, 57))
    sex = (
        FEMALE
        if random.random()
        < (0.45 if shape in ("elderly_alone", "single_parent") else 0.08)
        else MALE
    )
    age = random.randint(*head_age)
    people = [_person(random, family_name, now - age, sex, HEAD)]
    if shape in (
        "couple_children",
        "three_generations",
        "elderly_couple",
        "grandparents",
    ):
        other = MALE if sex == FEMALE else FEMALE
        years = max(age - random.randint(-2, 5), 22)
        people.append(
            _person(random, names.surname(random), now - years, other, SPOUSE)
        )
    if shape in ("couple_children", "three_generations", "single_parent"):
        count = random.choices((1, 2, 3), weights=(35, 48, 17))[0]
        people += _children(random, family_name, now, age, count)
    if shape == "three_generations":
        people += _parents(random, family_name, now, age)
    if shape == "grandparents":
        for _ in range(random.choice((1, 1, 2))):
            child = random.choice((GRANDSON, GRANDDAUGHTER))
            born_in = now - random.randint(4, 15)
            people.append(
                _person(
                    random,
                    family_name,
                    born_in,
                    MALE if child == GRANDSON else FEMALE,
                    child,
                )
            )
    return people


def _children(
    random: Random, family_name: str, now: int, parent_age: int, count: int
) -> list[Person]:
    oldest = min(parent_age - 22, 26)
    ages = sorted(
        (random.randint(2, max(oldest, 3)) for _ in range(count)), reverse=True
    )
    relations = [random.choice((SON, DAUGHTER)) for _ in ages]
    return [
        _person(
            random,
            family_name,
            now - age,
            MALE if relation == SON else FEMALE,
            relation,
        )
        for age, relation in zip(ages, relations, strict=True)
    ]


def _parents(random: Random, family_name: str, now: int, age: int) -> list[Person]:
    wanted = random.choice(((FATHER, MOTHER), (MOTHER,), (FATHER,)))
    return [
        _person(
            random,
            family_name if relation == FATHER else names.surname(random),
            now - min(age + random.randint(21, 30), 92),
            MALE if relation == FATHER else FEMALE,
            relation,
        )
        for relation in wanted
    ]


def _afflict(random: Random, people: list[Person], cause: str, period: int) -> None:
    """Illness and disability where the cause says so, and now and then elsewhere."""
    adults = [person for person in people if person.age(period) >= 18] or people
    if cause == ILL:
        random.choice(adults).ill = True
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


def _state(random: Random, last_period: int) -> tuple[str, dt.date | None]:
    draw = random.random()
    if draw < 0.58:
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
    if draw < 0.60:
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
