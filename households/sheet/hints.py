"""What is probably a slip on a sheet: asked about before saving, never a refusal.

Ids are those of the quality rules (Q…) where there is one. Only what would make a record false is
refused, and that by the forms and the database. Pure; bounds come from the list `plausible`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from households import rules
from households.identity import DISABILITY, age_on
from households.rules import Person

DANGEROUS = ("3", "4")
WITHOUT_LABOUR = ("03", "04")
RETIREMENT = 60
PARTY, LEAGUE = ("01", "02"), "03"


class Hint(NamedTuple):
    """A question to whoever fills the sheet; `row` is the place of a person on it."""

    code: str
    field: str
    words: str
    row: int | None = None


class Bounds(NamedTuple):
    """The data the hints need: bounds by field and the sex a relation binds."""

    limits: Mapping[str, Mapping[str, Any]]
    sex_of_relation: Mapping[str, str]


def hints(
    record: Mapping[str, Any], people: Sequence[Person], bounds: Bounds, *, on: dt.date
) -> list[Hint]:
    """Every question about a sheet, people first."""
    found = [
        hint._replace(row=row)
        for row, person in enumerate(people)
        for hint in person_hints(person, bounds, on)
    ]
    return [
        *found,
        *family_hints(people),
        *record_hints(record, people),
        *figure_hints(record, people, bounds, on),
    ]


def person_hints(person: Person, bounds: Bounds, on: dt.date) -> Iterator[Hint]:
    """Questions about one person."""
    age = age_on(person.born_on, on)
    yield from _identity_hints(person, bounds)
    yield from _school_hints(person.record, age)
    yield from _labour_hints(person.record, age)
    yield from _protection_hints(person.record)


def _identity_hints(person: Person, bounds: Bounds) -> Iterator[Hint]:
    health = person.record.get("health") or []
    bound = bounds.sex_of_relation.get(person.record.get("relation", ""))
    if bound and person.sex != bound:
        yield Hint(
            "Q024", "relation", _("The relation to the head does not fit the sex.")
        )
    if rules.HEALTHY in health and len(health) > 1:
        yield Hint(
            "Q081",
            "health",
            _("“Healthy” is ticked together with an illness; keep what is true."),
        )
    if not health:
        yield Hint("Q053", "health", _("The state of health is not filled in."))
    if rules.DISABLED in health and person.id_type != DISABILITY:
        yield Hint(
            "Q082",
            "id_no",
            _("“Disabled” is ticked; if there is a disability card, enter its number."),
        )


def _school_hints(record: Mapping[str, Any], age: int) -> Iterator[Hint]:
    schooling, education = record.get("schooling") or "", record.get("education") or ""
    in_school = schooling not in ("", rules.NOT_IN_SCHOOL)
    if rules.SCHOOL_AGE[0] <= age <= rules.SCHOOL_AGE[1]:
        if not schooling:
            yield Hint(
                "Q016",
                "schooling",
                _("A child of school age: enter whether and where it goes to school."),
            )
        elif not in_school and not record.get("dropout_reason"):
            yield Hint(
                "Q016",
                "dropout_reason",
                _("A child of school age is not in school: enter why."),
            )
    if in_school and education:
        yield Hint(
            "Q051", "education", _("For a pupil the education attained stays empty.")
        )
    if age > rules.SCHOOL_AGE[1] and not schooling and not education:
        yield Hint(
            "Q052",
            "education",
            _("Enter the education attained, or the grade if still in school."),
        )


def _labour_hints(record: Mapping[str, Any], age: int) -> Iterator[Hint]:
    labour, works = record.get("labour") or "", rules.works(record)
    in_school = (record.get("schooling") or rules.NOT_IN_SCHOOL) != rules.NOT_IN_SCHOOL
    if age < rules.WORKING_AGE and labour not in ("", "04"):
        yield Hint("Q049", "labour", _("Under sixteen nobody counts as labour."))
    if age < rules.WORKING_AGE and works:
        yield Hint(
            "Q045",
            "work_area",
            _("Under sixteen and working: check the date of birth."),
        )
    able = rules.WORKING_AGE <= age < RETIREMENT and (record.get("health") or []) == [
        rules.HEALTHY
    ]
    if able and not in_school and labour in WITHOUT_LABOUR:
        yield Hint(
            "Q050",
            "labour",
            _(
                "Healthy, of working age and not in school, yet without capacity to work?"
            ),
        )
    if age >= rules.WORKING_AGE and not labour:
        yield Hint("Q053", "labour", _("The capacity to work is not filled in."))
    if works and labour in WITHOUT_LABOUR:
        yield Hint("Q047", "labour", _("Works, yet is entered as unable to work?"))
    if works and in_school:
        yield Hint("Q048", "work_area", _("In school and working at the same time?"))
    if bool(record.get("work_area")) != bool(record.get("work_months")):
        yield Hint(
            "Q083",
            "work_months",
            _(
                "Where and how many months someone worked belong together; fill in both."
            ),
        )


def _protection_hints(record: Mapping[str, Any]) -> Iterator[Hint]:
    resident, employee = record.get("med_resident"), record.get("med_employee")
    if resident and employee:
        yield Hint(
            "Q019",
            "med_employee",
            _("Both medical insurances are “yes”; a person has one of them."),
        )
    if not resident and not employee and not record.get("is_soldier"):
        yield Hint(
            "Q018",
            "med_resident",
            _("No medical insurance is entered; ask again whether that is so."),
        )
    if record.get("has_tekun") and rules.works(record):
        yield Hint(
            "Q059", "has_tekun", _("Is fully supported by the state, yet works?")
        )


def family_hints(people: Sequence[Person]) -> Iterator[Hint]:
    """Questions about how people stand to each other."""
    spouses = [
        (row, person)
        for row, person in enumerate(people)
        if person.record.get("relation") == rules.SPOUSE
    ]
    head = next(
        (person for person in people if person.record.get("relation") == rules.HEAD),
        None,
    )
    if len(spouses) > 1:
        yield Hint(
            "Q025",
            "relation",
            _("Two people are entered as spouse of the head."),
            spouses[1][0],
        )
    for row, person in spouses[:1]:
        if head and head.sex == person.sex:
            yield Hint(
                "Q025",
                "relation",
                _("Head and spouse have the same sex; check both."),
                row,
            )


def record_hints(record: Mapping[str, Any], people: Sequence[Person]) -> Iterator[Hint]:
    """Questions about the household's record against its people."""
    dibao, tekun = (
        any(person.record.get(name) for person in people)
        for name in ("has_dibao", "has_tekun")
    )
    yield from _support_hints(record, dibao=dibao, tekun=tekun)
    yield from _income_hints(
        record, works=any(rules.works(person.record) for person in people)
    )
    if record.get("danger_level") in DANGEROUS:
        yield Hint(
            "Q087",
            "danger_level",
            _("The house is dangerous: check the expert report before saving."),
        )
    if not record.get("house_m2"):
        yield Hint(
            "Q065",
            "house_m2",
            _("The dwelling area is empty or 0; is there really no house?"),
        )


