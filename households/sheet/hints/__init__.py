"""Ask about what is probably a slip on a sheet, before it is saved; never a refusal.

The codes are those of the quality rules (Q…) where there is one. Only what would make a
record false is refused, and that by the forms and the database. Pure; the bounds come
from the code list `plausible`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from households.rules import Person
from households.sheet.hints.hint import Bounds, Hint
from households.sheet.hints.household import family_hints, figure_hints, record_hints
from households.sheet.hints.person import person_hints

__all__ = ["Bounds", "Hint", "hints"]


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
