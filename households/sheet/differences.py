"""Two versions of a sheet side by side, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

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


BOTH, MINE, THEIRS = "both", "mine", "theirs"


@dataclass(frozen=True)
class Difference:
    """One field on which two people disagree; `side` says who of them has changed it since both saw the same."""

    label: str
    mine: str
    theirs: str
    side: str = BOTH
    name: str = ""
    member: UUID | None = None


def side_of(mine: Any, theirs: Any, seen: Any) -> str:
    """Who has changed a value that both once saw; both, unless one of them left it as it was."""
    if theirs == seen:
        return MINE
    return THEIRS if mine == seen else BOTH


def shown(name: str, value: Any) -> str:
    """A stored value as a person reads it."""
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
    return str(model._meta.get_field(name).verbose_name)


def differences(
    model: type[Model],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    names: Iterable[str],
    *,
    seen: Mapping[str, Any] | None = None,
    member: UUID | None = None,
    whose: str = "",
) -> list[Difference]:
    """The fields of `names` whose values differ, in order; `seen` is what stood there when the sheet was opened."""
    return [
        Difference(
            f"{whose}{label_of(model, name)}",
            shown(name, mine[name]),
            shown(name, theirs.get(name)),
            BOTH
            if seen is None
            else side_of(mine[name], theirs.get(name), seen.get(name)),
            name,
            member,
        )
        for name in names
        if name in mine and mine[name] != theirs.get(name)
    ]
