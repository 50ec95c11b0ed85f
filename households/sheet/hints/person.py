"""Questions about one person of a sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from households import rules
from households.identity import DISABILITY, age_on
from households.rules import Person
from households.sheet.hints.hint import Bounds, Hint

WITHOUT_LABOUR = ("03", "04")
RETIREMENT = 60


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
                "Healthy, of working age and not in school, yet without capacity to "
                "work?"
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
                "Where and how many months someone worked belong together; fill in "
                "both."
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
