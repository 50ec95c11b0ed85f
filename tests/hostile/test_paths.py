"""Nonsense in the address itself: a page that is not there, never our failure."""

from urllib.parse import quote

import pytest

from tests.authz.rows import Row
from tests.authz.table import ROWS
from tests.hostile.asking import HOSTILE, Hostile
from tests.hostile.test_addresses import _no_limits  # noqa: F401  the same limits are off here

pytestmark = pytest.mark.django_db
ARGUED = [row for row in ROWS if row.thing or row.kwargs]


def shapes(row: Row, asked: Hostile):
    """The address with each of its arguments replaced by nonsense."""
    for argument, value in asked.kwargs.items():
        whole = asked.path
        for label, text in HOSTILE.items():
            if quote(str(value)) in whole:
                yield f"{argument}: {label}", whole.replace(quote(str(value)), text, 1)


@pytest.mark.parametrize("row", ARGUED, ids=str)
def test_nonsense_in_the_path_is_not_there(row: Row):
    asked = Hostile(row)
    asked.client.raise_request_exception = False
    wrong = []
    for label, path in shapes(row, asked):
        if row.method == "GET":
            response, written = asked.get(path=path), set()
        else:
            response, written = asked.send(path=path)
        if (
            response.status_code
            not in (200, 301, 302, 400, 403, 404, 405, 409, 410, 415)
            or written
        ):
            wrong.append(f"{label}: {response.status_code} {written}")
    assert not wrong, f"{row}\n" + "\n".join(wrong[:20])
