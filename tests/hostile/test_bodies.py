"""Nonsense and forged fields in every form and every body.

A refusal has written nothing, and nothing is our failure.  Each type of field is asked once on a
page, so that one more field of a known type costs nothing here.
"""

from urllib.parse import urlencode

import pytest

from tests.authz.rows import Row, with_things
from tests.authz.table import ROWS
from tests.hostile.alike import by_address, field_types, one_of_each
from tests.hostile.asking import ALONE, FORGED, HOSTILE, Hostile, asked_names
from tests.hostile.test_addresses import _no_limits  # noqa: F401  the same limits are off

pytestmark = pytest.mark.django_db
POSTS = [row for row in ROWS if row.method != "GET"]
PAGES = by_address(row for row in POSTS if not row.is_api)
ENDPOINTS = by_address(row for row in POSTS if row.is_api)
# Kept although the request was refused: the record that someone tried, and failed to sign in.
TRACES = {"core_auditentry", "accounts_session", "axes_accessattempt"}
PROBE = {"probe": "1"}  # an empty form would not be read at all
BODIES = {
    "nothing": b"",
    "not json": b"{",
    "nul": b'{"%s": "a\\u0000b"}',
    "half a pair": b'{"%s": "\\ud800"}',
    "bytes": b'{"%s": "\xff\xfe"}',
    "nan": b'{"%s": NaN}',
    "endless number": b'{"%s": 1e999}',
    "huge number": b'{"%s": ' + b"9" * 30 + b"}",
    "number of 5000 digits": b'{"%s": ' + b"9" * 5_000 + b"}",
    "twice": b'{"%s": 1, "%s": 2}',
    "list": b'{"%s": [[]]}',
    "object": b'{"%s": {"a": {}}}',
    "null": b'{"%s": null}',
    "true": b'{"%s": true}',
    "negative": b'{"%s": -1}',
    "fraction": b'{"%s": 0.5}',
    "long": b'{"%s": "' + b"x" * 10_000 + b'"}',
    "word": b'{"%s": "abc"}',
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"%s":' * 100_000 + b"1" + b"}" * 100_000,
    "top list": b"[]",
    "top text": b'"a"',
    "top number": b"1",
    "top null": b"null",
}
MUST_REFUSE = {
    "not json",
    "nul",
    "half a pair",
    "bytes",
    "nan",
    "endless number",
    "number of 5000 digits",
    "twice",
    "deep",
    "deep objects",
}


def fault(response, written) -> str:
    if response.status_code >= 500:
        return f"{response.status_code} {response.exc_info and response.exc_info[1]!r}"
    if written - TRACES:
        return f"{response.status_code} and yet wrote {sorted(written)}"
    return ""


def bodies(honest: dict, names: set[str], alone: list[str]):
    """Yield every body to send, with a label for people."""
    yield "empty", ""
    for label, value in HOSTILE.items():
        yield f"all {label}", "&".join(f"{name}={value}" for name in sorted(names))
        if label in ALONE and not label.startswith("cursor"):
            for name in alone:
                rest = urlencode({key: honest[key] for key in honest if key != name})
                yield f"{name} {label}", f"{rest}&{name}={value}&{name}={value}"


@pytest.mark.parametrize(("things", "rows"), with_things(PAGES), indirect=["things"])
def test_nonsense_in_a_form_is_answered_and_a_refusal_writes_nothing(
    things, rows: list[Row]
):
    wrong, known = [], set()
    for row in rows:
        asked = Hostile(row, things)
        asked.client.raise_request_exception = False
        honest = asked.sendable()
        with asked_names() as names, field_types() as types:
            asked.send(urlencode(honest | PROBE))
        names = names - set(PROBE) | set(honest)
        if row is not rows[0] and names <= known:
            continue
        for label, body in bodies(honest, names, one_of_each(names - known, types)):
            response, written = asked.send(body)
            problem = fault(response, written)
            if names and label.endswith(" nul") and response.status_code != 400:
                problem = problem or str(response.status_code)
            if problem:
                wrong.append(f"{row} {label}: {problem}")
        known |= names
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.parametrize(("things", "rows"), with_things(PAGES), indirect=["things"])
def test_forged_fields_of_a_form_change_nothing_else(things, rows: list[Row]):
    for row in rows:
        asked = Hostile(row, things)
        asked.client.raise_request_exception = False
        honest = asked.sendable()
        with asked_names() as names:
            plain, _written = asked.send(urlencode(honest | PROBE))
        forged = {key: FORGED[key] for key in FORGED if key not in {*honest, *names}}
        answer, written = asked.send(urlencode(honest | forged))
        assert fault(answer, written) == "", row
        assert answer.status_code == plain.status_code, row


@pytest.mark.parametrize(
    ("things", "rows"), with_things(ENDPOINTS), indirect=["things"]
)
def test_nonsense_in_any_body_is_refused_and_writes_nothing(things, rows: list[Row]):
    wrong, known = [], set()
    for row in rows:
        asked = Hostile(row, things)
        asked.client.raise_request_exception = False
        names = {*asked.sendable(), "version", "unknown"} - known
        for label, name, body in shaped(sorted(names)):
            response, written = asked.send(body)
            problem = fault(response, written)
            if must_refuse(row, label) and not 400 <= response.status_code < 500:
                problem = problem or str(response.status_code)
            if problem:
                wrong.append(f"{row} {name} {label}: {problem}")
        known |= names
    assert not wrong, "\n".join(wrong[:20])


def shaped(names: list[str]):
    """Yield every body, with the field it is about; some are about none in particular."""
    for label, mould in BODIES.items():
        about_one = b"%s" in mould and label != "deep objects"
        for name in names if about_one else names[:1]:
            yield label, name, mould.replace(b"%s", name.encode())


def must_refuse(row: Row, label: str) -> bool:
    return label in MUST_REFUSE and row.method != "DELETE"
