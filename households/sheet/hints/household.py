"""Questions about a family, its record and its figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from households import rules
from households.rules import Person
from households.sheet.hints.hint import Bounds, Hint

DANGEROUS = ("3", "4")


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
                "The kind of household says minimum living allowance; nobody "
                "receives it."
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
                "There is business income without cost: seed, feed and fertiliser "
                "cost too."
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
