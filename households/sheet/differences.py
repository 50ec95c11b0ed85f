"""Two versions of a sheet side by side, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model

from households.wording import in_words, label_of

BOTH, MINE, THEIRS = "both", "mine", "theirs"


@dataclass(frozen=True)
class Difference:
    """One field on which two people disagree.

    `side` says which of them has changed it since both saw the same value.
    """

    label: str
    mine: str
    theirs: str
    side: str = BOTH
    name: str = ""
    member: UUID | None = None


def side_of(mine: Any, theirs: Any, seen: Any) -> str:
    """Who has changed a value that both saw; both, unless one of them left it as it was."""
    if theirs == seen:
        return MINE
    return THEIRS if mine == seen else BOTH


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
    """The fields of `names` whose values differ, in that order.

    `seen` is what stood there when the sheet was opened; without it nobody can tell who
    changed a value, and every difference is of both.
    """
    found = []
    for name in names:
        if name not in mine or mine[name] == theirs.get(name):
            continue
        own, other = mine[name], theirs.get(name)
        side = BOTH if seen is None else side_of(own, other, seen.get(name))
        label = f"{whose}{label_of(model, name)}"
        words = in_words(name, own), in_words(name, other)
        found.append(Difference(label, *words, side, name, member))
    return found
