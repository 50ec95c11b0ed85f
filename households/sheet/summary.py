"""The summary above the form: what is wrong and what is doubtful, with a way to each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _

from core import codelists
from core.forms.mistakes import anchor_of, mistakes_of
from households import bank_accounts
from households.sheet.hints import Bounds, Hint, hints
from households.sheet.member_forms import MemberForm
from households.sheet.section_forms import HouseholdForm, PeriodForm


@dataclass(frozen=True)
class Problem:
    """One line of the summary; `anchor` is the id of the field it is about."""

    anchor: str
    words: str


def form_problems(forms: Iterable[Form]) -> Iterator[Problem]:
    """The mistakes of the sections, in the words of their fields."""
    for mistake in mistakes_of(*forms):
        yield Problem(mistake.anchor, mistake.words)


def row_problems(forms: Iterable[Form]) -> Iterator[Problem]:
    """The mistakes of the people's rows, with the number and name of each."""
    for number, form in enumerate(forms, 1):
        name_typed = form["name"].value() or ""
        who = _("No. %(number)d %(name)s") % {"number": number, "name": name_typed}
        for mistake in mistakes_of(form):
            yield Problem(mistake.anchor, f"{who.strip()}：{mistake.words}")


def doubts(
    record_form: PeriodForm,
    lines: Sequence[MemberForm],
    record: dict[str, Any],
    on: dt.date,
) -> Iterator[tuple[Problem, Hint]]:
    """The hints about the record and its people, each with the field it is about."""
    people = [form.person() for form in lines]
    for hint in hints(record, people, bounds(on), on=on):
        form = record_form if hint.row is None else lines[hint.row]
        anchor = anchor_of(form[hint.field]) if hint.field in form.fields else "record"
        who = "" if hint.row is None else f"{people[hint.row].name}："
        yield Problem(anchor, who + hint.words), hint


def account_doubts(form: HouseholdForm) -> Iterator[tuple[Problem, Hint]]:
    """A bank card whose check digit does not fit."""
    account = getattr(form, "cleaned_data", {}).get("bank_account")
    if account and bank_accounts.card_number_doubtful(account):
        words = _(
            "The last digit of the bank card does not fit; compare it with the card."
        )
        yield Problem("id_bank_account", words), Hint("bank", "bank_account", words)


def bounds(on: dt.date) -> Bounds:
    """The bounds of the hints, as in force on a day."""
    limits = {
        item.code: {"label": item.label} | item.attributes
        for item in codelists.items("plausible", on)
    }
    sexes = {
        item.code: item.attributes["sex"]
        for item in codelists.items("relation")
        if "sex" in item.attributes
    }
    return Bounds(limits, sexes)
