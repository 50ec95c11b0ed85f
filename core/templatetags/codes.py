"""`{{ household.main_cause|code:"cause" }}`: what a code of an official list means."""

from __future__ import annotations

from typing import Any

from django import template

from core import codelists

register = template.Library()


@register.filter("code")
def code(value: Any, name: str) -> str:
    """The label of a code, the labels of several; nothing is a dash."""
    if not value:
        return "—"
    if isinstance(value, (list, tuple, set)):
        return codelists.labels(name, value)
    return codelists.label(name, str(value))
