"""Remember which tests of a requirement ran and passed, and hold docs/capabilities.md to it.

Workers of pytest-xdist send their reports to the process that started them; only that one
remembers.  A whole run fails when the page differs from what it has seen.  `make capabilities`
asks for a file of it with `--write-claims`, and writes the page from that.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from scripts.capabilities import Claims, claimed

PROPERTY = "capability"
NARROWING = ("keyword", "markexpr", "deselect", "ignore", "ignore_glob", "lf")


class Outcomes:
    """The tests that claim to show a requirement, and how each of them ended."""

    def __init__(self) -> None:
        self.claims: dict[str, set[str]] = defaultdict(set)
        self.passed: set[str] = set()
        self.not_passed: set[str] = set()
        self.problems: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        names = _claims_of(report.user_properties)
        if not names:
            return
        test = _function(report.nodeid)
        self.claims[test] |= names
        if not report.passed or hasattr(report, "wasxfail"):
            self.not_passed.add(test)
        elif report.when == "call":
            self.passed.add(test)

    def all(self) -> Claims:
        """Return every claim, whatever became of its test."""
        return {(name, test) for test, names in self.claims.items() for name in names}

    def shown(self) -> Claims:
        """Return the claims that passed; one skipped case of a test spoils the test."""
        good = self.passed - self.not_passed
        return {(name, test) for name, test in self.all() if test in good}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        if session.config.option.collectonly:
            for item in session.items:
                self.claims[_function(item.nodeid)] |= _claims_of(item.user_properties)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        config = session.config
        if file := config.option.write_claims:
            found = self.all() if config.option.collectonly else self.shown()
            Path(file).write_text(json.dumps(sorted(found)), encoding="utf-8")
        if is_whole(config):
            page = claimed(config.rootpath / "docs" / "capabilities.md")
            self.problems = list(differences(page, self.shown()))
        if self.problems and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter
    ) -> None:
        if self.problems:
            terminalreporter.section("docs/capabilities.md", bold=True, red=True)
        for problem in self.problems:
            terminalreporter.line(problem)


def differences(page: Claims, shown: Claims) -> Iterator[str]:
    """Yield a sentence for each claim that the run does not bear out, or that is missing."""
    for name, test in sorted(page - shown):
        yield f"{name}: {test} is named on the page, but did not run and pass."
    for name, test in sorted(shown - page):
        yield f"{name}: {test} passed and is not on the page; run `make capabilities`."


def is_whole(config: pytest.Config) -> bool:
    """Whether this run was asked for every test."""
    if config.option.collectonly:
        return False
    if any(getattr(config.option, name, None) for name in NARROWING):
        return False
    whole = {config.rootpath, config.rootpath / "tests"}
    return not whole.isdisjoint(Path(arg).resolve() for arg in config.args)


def _claims_of(properties: Iterable[tuple[str, object]]) -> set[str]:
    return {str(value) for key, value in properties if key == PROPERTY}


def _function(nodeid: str) -> str:
    """Return the test without its parameters."""
    return nodeid.partition("[")[0]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-claims",
        metavar="FILE",
        help="write the requirements that were shown, and by which tests, as JSON",
    )


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Outcomes(), "lika-outcomes")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each report carry the requirements of its test to the process that remembers."""
    for item in items:
        for marker in item.iter_markers(PROPERTY):
            item.user_properties += [(PROPERTY, name) for name in marker.args]
