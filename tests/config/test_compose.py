"""docker-compose.yml, .env.example and the proxy agree with the settings."""

import functools
import http.server
import json
import re
import threading

import pytest
from django.conf import settings

from config.local import postgres

from .compose import COMPOSE, health_command, returncode_of
from .conftest import ROOT, wait_for


def test_compose_makes_the_database_with_our_locale():
    wanted = {*postgres.LOCALE, "--data-checksums"}
    assert (
        set(COMPOSE["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split())
        == wanted
    )


def test_every_service_that_stays_has_a_health_check():
    passing = {
        name for name, service in COMPOSE.items() if service.get("restart") == "no"
    }
    assert passing == {"migrate", "certificate"}
    assert {
        name for name, service in COMPOSE.items() if "healthcheck" not in service
    } == passing


def test_the_database_is_ready_when_it_answers_those_who_come_from_elsewhere():
    """While the image makes the cluster, a server without TCP answers on the socket.

    `migrate` would fail on it.
    """
    asked = COMPOSE["postgres"]["healthcheck"]["test"]
    assert asked[asked.index("-h") + 1] == "127.0.0.1"


@pytest.fixture
def readyz(tmp_path):
    """An address whose /readyz answers what a test writes into it."""
    serve = functools.partial(http.server.SimpleHTTPRequestHandler, directory=tmp_path)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"127.0.0.1:{server.server_port}", tmp_path / "readyz"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("told", "status"), [("ok", 0), ("late", 1), ("none yet", 1)])
def test_worker_and_beat_are_well_when_their_ticks_are(told, status, readyz):
    address, answer = readyz
    answer.write_text(json.dumps({"status": "ok", "ticks": told}))
    assert COMPOSE["beat"]["healthcheck"] == COMPOSE["worker"]["healthcheck"]
    command = health_command("worker")
    words = [word.replace("web:8000", address) for word in command]
    # A probe that is not answered in time says 1 as well; the next one tells.
    assert wait_for(lambda: returncode_of(words) == status)


def test_every_variable_of_compose_is_explained():
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    told = set(
        re.findall(r"^#? ?(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    )
    assert asked <= told
    read = re.findall(
        r'env\.\w+\("(\w+)"', (ROOT / "config" / "settings.py").read_text()
    )
    internal = {
        "LIKA_ROLE",
        "LIKA_STATE",
        "LIKA_STATIC_BUILT",
        "STATIC_ROOT",
        "BEHIND_PROXY",
        "DB_STATEMENT_TIMEOUT",
    }
    assert set(read) - internal - {"TEST_DATABASE_NAME"} <= told


def test_the_values_shown_in_the_example_are_the_defaults():
    source = (ROOT / "config" / "settings.py").read_text()
    defaults = dict(re.findall(r'env\.\w+\("(\w+)", default="?([\w.-]+)"?\)', source))
    shown = dict(
        re.findall(r"^(\w+)=(.+)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    )
    compared = {name for name in shown if name in defaults}
    assert len(compared) >= 5, "the control: the two patterns find the lines"
    assert {name: shown[name] for name in compared} == {
        name: defaults[name] for name in compared
    }


def test_the_proxy_passes_on_only_what_it_knows_itself():
    site = (ROOT / "config" / "nginx" / "site.conf").read_text()
    for header in ("X-Real-IP $remote_addr", "X-Forwarded-For $remote_addr"):
        assert f"proxy_set_header {header};" in site
    assert "client_max_body_size 128m;" in site
    assert settings.UPLOAD_LIMIT == 20 * 1024 * 1024, (
        "what lies between is refused by a page of ours"
    )


def test_only_the_migrations_know_the_owner_of_the_database():
    owner = {
        name
        for name, service in COMPOSE.items()
        for value in service.get("environment", {}).values()
        if "POSTGRES_PASSWORD" in value
    }
    assert owner == {"migrate", "postgres"}
    for name, service in COMPOSE.items():
        if "env_file" in service:  # the file holds the owner's password for compose
            assert service["environment"]["POSTGRES_PASSWORD"] == "", name
