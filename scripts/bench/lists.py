"""Compare pages of 50 among a million households with those among ten thousand."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from typing import Any

from core.web.paging import COUNT_CAP
from households import search
from households.listing import SORTS, households_page
from households.models import Household
from scripts.bench.databases import Registry
from scripts.bench.figures import Answer, Figure
from scripts.bench.people import person
from scripts.bench.samples import LEVELS, Sample, samples
from scripts.bench.timing import interleaved, median, p95

TITLE = "Pages of lists and searches"
HOW = """\
A supervisor of a province asks for pages of 50, each time in another place or for
another person, drawn so that large places and common names come up as often as they do
among the households. What is timed is everything between the words asked for and the
rows of the page, with its count: `households.listing` and `households.search` in one
process, without template. Both sizes take turns; each page is asked for twice and the
quicker counts. A line is the worst of its kinds, p95 over the places against p95 over
the places; a kind above the limit is measured again, three times as long, and the
second time counts."""
LIMIT = 3
BEST_OF = 2
DEEP_PLACES = 10
# Deep is as fast as the first, within what two measurements of one thing differ by.
DEEP_LIMIT = 1.5
FILTERS: dict[str, dict[str, str]] = {
    "state": {"state": "poor"},
    "exited": {"state": "exited"},
    "removed": {"state": "removed"},
    "kind": {"attr": "06"},
    "cause": {"cause": "02"},
    "exit year": {"exit_year": "2024"},
    "recorded": {"recorded": "2026"},
    "never recorded": {"recorded": "none"},
    "cause and state": {"cause": "05", "state": "not_exited"},
}
WORDS: dict[str, Callable[[Sample], str]] = {
    "name": lambda one: one.name,
    "two characters": lambda one: one.name[1:],
    "surname and one": lambda one: one.name[:2],
    "initials": lambda one: one.initials,
    "two initials": lambda one: one.initials[:2],
    "pinyin": lambda one: one.pinyin,
    "document number": lambda one: one.id_no,
    "last four": lambda one: one.id_no[-4:],
    "telephone": lambda one: one.phone,
    "household number": lambda one: one.hh_no,
    "person number": lambda one: one.person_no,
    "begin of number": lambda one: one.hh_no[:-2],
}
# The filters tried with every sort: few rows, many rows, and two columns at once.
WITH_SORT = ("state", "exit year", "recorded", "cause and state")
AGAIN = 3
Case = Callable[[int], Any]
Key = tuple[str, str]
Pair = tuple[list[float], list[float]]


def answer(small: Registry, large: Registry, *, rounds: int = 20) -> Answer:
    cases: dict[tuple[Key, bool], Case] = {}
    wrong = 0
    for is_large, registry in enumerate((small, large)):
        with registry.open():
            asked = samples(AGAIN * rounds)
            for key, case in _kinds(asked):
                cases[key, bool(is_large)] = _inside(registry, case)
            wrong += _wrong_counts(asked[:5])
    pairs = _measured(cases, rounds)
    # A kind above the limit is measured again, for longer; the second time counts.
    late = [key for key, (few, many) in pairs.items() if p95(many) / p95(few) > LIMIT]
    again = {case: cases[case] for case in cases if case[0] in late}
    pairs |= _measured(again, AGAIN * rounds)
    groups = dict.fromkeys(group for group, _kind in pairs)
    figures = [*(_worst(group, pairs) for group in groups), _deep(pairs)]
    what = "counts that differ from a bare COUNT, or from its cap"
    figures.append(Figure(what, wrong, 0, unit="", note=""))
    return Answer(TITLE, HOW + "\n\n" + _table(pairs, small, large), figures)


def _wrong_counts(asked: list[Sample]) -> int:
    """How many counts of lists of places are wrong."""
    places = [one.place(level) for level in LEVELS for one in asked]
    return sum(not count_is_right(place) for place in places)


def _measured(cases: dict[tuple[Key, bool], Case], rounds: int) -> dict[Key, Pair]:
    """Seconds of each kind of list at both sizes."""
    taken = interleaved(cases, rounds, best_of=BEST_OF)
    return {
        key: (taken[key, False], taken[key, True])
        for key in dict.fromkeys(key for key, _large in cases)
    }


def _kinds(asked: list[Sample]) -> Iterable[tuple[Key, Case]]:
    for level in LEVELS:
        yield ("any place", level), _page(asked, level)
        yield ("deep pages", level), _page(asked, level, deep=True)
        for name, conditions in FILTERS.items():
            yield ("filtered", f"{name}, {level}"), _page(asked, level, **conditions)
    for sort in SORTS:
        for level in ("county", "township", "village") if sort else ():
            yield ("sorted", f"{sort}, {level}"), _page(asked, level, sort=sort)
            yield (
                ("deep sorted pages", f"{sort}, {level}"),
                _page(asked, level, deep=True, sort=sort),
            )
            for name in WITH_SORT:
                case = _page(asked, level, sort=sort, **FILTERS[name])
                yield ("sorted and filtered", f"{sort}, {name}, {level}"), case
    for name, word in WORDS.items():
        for level in ("province", "county", "village"):
            yield ("search", f"{name}, {level}"), _search(asked, level, word)
    yield ("several posts", "three villages"), _posts(asked)


def _page(
    asked: list[Sample], level: str, *, deep: bool = False, **conditions: str
) -> Case:
    drawn = asked[:DEEP_PLACES] if deep else asked
    places = [
        (person("supervisor", one.place("province")), one.place(level)) for one in drawn
    ]
    cursors = [
        _cursor(user, {"region": place} | conditions, n) if deep else {}
        for n, (user, place) in enumerate(places)
    ]

    def ask(number: int) -> None:
        user, place = places[number % len(places)]
        households_page(
            user, {"region": place} | conditions | cursors[number % len(places)]
        )

    return ask


def _search(asked: list[Sample], level: str, word: Callable[[Sample], str]) -> Case:
    people = [person("supervisor", one.place("province")) for one in asked]

    def ask(number: int) -> None:
        one, user = asked[number % len(asked)], people[number % len(asked)]
        region = one.place(level)
        found = search.find(user, word(one), region)
        listing = households_page(user, {"region": region}, found=found.households)
        search.matched_members(found, [row.pk for row in listing.page.rows])

    return ask


def _posts(asked: list[Sample]) -> Case:
    """A helper of villages that lie apart."""
    trios = [
        sorted({one.village, asked[n - 1].village, asked[n - 2].village})
        for n, one in enumerate(asked)
    ]
    people = [person("helper", *trio) for trio in trios]
    return lambda number: households_page(people[number % len(people)], {})


def _inside(registry: Registry, case: Case) -> Case:
    def ask(number: int) -> None:
        with registry.open():
            case(number)

    return ask


def _cursor(user: Any, asked: dict[str, str], nth: int) -> dict[str, str]:
    """`after` a row far down: 30 to 99 of a hundred of the way."""
    sort = SORTS[asked.get("sort", "")]
    rows = Household.objects.active().visible_to(user).in_region(asked["region"])
    if sort.needs_income:
        rows = rows.with_income()
    depth = int(rows.count() * (30 + nth * 7 % 70) / 100)
    if not (found := rows.order_by(*sort.order)[depth : depth + 1]):
        return {}
    values = [str(getattr(found[0], name.lstrip("-"))) for name in sort.order]
    after = [
        int(value) if value.lstrip("-").isdigit() and len(value) < 12 else value
        for value in values
    ]
    return {
        "after": base64.urlsafe_b64encode(
            json.dumps(after, separators=(",", ":")).encode()
        )
        .decode()
        .rstrip("=")
    }


def count_is_right(place: str) -> bool:
    """Whether the list's count of a place is the true one, or its cap."""
    user = person("supervisor", place[:2] + "0000000000")
    page = households_page(user, {"region": place}).page
    truth = Household.objects.active().in_region(place).count()
    return (page.count, page.capped) == (min(truth, COUNT_CAP), truth > COUNT_CAP)


