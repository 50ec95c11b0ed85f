"""The servers of the one-command run survive what happens on office machines."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis

from config import keys
from config.local import postgres as postgres_module
from config.local import processes, services
from config.local.broker import Broker
from config.local.postgres import Postgres, PostgresError

from .conftest import ROOT, clean_environment, processes_mentioning


def query(url: str, statement: str):
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone() if cursor.description else None
    finally:
        connection.close()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A finished cluster to copy: making one takes longer than any test."""
    folder = tmp_path_factory.mktemp("模板 cluster")
    server = Postgres(folder, durable=False)
    server.start()
    server.stop()
    return server.data.parent


@pytest.fixture
def postgres(folder, cluster):
    server = Postgres(folder, durable=False)
    if server.runner.home != folder:
        pytest.skip(
            "this machine allows no user namespaces; the copy would be nobody's"
        )
    shutil.copytree(cluster, folder, dirs_exist_ok=True)
    server.port.unlink()
    yield server
    server.stop()


@pytest.fixture
def broker(folder):
    server = Broker(folder)
    yield server
    server.stop()


def test_the_database_reads_chinese_letters(postgres):
    url = postgres.start()
    query(url, "CREATE EXTENSION pg_trgm")
    assert query(url, "SELECT show_trgm('张三丰') <> '{}'") == (True,)
    assert query(url, "SHOW fsync") == ("off",)


def test_a_second_start_adopts_the_running_database(folder, postgres):
    url = postgres.start()
    pid = postgres.pid()
    assert Postgres(folder, durable=False).start() == url
    assert postgres.pid() == pid


ENSURE = """
import os, sys
from config.local import services
leave = services.ensure(durable=False)
print(os.environ["DATABASE_URL"], os.environ["REDIS_URL"], flush=True)
sys.stdin.read()
"""


def test_two_starts_at_once_give_one_database(folder, postgres):
    both = [
        subprocess.Popen(
            [sys.executable, "-c", ENSURE],
            cwd=ROOT,
            env=clean_environment(LIKA_STATE=str(folder)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    first, second = (process.stdout.readline() for process in both)
    assert first == second
    assert first.startswith("postgres://")
    both[0].communicate()
    url = first.split()[0]
    assert query(url, "SELECT 1") == (1,), "the first to leave stops it for the second"
    both[1].communicate()
    assert processes_mentioning(folder) == [], "the last to leave stops everything"


def test_rows_survive_a_killed_database(folder, postgres):
    postgres = Postgres(folder)  # as `manage.py up` runs it; the tests' own may forget
    url = postgres.start()
    query(url, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    pid = postgres.pid()
    os.kill(pid, signal.SIGKILL)
    assert postgres.start() == url, "clients find it where it was"
    assert postgres.pid() != pid
    assert query(url, "SELECT count(*) FROM kept") == (1000,)


def test_a_stale_pid_file_of_a_living_stranger_is_seen_through(postgres):
    file = postgres.data / "postmaster.pid"
    file.write_text(f"{os.getpid()}\n{postgres.data}\n1700000000\n5432\n\n127.0.0.1\n")
    assert postgres.pid() is None
    assert query(postgres.start(), "SELECT 1") == (1,)


def test_a_taken_port_is_left_to_its_owner(postgres, taken, monkeypatch):
    """The owner has the port before the server remembers it, and keeps it throughout."""
    monkeypatch.setattr(processes, "PORT_PATIENCE", 0.2)
    postgres.port.write_text(str(taken))
    url = postgres.start()
    assert f":{taken}/" not in url
    assert query(url, "SELECT 1") == (1,)


def test_ports_of_servers_are_not_given_to_outgoing_connections():
    """Else a connection could take one between looking for it and listening on it."""
    file = Path("/proc/sys/net/ipv4/ip_local_port_range")
    first = int(file.read_text().split()[0]) if file.exists() else 49152
    assert max(processes.SERVER_PORTS) < first
    assert processes.free_port() in processes.SERVER_PORTS


def test_a_killed_initdb_leaves_no_half_cluster(folder, postgres):
    shutil.rmtree(postgres.data)
    half = folder / "pgdata.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    assert query(postgres.start(), "SELECT 1") == (1,)


def test_a_cluster_of_another_version_is_left_alone(folder):
    data = Postgres(folder).data
    data.mkdir(mode=0o700)
    (data / "PG_VERSION").write_text("15\n")
    with pytest.raises(PostgresError, match="made by PostgreSQL 15"):
        Postgres(folder).start()
    assert (data / "PG_VERSION").read_text() == "15\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_root_without_namespaces_runs_it_as_nobody(folder, monkeypatch):
    monkeypatch.setenv("LIKA_NO_USERNS", "1")
    server = Postgres(folder, durable=False)
    try:
        assert query(server.start(), "SELECT 1") == (1,)
        assert psutil.Process(server.pid()).uids().real == postgres_module.NOBODY
    finally:
        server.stop()
    assert server.pid() is None


def test_the_broker_keeps_what_it_was_given_over_a_kill(broker):
    url = broker.start()
    with redis.Redis.from_url(url) as client:
        client.set("k", "v")
        client.execute_command("WAITAOF", 1, 0, 2000)
    os.kill(broker.pid(), signal.SIGKILL)
    assert broker.start() == url
    with redis.Redis.from_url(url) as client:
        assert client.get("k") == b"v"
        assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"


def test_a_stale_mark_of_the_broker_is_seen_through(broker):
    broker.mark.write_text(str(os.getpid()))
    broker.port.write_text("6379")
    assert broker.pid() is None
    with redis.Redis.from_url(broker.start()) as client:
        assert client.ping()


def test_named_servers_are_used_and_nothing_is_started(folder, monkeypatch):
    monkeypatch.setenv("LIKA_STATE", str(folder))
    monkeypatch.setenv("DATABASE_URL", "postgres://u:p@db.example/lika")
    monkeypatch.setenv("REDIS_URL", "redis://cache.example/0")
    services.ensure()()
    assert os.environ["DATABASE_URL"] == "postgres://u:p@db.example/lika"
    assert processes_mentioning(folder) == []


def test_production_never_starts_servers_of_its_own(folder, monkeypatch):
    monkeypatch.setenv("LIKA_STATE", str(folder))
    monkeypatch.setenv("LIKA_LOCAL", "0")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    services.ensure()
    assert "DATABASE_URL" not in os.environ


def test_a_pid_of_another_program_is_not_believed():
    mine = psutil.Process().cmdline()
    assert processes.is_running(os.getpid(), "python", mine[-1]), "the control"
    assert not processes.is_running(os.getpid(), "postgres", "/nowhere")


def test_two_processes_make_one_set_of_keys(folder):
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(keys.secret_key(folder)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1
    assert (folder / "secret.key").stat().st_mode & 0o077 == 0
