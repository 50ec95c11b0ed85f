"""Nonsense and forged fields in every form and every body: a refusal has written nothing, nothing is our failure."""

from urllib.parse import urlencode

import pytest

from tests.authz.rows import Row
from tests.authz.table import ROWS
from tests.hostile.asking import ALONE, FORGED, HOSTILE, Hostile, asked_names
from tests.hostile.test_addresses import _no_limits  # noqa: F401  the same limits are off here

pytestmark = pytest.mark.django_db
POSTS = [row for row in ROWS if row.method != "GET"]
PAGES = [row for row in POSTS if not row.is_api]
ENDPOINTS = [row for row in POSTS if row.is_api]
# Kept although the deed was refused: the record that someone tried.
TRACES = {"core_auditentry", "accounts_session"}
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


@pytest.mark.parametrize("row", PAGES, ids=str)
def test_nonsense_in_any_field_of_a_form_is_answered_and_a_refusal_writes_nothing(
    row: Row,
):
    asked = Hostile(row)
    asked.client.raise_request_exception = False
    honest = asked.sendable()
    with asked_names() as names:
        asked.send(urlencode(honest | PROBE))
    names -= set(PROBE)
    names |= set(honest)
    wrong = []
    cases = {"empty": ""}
    for label, value in HOSTILE.items():
        cases[f"all {label}"] = "&".join(f"{name}={value}" for name in sorted(names))
        for name in names if label in ALONE and not label.startswith("cursor") else ():
            rest = urlencode({key: text for key, text in honest.items() if key != name})
            cases[f"{name} {label}"] = f"{rest}&{name}={value}&{name}={value}"
    for label, body in cases.items():
        response, written = asked.send(body)
        if problem := fault(response, written):
            wrong.append(f"{label}: {problem}")
        elif names and label.endswith(" nul") and response.status_code != 400:
            wrong.append(f"{label}: {response.status_code}")
    assert not wrong, f"{row}\n" + "\n".join(wrong[:20])


@pytest.mark.parametrize("row", PAGES, ids=str)
def test_forged_fields_of_a_form_change_nothing_else(row: Row):
    asked = Hostile(row)
    asked.client.raise_request_exception = False
    honest = asked.sendable()
    plain, _written = asked.send(urlencode(honest | PROBE))
    added = {key: value for key, value in FORGED.items() if key not in honest}
    with asked_names() as names:
        asked.send(urlencode(honest | PROBE))
    added = {key: value for key, value in added.items() if key not in names}
    forged, written = asked.send(urlencode(honest | added))
    assert fault(forged, written) == ""
    assert forged.status_code == plain.status_code


@pytest.mark.parametrize("row", ENDPOINTS, ids=str)
def test_nonsense_in_any_body_is_refused_and_writes_nothing(row: Row):
    asked = Hostile(row)
    asked.client.raise_request_exception = False
    names = sorted({*asked.sendable(), *FORGED, "unknown"})[:8]
    wrong = []
    for label, mould in BODIES.items():
        for name in names if b"%s" in mould and label != "deep objects" else names[:1]:
            response, written = asked.send(mould.replace(b"%s", name.encode()))
            if problem := fault(response, written):
                wrong.append(f"{name} {label}: {problem}")
            elif (
                label in MUST_REFUSE
                and row.method != "DELETE"
                and not 400 <= response.status_code < 500
            ):
                wrong.append(f"{name} {label}: {response.status_code}")
    assert not wrong, f"{row}\n" + "\n".join(wrong[:20])
