"""Cache the official code lists in memory: a warm page asks the database nothing.

Every process keeps one copy. Loading new lists puts a new mark into the shared cache;
each process looks at the mark at most twice a minute and reads the lists again when it
has changed.
"""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from core.models import CodeItem

MARK = "codelists:mark"
# A new list is nowhere older than this; a look costs one request to the cache.
LOOK_AFTER_SECONDS = 30


@dataclass(frozen=True)
class Code:
    """One code with its label in one era."""

    code: str
    label: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    aliases: tuple[str, ...]
    attributes: dict[str, Any] = field(hash=False)

    def holds(self, on: dt.date) -> bool:
        """Whether this label was in force on a day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on < self.valid_to
        )


class _Copy:
    """This process's copy of all lists."""

    def __init__(self) -> None:
        self.lists: dict[str, list[Code]] | None = None
        self.choices: dict[tuple[str, dt.date], list[tuple[str, str]]] = {}
        self.mark: str | None = None
        self.looked_at = 0.0

    def items(self, name: str) -> list[Code]:
        now = time.monotonic()
        if self.lists is None or now - self.looked_at > LOOK_AFTER_SECONDS:
            self.looked_at = now
            # An empty cache says nothing: only another mark makes us read again.
            mark = cache.get(MARK)
            if self.lists is None or (mark is not None and mark != self.mark):
                self.lists, self.mark = _read(), mark
                self.choices.clear()
        return self.lists.get(name, [])


_copy = _Copy()


def _read() -> dict[str, list[Code]]:
    lists: dict[str, list[Code]] = {}
    for row in CodeItem.objects.all():
        lists.setdefault(row.list_name, []).append(
            Code(
                row.code,
                row.label,
                row.valid_from,
                row.valid_to,
                tuple(row.aliases),
                row.attributes,
            )
        )
    return lists


def forget() -> None:
    """Drop this process's copy; the next look-up reads the lists again."""
    _copy.lists = None


def announce_change() -> None:
    """Tell every process that the lists have changed."""
    cache.set(MARK, uuid.uuid4().hex, timeout=None)
    forget()


def items(name: str, on: dt.date | None = None) -> list[Code]:
    """The codes of a list in force on a day (today), in official order."""
    on = on or timezone.localdate()
    return [item for item in _copy.items(name) if item.holds(on)]


def every_item(name: str) -> list[Code]:
    """All codes of a list, of all eras."""
    return list(_copy.items(name))


def choices(name: str, on: dt.date | None = None) -> list[tuple[str, str]]:
    """`(code, label)` pairs for a form."""
    key = (name, on or timezone.localdate())
    in_force = _copy.items(name)  # first, for it may read the lists anew
    if key not in _copy.choices:
        _copy.choices[key] = [
            (item.code, item.label) for item in in_force if item.holds(key[1])
        ]
    return list(_copy.choices[key])


def item(name: str, code: str, on: dt.date | None = None) -> Code | None:
    """The code as of a day; when not in force then, its latest era: old rows stay readable."""
    eras = [item for item in _copy.items(name) if item.code == code]
    # Nearly every code has one label; only the few others ask for the day.
    if len(eras) < 2:
        return eras[0] if eras else None
    on = on or timezone.localdate()
    return next((era for era in eras if era.holds(on)), None) or max(
        eras, key=lambda era: era.valid_from or dt.date.min
    )


def label(name: str, code: str, on: dt.date | None = None) -> str:
    """The label of a code as of a day; an unknown code is shown as it is."""
    found = item(name, code, on)
    return found.label if found else code


def labels(name: str, codes: Iterable[str], on: dt.date | None = None) -> str:
    """Labels of several codes, as tables write them."""
    return "、".join(label(name, code, on) for code in codes)


def codes_where(name: str, attribute: str, value: Any = True) -> tuple[str, ...]:
    """Codes of any era that carry an attribute, e.g. `codes_where("labour", "able")`."""
    return tuple(
        dict.fromkeys(
            item.code
            for item in _copy.items(name)
            if item.attributes.get(attribute) == value
        )
    )


def find(name: str, text: str, on: dt.date | None = None) -> str | None:
    """The code meant by a code, label or alias as tables write it; None when unknown."""
    wanted = _plain(text)
    if not wanted:
        return None
    candidates = _copy.items(name)
    if on:
        candidates = [item for item in candidates if item.holds(on)] + [
            item for item in candidates if not item.holds(on)
        ]
    # A code wins over a label, a label over an alias of another code.
    for spelled in (lambda i: (i.code,), lambda i: (i.label,), lambda i: i.aliases):
        for candidate in candidates:
            if wanted in {_plain(word) for word in spelled(candidate)}:
                return candidate.code
    return None


def _plain(text: str) -> str:
    """Spelling without spaces and with half-width brackets, for comparison."""
    return "".join(str(text).split()).replace("（", "(").replace("）", ")").strip("'")
