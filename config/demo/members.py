"""Made-up people: who lives together in one household, with names, ages and relations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from config.demo import names

MALE, FEMALE = "1", "2"
HEAD, SPOUSE, SON, DAUGHTER, DAUGHTER_IN_LAW = "01", "02", "03", "04", "05"
GRANDSON, GRANDDAUGHTER, FATHER, MOTHER = "07", "08", "11", "12"
# Kinds of family and how many of a hundred there are.
SHAPES = {
    "couple_children": 32,
    "three_generations": 18,
    "married_son": 12,
    "elderly_couple": 12,
    "elderly_alone": 9,
    "single_parent": 7,
    "grandparents": 6,
    "single_adult": 4,
}
HEAD_AGES = {
    "married_son": (52, 66),
    "elderly_couple": (66, 84),
    "elderly_alone": (64, 88),
    "grandparents": (60, 74),
    "single_adult": (38, 62),
}
USUAL_HEAD_AGES = (30, 57)
WITH_SPOUSE = {
    "couple_children",
    "three_generations",
    "married_son",
    "elderly_couple",
    "grandparents",
}
WITH_CHILDREN = {"couple_children", "three_generations", "single_parent"}
OFTEN_HEADED_BY_A_WOMAN = {"elderly_alone", "single_parent"}


@dataclass
class Person:
    """One member: facts that hold for life, and illness or disability.

    `draw`, from 0 to 1, decides once what does not change from year to year: how far they
    went at school.
    """

    name: str
    sex: str
    born_on: dt.date
    relation: str
    draw: float
    ill: bool = False
    seriously: bool = False  # one of the serious illnesses, not a lasting complaint
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


def _person(
    random: Random, family_name: str, born_in: int, sex: str, relation: str
) -> Person:
    born = dt.date(born_in, 1, 1) + dt.timedelta(days=random.randrange(365))
    given = names.given(random, male=sex == MALE, birth_year=born.year)
    return Person(family_name + given, sex, born, relation, random.random())


def make_people(random: Random, now: int) -> list[Person]:
    """Who lives together in the year `now`; the head comes first."""
    shape = random.choices(list(SHAPES), weights=list(SHAPES.values()))[0]
    family_name = names.surname(random)
    chance = 0.45 if shape in OFTEN_HEADED_BY_A_WOMAN else 0.08
    sex = FEMALE if random.random() < chance else MALE
    age = random.randint(*HEAD_AGES.get(shape, USUAL_HEAD_AGES))
    people = [_person(random, family_name, now - age, sex, HEAD)]
    if shape in WITH_SPOUSE:
        people.append(_spouse(random, now, age, sex))
    if shape in WITH_CHILDREN:
        count = random.choices((1, 2, 3), weights=(35, 48, 17))[0]
        people += _children(random, family_name, now, age, count)
    if shape == "three_generations":
        people += _parents(random, family_name, now, age)
    if shape == "married_son":
        people += _young_family(random, family_name, now, age)
    if shape == "grandparents":
        people += _grandchildren(random, family_name, now, youngest=4, oldest=15)
    return people


def _young_family(
    random: Random, family_name: str, now: int, parent_age: int
) -> list[Person]:
    """A grown son with his wife and their children, who live with his parents."""
    age = random.randint(25, min(parent_age - 22, 36))
    wife = max(age - random.randint(0, 4), 23)
    son = _person(random, family_name, now - age, MALE, SON)
    surname = names.surname(random)
    daughter_in_law = _person(random, surname, now - wife, FEMALE, DAUGHTER_IN_LAW)
    children = _grandchildren(random, family_name, now, youngest=1, oldest=wife - 21)
    return [son, daughter_in_law, *children]


def _spouse(random: Random, now: int, age: int, sex: str) -> Person:
    other = MALE if sex == FEMALE else FEMALE
    years = max(age - random.randint(-2, 5), 22)
    return _person(random, names.surname(random), now - years, other, SPOUSE)


def _grandchildren(
    random: Random, family_name: str, now: int, *, youngest: int, oldest: int
) -> list[Person]:
    people = []
    for _ in range(random.choice((1, 1, 2))):
        relation = random.choice((GRANDSON, GRANDDAUGHTER))
        born_in = now - random.randint(youngest, oldest)
        sex = MALE if relation == GRANDSON else FEMALE
        people.append(_person(random, family_name, born_in, sex, relation))
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
