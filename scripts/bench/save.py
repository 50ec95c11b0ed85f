"""Measure saving a sheet against writing its rows with bare SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.messages.storage import default_storage
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.utils import timezone

from households.models import Household
from households.services import update_household
from households.views.sheets import household_update
from scripts.bench.databases import Registry
from scripts.bench.figures import Answer, Figure
from scripts.bench.people import person, signed_in
from scripts.bench.sheets import typed_sheet
from scripts.bench.timing import interleaved, median, p95

TITLE = "Saving a sheet"
HOW = """\
A village cadre changes the group a family lives in, its wages and where each of its
people works, and saves. *The form* is what the sheet's view does with what was posted:
read, compare with what is stored, judge by all rules of the form, save, record, in one
transaction. *The request* is the browser's POST through all of Django, session and
rights included, which every request pays; *the verb* is the saving alone. Beside them
the INSERT and UPDATE statements that such a save sends (household, period, the people's
records, audit; the triggers add the history) are sent by bare psycopg2 in one
transaction. Each save is of another family; the four take turns; medians. Every
transaction waits for the disk."""
LIMIT = 8
FORM = "application/x-www-form-urlencoded"
Statement = tuple[str, Any]


def answer(registry: Registry, *, rounds: int = 60) -> Answer:
    with registry.open():
        families = _families(4 * (rounds + 3))
        ways = {"form": _by_form, "request": _posting, "verb": _by_verb, "bare": _bare}
        cases = {
            name: way(families[n::4]) for n, (name, way) in enumerate(ways.items())
        }
        taken = interleaved(cases, rounds, warm=3)
    middle = {name: median(samples) * 1000 for name, samples in taken.items()}
    times = ", ".join(
        f"{name} {middle[name]:.1f} / {p95(samples) * 1000:.1f} ms"
        for name, samples in taken.items()
    )
    ratios = {name: time / middle["bare"] for name, time in middle.items()}
    note = f"p50 / p95: {times}"
    figures = [
        Figure("form save / bare SQL", ratios["form"], LIMIT, note=note),
        Figure("the verb alone / bare SQL", ratios["verb"]),
        Figure("the whole request / bare SQL", ratios["request"]),
    ]
    return Answer(TITLE, HOW, figures)


def _families(count: int) -> list[tuple[Household, Any, Any]]:
    """Families whose sheet can be saved as it is, with the sheet as it is sent back."""
    found: list[tuple[Household, Any, Any]] = []
    for household in (
        Household.objects.active().order_by("hh_no")[100 : 100 + 3 * count].iterator()
    ):
        # Another value in every run, so that there is something to write.
        now = household.version
        changes = {"wage_fen": f"{23000 + now}.78", "group_name": f"第{now}村民小组"}
        changes |= {
            f"members-{place}-employer": f"县里第{now}茶厂"
            for place in range(household.member_count)
        }
        try:
            found.append((household, *typed_sheet(household, changes)))
        except ValueError as error:
            problems = error
        if len(found) == count:
            return found
    raise LookupError(f"Too few sheets can be saved as they are: {problems}")


def _by_form(families: list[tuple[Household, Any, Any]]) -> Callable[[int], None]:
    people = {
        place: person("village_cadre", place)
        for place in {row.region_code for row, _post, _data in families}
    }
    bodies = [typed.urlencode() for _household, typed, _data in families]

    def save(number: int) -> None:
        household = families[number][0]
        request = RequestFactory().post("/", bodies[number], content_type=FORM)
        request.user, request.session = people[household.region_code], {}
        request._messages = default_storage(request)
        if household_update(request, household.pk).status_code != 302:
            raise AssertionError("not saved")

    return save


def _posting(families: list[tuple[Household, Any, Any]]) -> Callable[[int], None]:
    clients: dict[str, Client] = {}
    for household, _post, _data in families:
        if household.region_code not in clients:
            clients[household.region_code] = signed_in(
                person("village_cadre", household.region_code)
            )

    bodies = [typed.urlencode() for _household, typed, _data in families]

    def post(number: int) -> None:
        household, _typed, _data = families[number]
        response = clients[household.region_code].post(
            f"/households/{household.pk}/edit/", bodies[number], content_type=FORM
        )
        if response.status_code != 302:
            raise AssertionError(f"not saved: {response.status_code}")

    return post


def _by_verb(families: list[tuple[Household, Any, Any]]) -> Callable[[int], None]:
    people = {
        place: person("village_cadre", place)
        for place in {row.region_code for row, _post, _data in families}
    }
    return lambda number: _save(*families[number], people)


def _save(household: Household, _post: Any, data: Any, people: dict[str, Any]) -> None:
    update_household(
        household_id=household.pk,
        period=data.period,
        version=household.version,
        fill=lambda _stored: data,
        by=people[household.region_code],
        on=timezone.localdate(),
    )


def _bare(families: list[tuple[Household, Any, Any]]) -> Callable[[int], None]:
    people = {
        place: person("village_cadre", place)
        for place in {row.region_code for row, _post, _data in families}
    }
    recorded = []
    for family in families:
        with transaction.atomic(), written() as statements:
            _save(*family, people)
            transaction.set_rollback(True)
        recorded.append(statements)

    def send(number: int) -> None:
        with transaction.atomic(), connection.connection.cursor() as cursor:
            for sql, params in recorded[number]:
                cursor.execute(sql, params)

    return send


@contextmanager
def written() -> Iterator[list[Statement]]:
    """The statements sent inside that write rows."""
    statements: list[Statement] = []

    def note(
        execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        if sql.lstrip().startswith(("INSERT", "UPDATE")):
            statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield statements
