"""Stored values and columns in words, as a person reads them."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from core import codelists

# Which official list explains the codes of a field.
LISTS = {
    "id_standard": "id_standard",
    "attr": "household_attr",
    "main_cause": "cause",
    "other_causes": "cause",
    "access_road": "access_road",
    "house_structure": "house_structure",
    "danger_level": "danger_level",
    "fuel": "fuel",
    "sex": "sex",
    "ethnicity": "ethnicity",
    "id_type": "id_type",
    "joined_reason": "join_reason",
    "left_reason": "leave_reason",
    "relation": "relation",
    "political": "political",
    "education": "education",
    "schooling": "schooling",
    "dropout_reason": "dropout_reason",
    "health": "health",
    "labour": "labour",
    "work_area": "work_area",
}


def in_words(name: str, value: Any) -> str:
    """A stored value of the field `name` as a person reads it."""
    if value is None or value == "" or value == []:
        return "—"
    if value is True or value is False:
        return _("yes") if value else _("no")
    if name.endswith("_fen"):
        return f"{value / 100:,.2f}"
    if name in LISTS:
        codes = value if isinstance(value, list) else [value]
        return codelists.labels(LISTS[name], codes)
    return str(value)


def label_of(model: type[Model], name: str) -> str:
    """The label of a column."""
    return str(model._meta.get_field(name).verbose_name)
