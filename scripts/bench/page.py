"""Measure the list page against an empty page, and count its queries."""

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
households (50 rows), and an empty page with the same base template, in turn: the whole
answer of Django with all its middleware and templates, in one process, without network.
Medians; the worst of the three people counts. Queries are counted for the first page, a
second page, with a filter and with a sort, at both sizes."""
LIMIT = 5
URLS = "scripts.bench.empty_page"
ADDRESS = "/bench/empty/"
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
    middle = {key: median(samples) * 1000 for key, samples in taken.items()}
    people = dict.fromkeys(name for name, _kind in taken)
    ratios = {name: middle[name, "list"] / middle[name, "empty"] for name in people}
    worst = max(ratios, key=lambda name: ratios[name])
    times = f"{middle[worst, 'empty']:.1f} → {middle[worst, 'list']:.1f} ms"
    late = p95(taken[worst, "list"]) * 1000
    note = f"worst: {worst}; {times}, p95 {late:.1f} ms"
    most, fewest = max(counts.values()), min(counts.values())
    queries = "queries of a list page, most less fewest"
    figures = [
        Figure("list page / empty page", ratios[worst], LIMIT, note=note),
        Figure(queries, most - fewest, 0, unit="", note=f"{most} queries"),
    ]
    return Answer(TITLE, HOW, figures)


def _measured(rounds: int) -> dict[tuple[str, str], list[float]]:
    """Seconds of the list and of the empty page, for each person."""
    clients = {name: signed_in(user) for name, user in _people().items()}
    cases = {
        (name, kind): _get(client, address)
        for name, client in clients.items()
        for kind, address in _pages()
    }
    return interleaved(cases, rounds, warm=3)


def _pages() -> list[tuple[str, str]]:
    return [("empty", ADDRESS), ("list", reverse("households:list"))]


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
