"""The words in which `tests/<app>/authz.py` says who may open what; see docs/adding-a-page.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from accounts.roles import ROLES
from core.scope import VILLAGE
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
