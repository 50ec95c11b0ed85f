"""docker-compose.yml is tested by running its very commands in production settings."""

import json
import re
import shlex
import ssl
import subprocess
import urllib.error
import urllib.request
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
import yaml
from cryptography import x509
from django.conf import settings
from django.urls import reverse

from config.local import postgres, processes

from .conftest import ROOT, clean_environment, wait_for

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
DATABASE = "lika_production_test"
SAFE = {"X-Forwarded-Proto": "https"}


def database_url(name: str) -> str:
    base = settings.DATABASES["default"]
    return f"postgres://{base['USER']}:{base['PASSWORD']}@{base['HOST']}:{base['PORT']}/{name}"


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
    connection.close()


@pytest.fixture(scope="module")
def environment(fresh_database, tmp_path_factory):
    """What docker compose gives to every service, with our servers in place of its own."""
    state = tmp_path_factory.mktemp("state")
    redis = urlsplit(settings.REDIS_URL)
    given = {
        **COMPOSE["web"]["environment"],
        "DATABASE_URL": fresh_database,
        "REDIS_URL": urlunsplit(redis._replace(path="/14")),
        "CACHE_URL": urlunsplit(redis._replace(path="/15")),
        "LIKA_STATE": str(state),
        "STATIC_ROOT": str(state / "static"),
        "HOST": "127.0.0.1",
        "PORT": str(processes.free_port()),
        "ALLOWED_HOSTS": "lika.example",
        "WEB_CONCURRENCY": "1",
        "PROVINCE": "46",
    }
    return clean_environment(**given)


def command(service: str) -> list[str]:
    return list(COMPOSE[service]["command"])


def health_command(service: str) -> list[str]:
    kind, *words = COMPOSE[service]["healthcheck"]["test"]
    assert kind == "CMD"
    return words


@pytest.fixture(scope="module")
def prepared(environment):
    """What building the image and the one-shot service do before anything else starts."""
    build = re.search(
        r"RUN SECRET_KEY.*\n\s+(.*collectstatic.*)", (ROOT / "Dockerfile").read_text()
    )
    empty = {"DATABASE_URL": "postgres://none@127.0.0.1:1/none", "SECRET_KEY": "build"}
    for words, given in (
        (shlex.split(build.group(1)), {**environment, **empty}),
        (command("migrate"), environment),
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
    return f"http://127.0.0.1:{prepared['PORT']}", logs


def ask(address: str, **headers: str):
    """Return status, headers and body without following a redirect."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args):
            return None

    request = urllib.request.Request(
        address, headers={"Host": "lika.example", **headers}
    )
    try:
        with urllib.request.build_opener(Stay).open(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.headers, answer.read().decode()
    except OSError as error:
        return 0, {}, str(error)


def test_the_commands_of_compose_serve_and_work(services):
    address, logs = services
    told = {name: log.read_text for name, log in logs.items()}
    assert wait_for(lambda: ask(address + "/healthz")[0] == 200, 60), told["web"]()

    def complete():
        status, _, body = ask(address + "/readyz")
        return status == 200 and json.loads(body)["ticks"] == "ok"

    assert wait_for(complete, 60), (
        ask(address + "/readyz")[2] + told["worker"]() + told["beat"]()
    )
    for name, port in (
        ("web", "127.0.0.1:8000"),
        ("worker", "web:8000"),
        ("beat", "web:8000"),
    ):
        words = [
            word.replace(f"http://{port}", address) for word in health_command(name)
        ]
        assert (
            subprocess.run(words, cwd=ROOT, env=clean_environment()).returncode == 0
        ), name

    answer = json.loads(ask(address + "/readyz")[2])
    assert answer == {
        "status": "ok",
        "database": "ok",
        "migrations": "ok",
        "broker": "ok",
        "ticks": "ok",
    }

    status, headers, _ = ask(address + "/")
    assert (status, headers["Location"]) == (301, "https://lika.example/"), (
        "plain http is sent on"
    )
    status, headers, page = ask(address + reverse(settings.LOGIN_URL), **SAFE)
    assert status == 200, told["web"]()
    assert "__Host-csrftoken=" in headers["Set-Cookie"]
    assert "Secure" in headers["Set-Cookie"]
    assert "max-age=31536000" in headers["Strict-Transport-Security"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    sheet = re.search(r'href="(/static/[^"]+\.css)"', page).group(1)
    assert re.search(r"\.[0-9a-f]{12}\.css$", sheet), (
        "files carry their hash and are kept for ever"
    )
    status, headers, _ = ask(address + sheet, **SAFE)
    assert status == 200
    assert "immutable" in headers["Cache-Control"]
    assert ask(address + "/", Host="evil.example", **SAFE)[0] == 400
    line = json.loads(told["web"]().strip().splitlines()[-1])
    assert line["event"], "one JSON object a line"


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


def test_compose_makes_the_database_with_our_locale():
    wanted = {*postgres.LOCALE, "--data-checksums"}
    assert (
        set(COMPOSE["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split())
        == wanted
    )


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


def test_every_service_that_stays_has_a_health_check():
    passing = {
        name for name, service in COMPOSE.items() if service.get("restart") == "no"
    }
    assert passing == {"migrate", "certificate"}
    assert {
        name for name, service in COMPOSE.items() if "healthcheck" not in service
    } == passing


def test_the_database_is_ready_when_it_answers_those_who_come_from_elsewhere():
    """While the image makes the cluster, a server without TCP answers on the socket, and migrate would fail."""
    asked = COMPOSE["postgres"]["healthcheck"]["test"]
    assert asked[asked.index("-h") + 1] == "127.0.0.1"


@pytest.mark.parametrize(("told", "status"), [("ok", 0), ("late", 1), ("none yet", 1)])
def test_worker_and_beat_are_well_when_their_ticks_are(
    told, status, tmp_path, start_process
):
    (tmp_path / "readyz").write_text(json.dumps({"status": "ok", "ticks": told}))
    port = str(processes.free_port())
    start_process(
        "python",
        "-m",
        "http.server",
        port,
        "--bind",
        "127.0.0.1",
        cwd=tmp_path,
        env=clean_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert COMPOSE["beat"]["healthcheck"] == COMPOSE["worker"]["healthcheck"]
    words = [
        word.replace("web:8000", f"127.0.0.1:{port}")
        for word in health_command("worker")
    ]
    assert wait_for(lambda: not processes.is_free(int(port)))
    assert subprocess.run(words, cwd=ROOT, env=clean_environment()).returncode == status


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
