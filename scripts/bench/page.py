"""Measure the list page and the frame against an empty Django page; count queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from accounts.models import User
from scripts.bench.databases import Registry
from scripts.bench.figures import Answer, Figure
from scripts.bench.people import person, signed_in
from scripts.bench.samples import samples
from scripts.bench.timing import interleaved, median, p95

TITLE = "The list page"
HOW = """\
A county officer, a village cadre and a supervisor of a province open the list of
households (50 rows), an empty page in the site's frame, and an empty page of Django
alone with the middleware of `startproject`, in turn: the whole answer with middleware
and templates, in one process, without network. They also ask the API for its first
page, and a view of plain DRF (a ModelSerializer, pages by a cursor, no count) for the
same rows. Medians; the worst of the three people counts. Queries are counted for the first page, a second page, with a filter and with a
sort, at both sizes."""
LIST_LIMIT, FRAME_LIMIT = 8, 2
URLS = "scripts.bench.empty_page"
FRAME, PLAIN, PLAIN_API = "/bench/frame/", "/bench/plain/", "/bench/api/"
API_LIMIT = 1
Taken = dict[tuple[str, str], list[float]]
# As `startproject` writes them: what a page of a signed-in person costs Django itself.
PLAIN_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ASKED: dict[str, dict[str, str]] = {
    "first": {},
    "filtered": {"state": "poor"},
    "of a kind": {"attr": "04"},
    "sorted": {"sort": "income"},
}


def answer(small: Registry, large: Registry, *, rounds: int = 40) -> Answer:
    with override_settings(ROOT_URLCONF=URLS):
        counts = {**_queries(small), **_queries(large)}
        with large.open():
            taken = _measured(rounds)
    most, fewest = max(counts.values()), min(counts.values())
    queries = "queries of a list page, most less fewest"
    figures = [
        _ratio(taken, "list", "list page / empty Django page", LIST_LIMIT),
        _ratio(
            taken, "frame", "empty page in the frame / empty Django page", FRAME_LIMIT
        ),
        Figure(queries, most - fewest, 0, unit="", note=f"{most} queries"),
    ]
    return Answer(TITLE, HOW, figures)


def _ratio(
    taken: Taken, kind: str, what: str, limit: float, beside: str = "plain"
) -> Figure:
    """How many times as long as the plain one this kind takes, for the slowest person."""
    middle = {key: median(samples) * 1000 for key, samples in taken.items()}
    ratios = {
        name: middle[name, kind] / middle[name, beside]
        for name, asked in taken
        if asked == kind
    }
    worst = max(ratios, key=lambda name: ratios[name])
    times = f"{middle[worst, beside]:.1f} → {middle[worst, kind]:.1f} ms"
    late = p95(taken[worst, kind]) * 1000
    note = f"worst: {worst}; {times}, p95 {late:.1f} ms"
    return Figure(what, ratios[worst], limit, note=note)


def _measured(rounds: int) -> Taken:
    """Seconds of the list and of the empty pages, for each person."""
    clients = {name: signed_in(user) for name, user in _people().items()}
    with override_settings(MIDDLEWARE=PLAIN_MIDDLEWARE):
        alone = {name: signed_in(user) for name, user in _people().items()}
        for client in alone.values():
            client.get(PLAIN)  # a client keeps the middleware of its first request
    cases: dict[tuple[str, str], Callable[[int], Any]] = {}
    for name, client in clients.items():
        cases[name, "frame"] = _get(client, FRAME)
        cases[name, "list"] = _get(client, reverse("households:list"))
        cases[name, "plain"] = _get(alone[name], PLAIN)
        cases[name, "api"] = _get(client, reverse("api:household-list"))
        cases[name, "plain api"] = _get(client, PLAIN_API)
    return interleaved(cases, rounds, warm=3)


def _people() -> dict[str, User]:
    one = samples(1)[0]
    return {
        "village": person("village_cadre", one.village),
        "county": person("county_office", one.place("county")),
        "province": person("supervisor", one.place("province")),
    }


def _get(client: Client, address: str, **asked: str) -> Callable[[int], Any]:
    def get(number: int) -> None:
        response = client.get(address, asked)
        if response.status_code != 200:
            raise AssertionError(f"{address}: {response.status_code}")

    return get


def _queries(registry: Registry) -> dict[tuple[int, str, str], int]:
    """Queries of each kind of list page, by size, person and kind."""
    with registry.open():
        counts = {}
        for name, user in _people().items():
            client = signed_in(user)
            _get(client, reverse("households:list"))(0)
            for kind, asked in ASKED.items():
                with CaptureQueriesContext(connection) as sent:
                    _get(client, reverse("households:list"), **asked)(0)
                counts[registry.households, name, kind] = len(sent)
        return counts
