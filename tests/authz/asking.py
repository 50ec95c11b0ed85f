"""Asks one line of the table in every role and place, and says where the answer is wrong."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from core.scope import contains
from tests import factories
from tests.authz.rows import POSTS, PUBLIC, THINGS, Row

NOBODYS_UUID = uuid.UUID("00000000-0000-7000-8000-000000000000")
NOBODYS_NUMBER = 2_000_000_000
NOBODYS_PLACE = "999999999999"
# What differs between two answers to the same question.
CHANCE = re.compile(
    rb'csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"'
    rb'|nonce="[^"]+"|X-CSRFToken&quot;: &quot;\w+'
)


@dataclass
class Asking:
    """One row, the objects it is about in every place, and a session key for each role."""

    row: Row
    cast: dict[str, str]
    things: dict[str, dict[str, Any]]
    made: dict[str, dict[str, Any]] = field(default_factory=dict)
    signs: dict[str, str] = field(default_factory=dict)
    missing: dict[str, Any] = field(default_factory=dict)
    as_part: bool = False

    def __post_init__(self) -> None:
        if name := self.row.thing:
            self.made = self.things[name]
            any_place = next(iter(self.made.values()))
            self.missing = {key: _nobodys(value) for key, value in any_place.items()}
            self.missing |= THINGS[name].missing
        if name := self.row.lists:
            self.signs = {
                place: THINGS[name].sign(place, kwargs)
                for place, kwargs in self.things[name].items()
            }

    def problems(self) -> Iterator[str]:
        """Yield every cell with an unexpected answer; a page is asked for its htmx part too."""
        yield from self._cells()
        if self.row.method == "GET" and not self.row.is_api and self._has_part():
            self.as_part = True
            yield from (f"the part of {problem}" for problem in self._cells())

    def _has_part(self) -> bool:
        """Whether htmx gets another answer than a browser."""
        role = next(iter(self.row.admitted), "village_cadre")
        kwargs, bodies = self._own(role), []
        for self.as_part in (True, False):
            bodies.append(_settled(self._ask(self._signed_in(role), kwargs), kwargs))
        return bodies[0] != bodies[1]

    def _cells(self) -> Iterator[str]:
        yield from self._anonymous()
        for role in POSTS:
            client = self._signed_in(role)
            if self.row.roles == PUBLIC or role in self.row.admitted:
                yield from self._inside(role, client)
            else:
                status = self._ask(client, self._own(role)).status_code
                if status != self.row.refusal(role):
                    yield f"{self.row} as {role}: {status}, not {self.row.refusal(role)}"

    def foreign_problems(self) -> Iterator[str]:
        """Only the cells of other people's rows; see also `problems`."""
        for role in self.row.admitted:
            yield from self._foreign(role, self._signed_in(role))
            yield from self._listed(role, self._signed_in(role))

    def _inside(self, role: str, client: Client) -> Iterator[str]:
        own = self._own(role)
        if not self.row.thing or any(
            contains(POSTS[role], place) for place in self.made
        ):
            response = self._ask(client, own)
            if response.status_code not in self.row.answers:
                yield f"{self.row} as {role}, own: {response.status_code}, not {self.row.answers}"
            if self.row.method != "GET" and not self.row.is_api:
                yield from self._changes_nothing_by_get(role, client, own)
        if self.row.roles != PUBLIC:
            # Anew: what the first answer left to be said would stand on the next page.
            yield from self._foreign(role, self._signed_in(role))
            yield from self._listed(role, client)

    def _foreign(self, role: str, client: Client) -> Iterator[str]:
        if not self.row.thing:
            return
        nobodys = self._ask(client, self.missing)
        if nobodys.status_code != 404:
            yield f"{self.row} as {role}, nobody's: {nobodys.status_code}, not 404"
        for place, kwargs in self._strange(role):
            response = self._ask(client, kwargs)
            if response.status_code != 404:
                yield f"{self.row} as {role}, {place}: {response.status_code}, not 404"
            elif _settled(response, kwargs) != _settled(nobodys, self.missing):
                yield f"{self.row} as {role}, {place}: not the 404 of a missing thing"

    def _strange(self, role: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield addresses of foreign objects, and of own objects with a part of a foreign one."""
        own = self._own(role)
        for place, kwargs in self.made.items():
            if contains(POSTS[role], place):
                continue
            yield place, kwargs
            keys = [key for key, value in kwargs.items() if value != own[key]]
            if len(keys) > 1 and contains(POSTS[role], next(iter(self.made))):
                for key in keys:
                    yield f"{place} mixed by {key}", own | {key: kwargs[key]}

    def _listed(self, role: str, client: Client) -> Iterator[str]:
        if not self.row.lists:
            return
        text = self._ask(client, self._own(role)).body.decode()
        for place, sign in self.signs.items():
            if not contains(POSTS[role], place) and sign in text:
                yield f"{self.row} as {role} shows the row of {place}"
        own = next(iter(self.signs))
        if contains(POSTS[role], own) and self.signs[own] not in text:
            yield f"{self.row} as {role} does not show their own row"

    def _changes_nothing_by_get(
        self, role: str, client: Client, kwargs: dict[str, Any]
    ) -> Iterator[str]:
        with transaction.atomic():
            status = client.get(self._path(kwargs)).status_code
            transaction.set_rollback(True)
        if status not in (200, 405, *self.row.ok):
            yield f"{self.row} as {role}: GET gives {status}, not 405 or a form"

    def _anonymous(self) -> Iterator[str]:
        response = self._ask(Client(), self._own("village_cadre"))
        status = response.status_code
        if self.row.roles == PUBLIC:
            if status not in self.row.answers:
                yield f"{self.row} without sign-in: {status}, not {self.row.answers}"
        elif self.row.is_api:
            if status not in (401, 403):
                yield f"{self.row} without sign-in: {status}, not 401 or 403"
        elif self.as_part:  # the page around it stays as it is
            if (status, response.body) != (401, b""):
                yield f"{self.row} without sign-in: {status}, not an empty 401"
        elif status != 302 or not response["Location"].startswith(
            reverse("accounts:login")
        ):
            yield f"{self.row} without sign-in: {status}, not the sign-in page"

    def _signed_in(self, role: str) -> Client:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = self.cast[role]
        return client

    def _own(self, role: str) -> dict[str, Any]:
        inside = (
            kwargs
            for place, kwargs in self.made.items()
            if contains(POSTS[role], place)
        )
        return next(inside, next(iter(self.made.values()), {}))

    def _path(self, kwargs: dict[str, Any]) -> str:
        if self.row.in_query:
            return (
                reverse(self.row.name, kwargs=self.row.kwargs) + "?" + urlencode(kwargs)
            )
        return reverse(self.row.name, kwargs=self.row.kwargs | kwargs) + self.row.query

    def _ask(self, client: Client, kwargs: dict[str, Any]) -> HttpResponse:
        body = self.row.send(kwargs) if callable(self.row.send) else self.row.send
        ask = getattr(client, self.row.method.lower())
        given = {} if self.row.method == "GET" else {"data": body}
        if self.row.is_api and self.row.method != "GET":
            given["content_type"] = "application/json"
        if self.as_part:
            given["headers"] = {"HX-Request": "true"}
        with transaction.atomic():
            response = ask(self._path(kwargs), **given)
            response.body = (
                b"".join(response.streaming_content)
                if response.streaming
                else response.content
            )
            transaction.set_rollback(True)
        return response


def sign_in(role: str) -> str:
    """Make a person of a role where it usually works, and return the key of a session."""
    client = Client()
    client.force_login(factories.person(role, POSTS[role]))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _nobodys(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return NOBODYS_UUID
    if isinstance(value, int):
        return NOBODYS_NUMBER
    if isinstance(value, str) and re.fullmatch(r"\d{12}", value):
        return NOBODYS_PLACE
    return value


def _settled(response: HttpResponse, kwargs: dict[str, Any]) -> bytes:
    """The body without what chance or the address itself put into it."""
    body = CHANCE.sub(b"", response.body)
    for key, value in kwargs.items():  # not alone: a number may be part of “404”
        for said in (f"/{value}/", f"{key}={value}", f"“{value}”", f'value="{value}"'):
            body = body.replace(said.encode(), b"-")
    return body
