"""A hint, and the data that the hints need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Hint(NamedTuple):
    """A question to whoever fills the sheet; `row` is the place of a person on it."""

    code: str
    field: str
    words: str
    row: int | None = None


class Bounds(NamedTuple):
    """The data the hints need: bounds by field and the sex a relation binds."""

    limits: Mapping[str, Mapping[str, Any]]
    sex_of_relation: Mapping[str, str]
