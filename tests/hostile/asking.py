"""Asks every address with what no honest browser sends, as a person who is let in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock
from urllib.parse import quote

from django.db import connection, transaction
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import reverse

from core.scope import contains
from tests import factories
from tests.authz.rows import PLACES, POSTS, PUBLIC, Row

# As they stand in an address: already quoted, so that invalid bytes reach the server as they are.
HOSTILE = {
    "nul": "a%00b",
    "half a character": "%E5%BC",
    "surrogate": "%ED%A0%80",
    "long": "9" * 10_000,
    "long text": quote("长") * 3_000,
    "negative": "-1",
    "huge": "99999999999999999999999",
    "fraction": "1.5",
    "infinite": "1e400",
    "superscript": quote("²"),
    "full width": quote("１２"),
    "word": "abc",
    "list": "%5B%22a%22%5D",
    "object": "%7B%7D",
    "pattern": "%25_%5C%27%22%28",
    "date": "2026-02-30",
    "year": "0000",
    "cursor": "WyI5OSIsICJ4Il0",
    "cursor of lists": "W1tdLCB7fV0",
    "cursor of huge": "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5OTksIDFd",
}
# Asked of each parameter by itself too: with all others wrong a filter may not be reached.
ALONE = {
    "half a character",
    "long",
    "negative",
    "huge",
    "superscript",
    "word",
    "list",
    "date",
    "year",
} | {label for label in HOSTILE if label.startswith("cursor")}
ALWAYS = {"q", "after", "before", "page"}
# What a parameter is when it comes as a list or several times does not hang on the text.
REPEATED = {"nul", "half a character", "word", "list"}
FORGED = {
    "status": "approved",
    "state": "approved",
    "region_code": factories.OTHER_COUNTY_VILLAGE,
    "version": "-7",
    "approved_by": "1",
    "created_by": "1",
    "id": "0",
    "is_active": "0",
}


@dataclass
class Hostile:
    """One line of the table with its object in one place and a person who may open it there."""

    row: Row
    things: dict[str, dict[str, Any]]
    kwargs: dict[str, Any] = field(default_factory=dict)
    client: Client = field(default_factory=Client)
    named: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        made_at = self.things.get(self.row.thing, {PLACES[0]: {}})
        place, made = next(iter(made_at.items()))
        self.named = self.row.kwargs | made
        self.kwargs = self.row.kwargs if self.row.in_query else self.named
        roles = [
            role for role in self.row.admitted if contains(POSTS[role], place)
        ] or self.row.admitted
        if self.row.roles != PUBLIC:
            self.client.force_login(factories.person(roles[-1], POSTS[roles[-1]]))

    @property
    def path(self) -> str:
        return reverse(self.row.name, kwargs=self.kwargs)

    def get(self, query: str = "", path: str = "") -> HttpResponse:
        with undone():
            response = self.client.get(f"{path or self.path}?{query}")
            if response.streaming:
                b"".join(response.streaming_content)  # a file read to its end is closed
        return response

    def send(self, body: Any = "", path: str = "") -> tuple[HttpResponse, set[str]]:
        """The answer, and the tables it has written to when it says that it was refused."""
        if self.row.is_api:
            text, kind = (
                body if isinstance(body, str | bytes) else json.dumps(body),
                "application/json",
            )
        else:
            text, kind = body, "application/x-www-form-urlencoded"
        ask = getattr(self.client, self.row.method.lower())

        def request() -> HttpResponse:
            return ask(path or self.path, data=text, content_type=kind)

        with undone():
            before = _writes()
            response = request()
            touched = sorted(
                table
                for table, writes in _writes().items()
                if writes != before.get(table)
            )
        if response.status_code < 400 or not touched:
            return response, set()
        # Writes taken back inside the request count as well: look at the rows themselves.
        before = {table: _content(table) for table in touched}
        with undone():
            request()
            return response, {
                table for table in touched if _content(table) != before[table]
            }

    def sendable(self) -> dict[str, Any]:
        """A body as the table of permissions sends it."""
        return dict(
            self.row.send(self.named) if callable(self.row.send) else self.row.send
        )


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def asked_names() -> Iterator[set[str]]:
    """The names of all fields and parameters that the views look at meanwhile."""
    names: set[str] = set()

    def listening(method: str) -> Any:
        real = getattr(QueryDict, method)

        def listen(self: QueryDict, key: Any, *rest: Any, **more: Any) -> Any:
            names.add(str(key))
            return real(self, key, *rest, **more)

        return mock.patch.object(QueryDict, method, listen)

    with (
        listening("get"),
        listening("getlist"),
        listening("__getitem__"),
        listening("__contains__"),
    ):
        yield names
    names -= {"csrfmiddlewaretoken"}


def _writes() -> dict[str, int]:
    """How many rows this transaction has written in each table, undone ones too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
            # The note of a write (core/seals) stands and falls with it.
            " AND relname <> 'core_sealnote'"
        )
        return dict(cursor.fetchall())


def _content(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{table}\" t"
        )
        return cursor.fetchone()[0]
