"""Families as they might be: who lives together, why they were poor, how their years went.

Everything follows from one `Random`: the same seed gives the same county. Shares are plausible, not
measured; they are chosen so that every list, badge and check of the system has something to show.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from config.demo import names

FIRST_PERIOD, LAST_PERIOD = 2022, 2026
PERIODS = tuple(range(FIRST_PERIOD, LAST_PERIOD + 1))
MALE, FEMALE = "1", "2"
HEAD, SPOUSE, SON, DAUGHTER, DAUGHTER_IN_LAW = "01", "02", "03", "04", "05"
GRANDSON, GRANDDAUGHTER, FATHER, MOTHER = "07", "08", "11", "12"
ILL, DISABLED, SCHOOLING, NO_SKILL, NO_LABOUR, NO_CAPITAL, NO_DRIVE = "01", "02", "03", "07", "08", "09", "11"
CAUSES = {ILL: 34, DISABLED: 15, SCHOOLING: 11, NO_SKILL: 14, NO_LABOUR: 12, NO_CAPITAL: 9, NO_DRIVE: 5}
# Kinds of family and how many of a hundred there are.
SHAPES = {"couple_children": 38, "three_generations": 22, "elderly_couple": 12, "elderly_alone": 9,
          "single_parent": 8, "grandparents": 6, "single_adult": 5}  # fmt: skip


@dataclass
class Person:
    """One member; facts that hold for life, and what illness or disability he has."""

    name: str
    sex: str
    born_on: dt.date
    relation: str
    ill: bool = False
    disabled: bool = False
    able: bool = True

    def age(self, period: int) -> int:
        """Full years at the end of a period's income window (30 September)."""
        end = dt.date(period, 9, 30)
        return end.year - self.born_on.year - ((end.month, end.day) < (self.born_on.month, self.born_on.day))


@dataclass
class Family:
    """One registered household over the years."""

    people: list[Person]
    cause: str
    other_causes: list[str]
    attr: str
    identified_on: dt.date
    status: str
    exited_on: dt.date | None
    troubles: set[str] = field(default_factory=set)
    prosperity: float = 1.0

    @property
    def head(self) -> Person:
        return self.people[0]


def make_family(random: Random, today: dt.date) -> Family:
    """One family; what troubles it still has depends on whether it has exited."""
    people = _people(random)
    cause = random.choices(list(CAUSES), weights=list(CAUSES.values()))[0]
    _afflict(random, people, cause)
    attr = _attr(random, people)
    status, exited_on = _status(random, today)
    others = [code for code in random.sample(list(CAUSES), 2) if code != cause][: random.choice((0, 0, 1, 1, 2))]
    identified = dt.date(2014, 1, 1) + dt.timedelta(days=random.choice((0, 0, 0, 400, 760, 1100, 1500, 2000)))
    family = Family(people, cause, others, attr, identified, status, exited_on)
    family.troubles = _troubles(random, family)
    family.prosperity = random.lognormvariate(0.12 if exited_on else -0.28, 0.24)
    return family


def _person(random: Random, family_name: str, age: int, sex: str, relation: str) -> Person:
    born = dt.date(LAST_PERIOD - age, 1, 1) + dt.timedelta(days=random.randrange(365))
    given = names.given(random, male=sex == MALE, birth_year=born.year)
    return Person(family_name + given, sex, born, relation)


def _people(random: Random) -> list[Person]:
    shape = random.choices(list(SHAPES), weights=list(SHAPES.values()))[0]
    family_name = names.surname(random)
    head_age = {"elderly_couple": (66, 84), "elderly_alone": (64, 88), "grandparents": (60, 74),
                "single_adult": (38, 62)}.get(shape, (30, 57))  # fmt: skip
    sex = FEMALE if random.random() < (0.45 if shape in ("elderly_alone", "single_parent") else 0.08) else MALE
    age = random.randint(*head_age)
    people = [_person(random, family_name, age, sex, HEAD)]
    if shape in ("couple_children", "three_generations", "elderly_couple", "grandparents"):
        other = MALE if sex == FEMALE else FEMALE
        people.append(_person(random, names.surname(random), max(age - random.randint(-2, 5), 22), other, SPOUSE))
    if shape in ("couple_children", "three_generations", "single_parent"):
        people += _children(random, family_name, age, random.choices((1, 2, 3), weights=(35, 48, 17))[0])
    if shape == "three_generations":
        people += _parents(random, family_name, age)
    if shape == "grandparents":
        for _ in range(random.choice((1, 1, 2))):
            child = random.choice((GRANDSON, GRANDDAUGHTER))
            people.append(
                _person(random, family_name, random.randint(4, 15), MALE if child == GRANDSON else FEMALE, child)
            )
    return people


def _children(random: Random, family_name: str, parent_age: int, count: int) -> list[Person]:
    oldest = min(parent_age - 22, 26)
    ages = sorted((random.randint(2, max(oldest, 3)) for _ in range(count)), reverse=True)
    relations = [random.choice((SON, DAUGHTER)) for _ in ages]
    return [
        _person(random, family_name, age, MALE if relation == SON else FEMALE, relation)
        for age, relation in zip(ages, relations, strict=True)
    ]


def _parents(random: Random, family_name: str, age: int) -> list[Person]:
    wanted = random.choice(((FATHER, MOTHER), (MOTHER,), (FATHER,)))
    return [
        _person(
            random,
            family_name if relation == FATHER else names.surname(random),
            min(age + random.randint(21, 30), 92),
            MALE if relation == FATHER else FEMALE,
            relation,
        )
        for relation in wanted
    ]


def _afflict(random: Random, people: list[Person], cause: str) -> None:
    """Illness and disability where the cause says so, and now and then elsewhere."""
    adults = [person for person in people if person.age(LAST_PERIOD) >= 18] or people
    if cause == ILL:
        random.choice(adults).ill = True
    if cause == DISABLED:
        hurt = random.choice(adults)
        hurt.disabled, hurt.able = True, random.random() < 0.3
    for person in people:
        if person.age(LAST_PERIOD) >= 60 and random.random() < 0.35:
            person.ill = True
        if person.ill and person.age(LAST_PERIOD) < 60 and random.random() < 0.4:
            person.able = False


def _attr(random: Random, people: list[Person]) -> str:
    old_alone = all(person.age(LAST_PERIOD) >= 64 for person in people)
    weak = any(person.disabled for person in people) or not any(person.able for person in people)
    if old_alone and len(people) == 1 and random.random() < 0.45:
        return "06"
    return "04" if random.random() < (0.6 if weak or old_alone else 0.18) else "01"


def _status(random: Random, today: dt.date) -> tuple[str, dt.date | None]:
    draw = random.random()
    if draw < 0.58:
        year = random.choices((2017, 2018, 2019, 2020, 2023, 2024, 2025), weights=(18, 26, 24, 16, 6, 5, 5))[0]
        status = "exited_no_policy" if year <= 2017 and random.random() < 0.3 else "exited_with_policy"
        return status, dt.date(year, 12, random.randint(1, 20))
    if draw < 0.60:
        return "returned", None
    return ("removed", None) if draw > 0.99 else ("not_exited", None)


def _troubles(random: Random, family: Family) -> set[str]:
    """What would fail the exit standard today; a family out of poverty seldom has any."""
    chance = 0.012 if family.exited_on else 0.11
    found = {name for name in ("house", "water", "insurance", "dropout", "food") if random.random() < chance}
    if family.exited_on is None and random.random() < 0.07:
        found.add("unknown")
    return found - ({"food"} if random.random() < 0.7 else set())
