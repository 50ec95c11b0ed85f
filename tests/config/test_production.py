"""docker-compose.yml is tested by running its very commands in production settings."""

import json
import os
import re
import shlex
import ssl
import subprocess
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis
from cryptography import x509
from django.conf import settings
from django.urls import reverse

from .compose import COMPOSE, command, health_command, returncode_of
from .conftest import ROOT, clean_environment, wait_for

# Of this run and this worker alone: runs beside each other share a server.
DATABASE = "_".join(
    (
        os.environ["TEST_DATABASE_NAME"],
        os.environ.get("PYTEST_XDIST_WORKER", "main"),
        "production",
    )
)
APPLICATION = f"{DATABASE}_app"  # roles are the server's, and other runs have theirs
LISTENING = re.compile(r"Listening at: (http://127\.0\.0\.1:\d+)")
SAFE = {"X-Forwarded-Proto": "https"}


def database_url(name: str) -> str:
    base = settings.DATABASES["default"]
    server = f"{base['HOST']}:{base['PORT']}"
    return f"postgres://{base['USER']}:{base['PASSWORD']}@{server}/{name}"


def application_url(owner: str) -> str:
    """The same database for the role of the application, as compose has it."""
    names = [
        re.match(r"postgres://(\w+):", COMPOSE[service]["environment"][variable])[1]
        for service, variable in (
            ("web", "DATABASE_URL"),
            ("migrate", "MIGRATION_DATABASE_URL"),
        )
    ]
    assert names[0] == settings.DATABASE_ROLE != names[1]
    place = urlsplit(owner).netloc.rpartition("@")[2]
    return urlsplit(owner)._replace(netloc=f"{APPLICATION}:p-w@{place}").geturl()


@pytest.fixture(scope="module")
def fresh_database():
    """An empty database on the server the tests use."""
    connection = psycopg2.connect(database_url("postgres"))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {DATABASE}")
        yield database_url(DATABASE)
        cursor.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
        cursor.execute(f"DROP ROLE IF EXISTS {APPLICATION}")
    connection.close()


@pytest.fixture(scope="module")
def environment(fresh_database, tmp_path_factory):
    """What docker compose gives to every service, with our servers in place of its own."""
    state = tmp_path_factory.mktemp("state")
    # Broker and cache of this worker of the tests, emptied: no other run uses them.
    for address in (settings.REDIS_URL, settings.CACHE_URL):
        with redis.Redis.from_url(address) as server:
            server.flushdb()
    given = {
        **COMPOSE["web"]["environment"],
        "DATABASE_URL": application_url(fresh_database),
        "DATABASE_ROLE": APPLICATION,
        "REDIS_URL": settings.REDIS_URL,
        "CACHE_URL": settings.CACHE_URL,
        "LIKA_STATE": str(state),
        "STATIC_ROOT": str(state / "static"),
        "HOST": "127.0.0.1",
        "PORT": "0",  # a free one, which the web server tells in its log
        "ALLOWED_HOSTS": "lika.example",
        "WEB_CONCURRENCY": "1",
        "LOG_LEVEL": "INFO",  # the tests' own tells no address
        "PROVINCE": "46",
    }
    return clean_environment(**given)


