"""Verdicts and periods in words, for templates."""

from django import template

from assessment.criterion import Outcome
from core.policy.parameters import format_period

register = template.Library()


@register.filter
def outcome_words(value: str) -> str:
    """The label of an outcome: met, not met, not known."""
    return str(Outcome(value).label)


@register.filter
def at(table: dict, key: object) -> object:
    """The entry of a table under a key; empty when there is none."""
    return table.get(key, "")


@register.filter
def in_words(period: object) -> str:
    """First and last day of a figure."""
    return format_period(period)
