"""Loaded by pytest before pytest-django reads the settings: gives the tests their servers."""

import gc
import hashlib
import os

import pytest

from config.local import services, state

pytest_plugins = ["tests.outcomes"]
CAPABILITIES = "capability(id): the row of docs/requirements.tsv that the test shows"


def _start():
    """Start the servers, and name a test database that no other state folder uses."""
    shared = hashlib.sha256(str(state.state_folder()).encode()).hexdigest()[:8]
    os.environ.setdefault("TEST_DATABASE_NAME", f"test_lika_{shared}")
    os.environ["LIKA_TEST_BOOTED"] = "1"
    # Two lines for each of some 20,000 requests, which nobody reads when all is well.
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    leave = services.ensure_for_tests()
    # One address: all is done in the application's role, and what attacks from below
    # lays it down (`tests.database.as_owner`).
    if owner := os.environ.pop("MIGRATION_DATABASE_URL", ""):
        os.environ["DATABASE_URL"] = owner
    return leave


def _separate(worker: str) -> None:
    """Give a worker of pytest-xdist broker and cache of its own: one empties them, all are hurt."""
    number = 2 * (int(worker.removeprefix("gw")) + 1) % 14
    server = os.environ["REDIS_URL"].rpartition("/")[0]
    os.environ["REDIS_URL"], os.environ["CACHE_URL"] = (
        f"{server}/{number}",
        f"{server}/{number + 1}",
    )


# Workers inherit the environment of the process that started them, and with it the servers.
leave = None if os.environ.get("LIKA_TEST_BOOTED") else _start()
if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    _separate(worker)


# What waits for processes of its own, or lasts long in one piece: last, it would leave the other
# processors with nothing to do.
FIRST = (
    "tests/config/test_supervisor.py",
    "tests/config/test_production.py",
    "tests/journeys/",
    "tests/core/test_worker_killed.py",
    "tests/assessment/test_recheck_killed.py",
    "tests/config/test_local_services.py",
    "tests/hostile/test_description.py",
    "tests/funds/test_races.py",
)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", CAPABILITIES)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """`--create-db`: the template goes before any worker copies it; one builds it anew."""
    if config.getvalue("create_db"):
        from tests import template_database

        template_database.forget()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a claim about a requirement that does not exist, and put slow tests first."""
    rows = (
        (state.BASE_DIR / "docs" / "requirements.tsv")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    known = {row.partition("\t")[0] for row in rows[1:]}
    for item in items:
        for marker in item.iter_markers("capability"):
            if not marker.args or not known.issuperset(marker.args):
                raise pytest.UsageError(f"{item.nodeid}: no requirement {marker.args}")
    items.sort(key=_turn)
    # What is loaded by now stays until the end: the collector need not look at it again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def _turn(item: pytest.Item) -> tuple[int, str]:
    """Slow files first, and the tests of a file together: what they share is made once."""
    file = item.nodeid.partition("::")[0]
    slow = (turn for turn, name in enumerate(FIRST) if file.startswith(name))
    return next(slow, len(FIRST)), file


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly which tests were left out, and why: they have shown nothing."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section(
            "SKIPPED, shown nothing", sep="*", bold=True, yellow=True
        )
    for report in skipped:
        terminalreporter.line(f"{report.nodeid}: {report.longrepr[2]}")


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    if leave:
        leave()