@pytest.fixture(scope="module")
def prepared(environment, fresh_database):
    """What building the image and the one-shot service do before anything else starts."""
    build = re.search(
        r"RUN SECRET_KEY.*\n\s+(.*collectstatic.*)", (ROOT / "Dockerfile").read_text()
    )
    empty = {"DATABASE_URL": "postgres://none@127.0.0.1:1/none", "SECRET_KEY": "build"}
    for words, given in (
        (shlex.split(build.group(1)), {**environment, **empty}),
        (
            command("migrate"),
            {**environment, "MIGRATION_DATABASE_URL": fresh_database},
        ),
    ):
        done = subprocess.run(
            words, cwd=ROOT, env=given, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return environment


@pytest.fixture
def services(prepared, start_process, tmp_path):
    """Web, worker and beat, started by the commands of docker-compose.yml."""
    logs = {}
    for name in ("web", "worker", "beat"):
        own = {**prepared, "LIKA_ROLE": COMPOSE[name]["environment"]["LIKA_ROLE"]}
        logs[name] = tmp_path / f"{name}.log"
        with logs[name].open("w") as output:
            start_process(*command(name), env=own, stdout=output, stderr=output)
    assert wait_for(lambda: LISTENING.search(logs["web"].read_text()))
    return LISTENING.search(logs["web"].read_text()).group(1), logs


def ask(address: str, **headers: str):
    """Return status, headers and body without following a redirect."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args):
            return None

    request = urllib.request.Request(
        address, headers={"Host": "lika.example", **headers}
    )
    try:
        with urllib.request.build_opener(Stay).open(request, timeout=60) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.headers, answer.read().decode()
    except OSError as error:
        return 0, {}, str(error)


@pytest.fixture
def site(services):
    """The address of the running system, and what each of its services has logged."""
    address, logs = services
    told = {name: log.read_text for name, log in logs.items()}

    def is_complete():
        status, _headers, body = ask(address + "/readyz")
        return status == 200 and json.loads(body)["ticks"] == "ok"

    assert wait_for(is_complete), told["web"]() + told["worker"]() + told["beat"]()
    return address, told


def test_the_commands_of_compose_serve_and_work(site):
    address, told = site
    well("web", "http://127.0.0.1:8000", address)
    for name in ("worker", "beat"):
        well(name, "http://web:8000", address)
    parts = ("status", "database", "migrations", "broker", "ticks")
    ready = json.loads(ask(address + "/readyz")[2])
    assert ready == {**dict.fromkeys(parts, "ok"), "role": "own", "kept": "none yet"}
    sign_in_page_is_protected(address)
    line = json.loads(told["web"]().strip().splitlines()[-1])
    assert line["event"], "one JSON object a line"


def well(service: str, named: str, address: str) -> None:
    """The health check of a service passes; it answers within seconds or is asked anew."""
    words = [word.replace(named, address) for word in health_command(service)]
    assert wait_for(lambda: returncode_of(words) == 0), service


def sign_in_page_is_protected(address: str) -> None:
    """Plain http is sent on; cookies, headers and hashed files are as in production."""
    status, headers, _page = ask(address + "/")
    assert (status, headers["Location"]) == (301, "https://lika.example/")
    status, headers, page = ask(address + reverse(settings.LOGIN_URL), **SAFE)
    assert status == 200
    assert "__Host-csrftoken=" in headers["Set-Cookie"]
    assert "Secure" in headers["Set-Cookie"]
    assert "max-age=31536000" in headers["Strict-Transport-Security"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    sheet = re.search(r'href="(/static/[^"]+\.css)"', page).group(1)
    assert re.search(r"\.[0-9a-f]{12}\.css$", sheet), "files carry their hash"
    status, headers, _sheet = ask(address + sheet, **SAFE)
    assert status == 200
    assert "immutable" in headers["Cache-Control"]
    assert ask(address + "/", Host="evil.example", **SAFE)[0] == 400


def test_a_deployment_has_no_warning(prepared):
    words = ["python", "manage.py", "check", "--deploy", "--database", "default"]
    done = subprocess.run(
        [*words, "--fail-level", "WARNING"],
        cwd=ROOT,
        env=prepared,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize("missing", ["DATABASE_URL", "REDIS_URL", "SECRET_KEY"])
def test_a_missing_setting_says_what_to_set(environment, missing, tmp_path):
    given = {**environment, "SECRET_KEY": "x" * 50, "LIKA_STATE": str(tmp_path)}
    del given[missing]
    done = subprocess.run(
        ["python", "-c", "import django; django.setup()"],
        cwd=ROOT,
        env={**given, "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert f"Set {missing}: " in done.stderr


def test_a_certificate_is_made_once_and_a_real_one_is_kept(tmp_path, environment):
    words = command("certificate")
    assert words[-1] == "${SERVER_NAME:-localhost}"
    words[-2:] = [str(tmp_path), "lika.example"]
    subprocess.run(words, cwd=ROOT, env=environment, check=True, capture_output=True)
    chain, key = tmp_path / "fullchain.pem", tmp_path / "privkey.pem"
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(chain, key)
    made = x509.load_pem_x509_certificate(chain.read_bytes())
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["lika.example", "localhost"]
    assert key.stat().st_mode & 0o077 == 0
    chain.write_text("the institution's own")
    subprocess.run(words, cwd=ROOT, env=environment, check=True, capture_output=True)
    assert chain.read_text() == "the institution's own"