def _worst(group: str, pairs: dict[Key, Pair]) -> Figure:
    ratios = {
        kind: p95(large) / p95(small)
        for (of, kind), (small, large) in pairs.items()
        if of == group
    }
    kind = max(ratios, key=lambda name: ratios[name])
    small, large = pairs[group, kind]
    note = f"worst of {len(ratios)}: {kind}; {p95(small) * 1000:.1f} → {p95(large) * 1000:.1f} ms"
    return Figure(f"{group}: p95 large / small", ratios[kind], LIMIT, note=note)


def _deep(pairs: dict[Key, Pair]) -> Figure:
    """The median of a deep page over that of the first, among the large."""
    ratios = {}
    for first, deep in (("any place", "deep pages"), ("sorted", "deep sorted pages")):
        for (group, kind), (_small, large) in pairs.items():
            if group == deep:
                ratios[kind] = median(large) / median(pairs[first, kind][1])
    kind = max(ratios, key=lambda name: ratios[name])
    return Figure(
        "deep page / first page, medians, large",
        ratios[kind],
        DEEP_LIMIT,
        note=f"worst: {kind}",
    )


def _table(pairs: dict[Key, Pair], small: Registry, large: Registry) -> str:
    lines = [
        f"| list | kind | p50 / p95 ms, {small.size} | p50 / p95 ms, {large.size} | p95 ratio |",
        "|---|---|---|---|---|",
    ]
    for (group, kind), sides in pairs.items():
        shown = [
            f"{median(side) * 1000:.1f} / {p95(side) * 1000:.1f}" for side in sides
        ]
        lines.append(
            f"| {group} | {kind} | {shown[0]} | {shown[1]} | {p95(sides[1]) / p95(sides[0]):.2f} |"
        )
    return "\n".join(lines)
