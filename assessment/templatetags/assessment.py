"""Verdicts and periods in words, for templates."""

from django import template
from django.utils.translation import gettext

from assessment.criterion import Outcome
from core.policy.parameters import format_period

register = template.Library()


@register.filter
def outcome_words(value: str) -> str:
    """The label of an outcome: met, not met, not known."""
    return str(Outcome(value).label)


@register.filter
def line_words(lines: list[tuple]) -> str:
    """The lines of the standard that a household does not meet, with those not known marked."""
    unknown = gettext("not known")
    return "、".join(
        f"{line.label}（{unknown}）" if outcome == Outcome.UNKNOWN else line.label
        for line, outcome in lines
    )


@register.filter
def at(table: dict, key: object) -> object:
    """The entry of a table under a key; empty when there is none."""
    return table.get(key, "")


@register.filter
def in_words(period: object) -> str:
    """First and last day of a figure."""
    return format_period(period)
