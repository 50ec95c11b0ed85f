"""Nonsense in the parameters of every page and endpoint.

It is never our failure, and never a circle of redirects.  Each type of parameter is asked once
on a page, so that one more filter of a known type costs nothing here.
"""

import pytest

from tests.authz.rows import Row, with_things
from tests.authz.table import ROWS
from tests.hostile.alike import by_address, field_types, one_of_each
from tests.hostile.asking import (
    ALONE,
    ALWAYS,
    HOSTILE,
    REPEATED,
    Hostile,
    asked_names,
)

pytestmark = pytest.mark.django_db
# A second each; the walk over the description asks them.
SLOW = {"api-schema", "api-docs"}
GETS = by_address(row for row in ROWS if row.method == "GET" and row.name not in SLOW)


@pytest.fixture(autouse=True)
def _no_limits(monkeypatch):
    """Limits of requests a minute have tests of their own."""
    monkeypatch.setattr("publicity.throttle.READS_A_MINUTE", 10**9)
    monkeypatch.setattr(
        "rest_framework.throttling.SimpleRateThrottle.allow_request", lambda *args: True
    )


def served(response) -> bool:
    """Answered with a page or a refusal, and not by sending the caller round."""
    if response.status_code == 302:
        return response["Location"] != response.wsgi_request.get_full_path()
    return response.status_code < 500 and response.status_code != 302


def queries(row: Row, names: set[str], alone: list[str]):
    """Yield every query to ask, with a label for people."""
    for label, value in HOSTILE.items():
        whole = "&".join(f"{name}={value}" for name in sorted(names | ALWAYS))
        yield f"all: {label}", whole
        if label in REPEATED:
            yield f"arrays: {label}", f"{whole.replace('=', '[]=')}&{whole}&{whole}"
        if label in ALONE:
            for name in alone:
                yield f"{name}: {label}", f"{row.query.lstrip('?')}&{name}={value}"


def fault(label: str, response) -> str:
    if not served(response):
        return f"{response.status_code} {response.exc_info and response.exc_info[1]!r}"
    if label.endswith(": nul") and response.status_code not in (400, 404):
        return f"NUL → {response.status_code}"
    return ""


@pytest.mark.parametrize(("things", "rows"), with_things(GETS), indirect=["things"])
def test_nonsense_in_any_parameter_is_answered(things, rows: list[Row]):
    wrong, known = [], set()
    for row in rows:
        asked = Hostile(row, things)
        asked.client.raise_request_exception = False
        with asked_names() as names, field_types() as types:
            asked.get(row.query.lstrip("?"))
        if row is not rows[0] and names <= known:
            continue
        alone = one_of_each(names - known, types, text_apart=True)
        for label, query in queries(row, names, alone):
            if problem := fault(label, asked.get(query)):
                wrong.append(f"{row} {label}: {problem}")
        known |= names
    assert not wrong, "\n".join(wrong[:20])
