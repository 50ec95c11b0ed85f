"""Nonsense in every parameter of every page and endpoint: never our failure, never a circle of redirects."""

import pytest

from tests.authz.rows import Row
from tests.authz.table import ROWS
from tests.hostile.asking import ALONE, ALWAYS, HOSTILE, Hostile, asked_names

pytestmark = pytest.mark.django_db
SLOW = {
    "api-schema",
    "api-docs",
}  # a second each; the walk over the description below asks them
GETS = [row for row in ROWS if row.method == "GET" and row.name not in SLOW]


@pytest.fixture(autouse=True)
def _no_limits(monkeypatch):
    """The doors that count requests are tested where they stand."""
    monkeypatch.setattr("publicity.throttle.READS_A_MINUTE", 10**9)
    monkeypatch.setattr(
        "rest_framework.throttling.SimpleRateThrottle.allow_request", lambda *args: True
    )


def served(response) -> bool:
    """Answered with a page or a refusal, and not by sending the caller round."""
    if response.status_code == 302:
        return response["Location"] != response.wsgi_request.get_full_path()
    return response.status_code < 500 and response.status_code != 302


@pytest.mark.parametrize("row", GETS, ids=str)
def test_nonsense_in_any_parameter_is_answered(row: Row):
    asked = Hostile(row)
    asked.client.raise_request_exception = False
    query = row.query.lstrip("?")
    with asked_names() as names:
        asked.get(query)
    wrong = []
    for label, value in HOSTILE.items():
        whole = "&".join(f"{name}={value}" for name in sorted(names | ALWAYS))
        queries = {
            "all": whole,
            "arrays": whole.replace("=", "[]=") + "&" + whole + "&" + whole,
        }
        if label in ALONE:
            queries |= {name: f"{query}&{name}={value}" for name in names}
        for name, text in queries.items():
            response = asked.get(text)
            if not served(response):
                wrong.append(
                    f"{name}: {label} → {response.status_code} {response.exc_info and response.exc_info[1]!r}"
                )
            elif label == "nul" and response.status_code not in (400, 404):
                wrong.append(f"{name}: NUL → {response.status_code}")
    assert not wrong, f"{row}\n" + "\n".join(wrong[:20])