def _support_hints(
    record: Mapping[str, Any], *, dibao: bool, tekun: bool
) -> Iterator[Hint]:
    if record.get("tr_dibao_fen") and not dibao:
        yield Hint(
            "Q084",
            "tr_dibao_fen",
            _("There is allowance money, but nobody is entered as receiving it."),
        )
    if dibao and not record.get("tr_dibao_fen"):
        yield Hint(
            "Q084",
            "tr_dibao_fen",
            _("Someone receives the allowance, but no money is entered."),
        )
    if record.get("tr_tekun_fen") and not tekun:
        yield Hint(
            "Q085",
            "tr_tekun_fen",
            _("There is support money, but nobody is entered as receiving it."),
        )
    if record.get("attr") == "04" and not dibao:
        yield Hint(
            "Q086",
            "attr",
            _(
                "The kind of household says minimum living allowance; nobody receives it."
            ),
        )
    if record.get("attr") == "06" and not tekun:
        yield Hint(
            "Q086",
            "attr",
            _("The kind of household says full support; nobody receives it."),
        )


def _income_hints(record: Mapping[str, Any], *, works: bool) -> Iterator[Hint]:
    if record.get("wage_fen") and not works:
        yield Hint(
            "Q055", "wage_fen", _("There are wages, but nobody is entered as working.")
        )
    if works and record.get("wage_fen") == 0:
        yield Hint("Q055", "wage_fen", _("Someone works, but the wages are 0."))
    if record.get("business_fen") and not record.get("cost_fen"):
        yield Hint(
            "Q056",
            "cost_fen",
            _(
                "There is business income without cost: seed, feed and fertiliser cost too."
            ),
        )


def figure_hints(
    record: Mapping[str, Any], people: Sequence[Person], bounds: Bounds, on: dt.date
) -> Iterator[Hint]:
    """Questions about figures out of the ordinary, most often a wrong unit."""
    figures = dict(record) | rules.derived(record, people, on=on)
    for name, limit in bounds.limits.items():
        value = figures.get(name)
        if value is None:
            continue
        amount = value / 100 if name.endswith("_fen") else float(value)
        label, heads = limit["label"], max(len(people), 1)
        too_much = amount > limit.get("max", amount) or amount / heads > limit.get(
            "per_head", amount
        )
        too_little = 0 < amount < limit.get("min", 0)
        if too_much or too_little:
            words = _("%(label)s is %(amount)s: check the figure and its unit.")
            yield Hint(
                "Q066", name, words % {"label": label, "amount": f"{amount:,.2f}"}
            )
    if (figures["net_pc_fen"] or 0) < 0:
        yield Hint(
            "Q152",
            "cost_fen",
            _("The income per person is below zero; check the cost."),
        )
