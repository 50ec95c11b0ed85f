"""The words in which `tests/<app>/authz.py` says who may open what; see docs/adding-a-page.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from accounts.roles import ROLES
from core.scope import VILLAGE, at_level
from tests import factories

EVERYONE = " ".join(role.slug for role in ROLES)
PUBLIC = "public"

# Where the cast works: each role at the level at which it is usually given.
POSTS = {
    "village_cadre": factories.VILLAGE,
    "township_officer": factories.TOWNSHIP,
    "county_office": factories.COUNTY,
    "county_finance": factories.COUNTY,
    "line_department": factories.COUNTY,
    "supervisor": factories.PREFECTURE,
    "helper": factories.VILLAGE,
    "resident_team": factories.VILLAGE,
    "auditor": factories.COUNTY,
    "account_admin": factories.COUNTY,
}
# Own village; sibling village; other township; other county; other prefecture.
PLACES = (
    factories.VILLAGE,
    factories.SIBLING_VILLAGE,
    factories.OTHER_TOWNSHIP_VILLAGE,
    factories.OTHER_COUNTY_VILLAGE,
    factories.OTHER_PREFECTURE_VILLAGE,
)


@dataclass(frozen=True)
class Row:
    """One address and method: which roles get in, and which object the address names.

    `unseen` are roles for whom the address is not there; with `in_query` the object is named in
    the query.
    """

    name: str
    roles: str
    method: str = "GET"
    thing: str = ""
    send: dict[str, Any] | Callable[[dict[str, Any]], dict[str, Any]] = field(
        default_factory=dict
    )
    query: str = ""
    lists: str = ""
    ok: tuple[int, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    why: str = ""
    denied: int = 403
    unseen: str = ""
    owner_only: bool = False
    in_query: bool = False

    @property
    def answers(self) -> tuple[int, ...]:
        """Statuses that mean “came in”; a POST may still be refused for what it says."""
        return self.ok or (
            (200, 302)
            if self.method == "GET"
            else (200, 201, 202, 204, 302, 400, 409, 422)
        )

    @property
    def admitted(self) -> list[str]:
        return [] if self.roles == PUBLIC else self.roles.split()

    def refusal(self, role: str) -> int:
        """The status for a role that does not get in."""
        return 404 if role in self.unseen.split() else self.denied

    @property
    def is_api(self) -> bool:
        return self.name.startswith("api")

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


@dataclass(frozen=True)
class Thing:
    """A kind of object that addresses name: how to make one in a place, and how lists show it."""

    make: Callable[[str, str], dict[str, Any]]
    level: int
    missing: dict[str, Any]
    sign: Callable[[str, dict[str, Any]], str]


def mark(place: str) -> str:
    """A text that only the object of one place carries."""
    return f"标记{place}"


def by_mark(place: str, made: dict[str, Any]) -> str:
    """Lists show the text that was given to the object."""
    return mark(place)


def by_key(place: str, made: dict[str, Any]) -> str:
    """Lists show no text of the object, only its key in a link or a field."""
    return str(made["pk"])


THINGS: dict[str, Thing] = {}


def thing(
    name: str,
    *,
    level: int = VILLAGE,
    missing: dict[str, Any] | None = None,
    sign: Callable[[str, dict[str, Any]], str] = by_mark,
) -> Callable:
    """Register a maker `(region_code, mark) -> url kwargs`.

    Put `mark` into a text that lists show, or say by which `sign` a list shows the object.
    """

    def keep(make: Callable[[str, str], dict[str, Any]]) -> Callable:
        if name in THINGS:
            raise ValueError(f"The thing {name!r} is made twice.")
        THINGS[name] = Thing(make, level, missing or {}, sign)
        return make

    return keep


def make_things(row: Row, places: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Make the objects that a row is about: kind and place → url kwargs."""
    return {
        name: {
            place: kind.make(place, mark(place))
            for place in dict.fromkeys(at_level(place, kind.level) for place in places)
        }
        for name, kind in THINGS.items()
        if name in {row.thing, row.lists}
    }


def with_things(rows: Iterable[Row | list[Row]]) -> list[Any]:
    """Order rows (or the rows of one address) by their objects, which are made once for all.

    For `parametrize(("things", "row"), …, indirect=["things"])`: the fixture `things` is made
    anew when its parameter is another object than before.
    """
    kinds: dict[tuple[object, ...], tuple[object, ...]] = {}
    found = []
    for each in rows:
        first = each[0] if isinstance(each, list) else each
        kind = (first.thing, first.lists, needs_open_figures(first))
        found.append((kinds.setdefault(kind, (*kind, first)), each, str(first)))
    found.sort(key=lambda one: one[0][:3])
    return [pytest.param(kind, each, id=name) for kind, each, name in found]


def needs_open_figures(row: Row) -> bool:
    """Whether the page is there only where a policy leaves figures to the county."""
    return "assessment:parameter" in row.name
