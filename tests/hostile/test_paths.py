"""Nonsense in the address itself: a page that is not there, never our failure.

What no pattern lets through ends at the same page for every address with an argument of that
type; it is asked once for each type.  What a pattern lets through is asked of every address.
"""

from urllib.parse import quote, unquote_to_bytes

import pytest
from django.urls import Resolver404, get_resolver, resolve

from tests.authz.rows import Row, with_things
from tests.authz.table import ROWS
from tests.hostile.alike import by_address
from tests.hostile.asking import HOSTILE, Hostile
from tests.hostile.test_addresses import _no_limits  # noqa: F401  the same limits are off

pytestmark = pytest.mark.django_db
ARGUED = [
    rows[0] for rows in by_address(row for row in ROWS if row.thing or row.kwargs)
]
ANSWERS = {200, 301, 302, 400, 403, 404, 405, 409, 410, 415}


def types_of(row: Row) -> tuple[str, ...]:
    """Return the types of the arguments of an address, and the method that it is asked with."""
    namespace, _, name = row.name.rpartition(":")
    resolver = get_resolver()
    for part in filter(None, namespace.split(":")):
        resolver = resolver.namespace_dict[part][1]
    converters = {
        type(converter).__name__
        for _shapes, _pattern, _defaults, found in resolver.reverse_dict.getlist(name)
        for converter in found.values()
    }
    return (row.method, *sorted(converters))


FIRST = {}
for each in ARGUED:
    FIRST.setdefault(types_of(each), each)


def is_let_through(path: str) -> bool:
    try:
        resolve(unquote_to_bytes(path).decode(errors="replace"))
    except Resolver404:
        return False
    return True


def shapes(row: Row, asked: Hostile):
    """The address with each of its arguments replaced by nonsense."""
    for argument, value in asked.kwargs.items():
        whole = asked.path
        for label, text in HOSTILE.items():
            if quote(str(value)) not in whole:
                continue
            path = whole.replace(quote(str(value)), text, 1)
            if row is FIRST[types_of(row)] or is_let_through(path):
                yield f"{argument}: {label}", path


@pytest.mark.parametrize(("things", "row"), with_things(ARGUED), indirect=["things"])
def test_nonsense_in_the_path_is_not_there(things, row: Row):
    asked = Hostile(row, things)
    asked.client.raise_request_exception = False
    wrong = []
    for label, path in shapes(row, asked):
        if row.method == "GET":
            response, written = asked.get(path=path), set()
        else:
            response, written = asked.send(path=path)
        if response.status_code not in ANSWERS or written:
            wrong.append(f"{label}: {response.status_code} {written}")
    assert not wrong, f"{row}\n" + "\n".join(wrong[:20])
