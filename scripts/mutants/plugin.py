"""A pytest session that judges mutants: one run to learn who calls what, then a fork each.

Loaded by `scripts/mutate.py` into two sessions that share the work. A session runs
its half of the tests once, with every function of the judged modules saying that it
was called; the halves are laid together. Then, mutant by mutant, a child process is
forked from the session with all imports done and the database ready, gets the
mutated code, and runs the tests that call that function, the quickest first, until
one fails. A child that hangs is counted as killed: nobody would overlook it.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from scripts.mutants import functions, sites

SECONDS_A_MUTANT = 25  # of tests as they took in the first run
GRACE = 15  # seconds more, for a machine that does other things too
NOT_MADE = 3  # how a child ends that has no function to give the code to
SURVIVED, KILLED, UNREACHED = "survived", "killed", "unreached"


class Session:
    """One of the sessions: `part` of `parts`, talking to the other by files in `folder`."""

    def __init__(self, folder: Path, part: int, parts: int) -> None:
        self.folder, self.part, self.parts = folder, part, parts
        self.mutants = [sites.Mutant(**one) for one in _read(folder / "mutants.json")]
        self.modules = sites.modules()
        self.callers: dict[str, dict[str, float]] = defaultdict(dict)
        self.at_import: set[str] = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        self._learn(session)
        _leave_modules(session)
        self._judge(session, items)
        return True

    def _learn(self, session: pytest.Session) -> None:
        """Run this session's share of the tests and note who calls what."""
        known = self.folder / "callers.json"
        mine = session.items[self.part :: self.parts]
        if known.exists():  # the code is as it was: one test makes the database
            mine = mine[:1]
        self._count_calls()
        for item, following in zip(mine, [*mine[1:], None], strict=True):
            self.now, started = item.nodeid, time.monotonic()
            self.called: set[str] = set()
            end = _Root(session) if following is None else following
            reports = runtestprotocol(item, nextitem=end, log=False)
            took = time.monotonic() - started
            if any(report.failed for report in reports):  # it shows nothing
                with (self.folder / f"failed-{self.part}.log").open("a") as log:
                    print(item.nodeid, *(r.longreprtext for r in reports), file=log)
                continue
            for function in self.called:
                self.callers[function][item.nodeid] = round(took, 3)
        if known.exists():
            self.callers = _read(known)
            return
        _write(self.folder / f"callers-{self.part}.json", self.callers)
        for part in range(self.parts):
            for function, tests in _awaited(
                self.folder / f"callers-{part}.json"
            ).items():
                self.callers.setdefault(function, {}).update(tests)
        _write(known, self.callers)

    def _count_calls(self) -> None:
        functions.on_call(lambda module, name: self.called.add(f"{module}:{name}"))
        for module in self.modules:
            # Views and what they use are else imported by the first page of a test.
            importlib.import_module(module)
            path, self.called = sites.path_of(module), self.at_import
            counting = functions.counting(path, module)
            functions.exchange(path, counting)
            exec(compile(counting, str(path), "exec"), {"__name__": module})
        self.called = set()

    def _judge(self, session: pytest.Session, items: dict[str, pytest.Item]) -> None:
        for number, mutant in enumerate(self.mutants):
            if not _taken(self.folder / f"turn-{number}"):
                continue
            tests = self._tests_of(mutant)
            own = f"tests/{mutant.module.partition('.')[0]}/"
            chosen, seconds = _chosen(tests, items, own)
            started = time.monotonic()
            outcome, by = UNREACHED, ""
            if chosen:
                make = self._make(mutant)
                outcome, by = _in_a_child(session, make, chosen, seconds)
            took = round(time.monotonic() - started, 2)
            _write(
                self.folder / f"result-{number}.json",
                {
                    "outcome": outcome,
                    "by": by,
                    "tests": len(chosen),
                    "of": len(tests),
                    "took": took,
                },
            )

    def _tests_of(self, mutant: sites.Mutant) -> dict[str, float]:
        """Who calls the function, or, when the import called it, anything of its module."""
        called = [f"{mutant.module}:{mutant.function}"]
        if called[0] in self.at_import:
            called = [
                one for one in self.callers if one.startswith(f"{mutant.module}:")
            ]
        found: dict[str, float] = {}
        for function in called:
            found |= self.callers.get(function, {})
        return found

    def _make(self, mutant: sites.Mutant) -> Callable[[], None]:
        """How the process gets the mutated code."""

        def make() -> None:
            if f"{mutant.module}:{mutant.function}" in self.at_import:
                functions.make_anew(mutant.module, mutant.path, mutant.source)
                return
            done = functions.exchange(mutant.path, mutant.source)
            if not done & functions.changed(mutant.path, mutant.source):
                os._exit(NOT_MADE)
            functions.forget_cached(mutant.path)

        return make


class _Root:
    """Stands for a next test that shares only the session with the one before."""

    def __init__(self, session: pytest.Session) -> None:
        self.session = session

    def listchain(self) -> list[Any]:
        return [self.session]


def _leave_modules(session: pytest.Session) -> None:
    """Take down what belongs to modules and classes, keep what belongs to the session."""
    session._setupstate.teardown_exact(_Root(session))


def _chosen(
    tests: dict[str, float], items: dict[str, pytest.Item], own: str
) -> tuple[list[pytest.Item], float]:
    """The tests that fit into the time of one mutant, and how long they took.

    Those of the app itself know most about it and are taken first; the quickest run first.
    """
    chosen, seconds = [], 0.0
    for nodeid in sorted(tests, key=lambda one: (not one.startswith(own), tests[one])):
        if nodeid in items and (
            seconds + tests[nodeid] <= SECONDS_A_MUTANT or not chosen
        ):
            chosen.append(items[nodeid])
            seconds += tests[nodeid]
    return sorted(chosen, key=lambda item: tests[item.nodeid]), seconds


def _in_a_child(
    session: pytest.Session,
    make: Callable[[], None],
    chosen: list[pytest.Item],
    seconds: float,
) -> tuple[str, str]:
    """Fork, exchange the code, run the tests; the child's exit status says how it went."""
    from django.db import connections

    connections.close_all()
    result, answer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(result)
        _run_mutant(session, make, chosen, answer)
    os.close(answer)
    limit = 3 * seconds + GRACE
    deadline = time.monotonic() + limit
    with os.fdopen(result) as told:
        while time.monotonic() < deadline:
            done, status = os.waitpid(child, os.WNOHANG)
            if done and os.waitstatus_to_exitcode(status) == NOT_MADE:
                return UNREACHED, ""
            if done:
                by = told.read()
                return (KILLED, by) if by else (SURVIVED, "")
            time.sleep(0.01)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    _mend_database(session)
    return KILLED, f"longer than {limit:.0f} seconds"


def _mend_database(session: pytest.Session) -> None:
    """A child that was stopped may have left rows, or no database at all."""
    from pytest_django.plugin import blocking_manager_key

    from tests import template_database

    with session.config.stash[blocking_manager_key].unblock():
        template_database.restore()


def _run_mutant(
    session: pytest.Session,
    make: Callable[[], None],
    chosen: list[pytest.Item],
    answer: int,
) -> None:
    """In the child: say which test failed, if one does; never come back."""
    by = ""
    try:
        make()
        for item, following in zip(chosen, [*chosen[1:], _Root(session)], strict=True):
            reports = runtestprotocol(item, nextitem=following, log=False)
            if any(report.failed for report in reports):
                by = item.nodeid
                break
    except BaseException as error:  # whatever stops the session is noticed
        by = f"{type(error).__name__} outside a test"
    os.write(answer, by.encode())
    os._exit(0)


def _taken(turn: Path) -> bool:
    """Whether this session is the one to do it: the file is made once."""
    try:
        turn.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _awaited(path: Path) -> Any:
    """What the other session has written, when it has."""
    while not path.exists():
        time.sleep(0.2)
    return _read(path)


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _write(path: Path, value: Any) -> None:
    """Whole or not at all: the other session may be looking."""
    part = path.with_suffix(f".{os.getpid()}")
    part.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    part.replace(path)


def pytest_configure(config: pytest.Config) -> None:
    part, parts = (int(text) for text in os.environ["MUTANTS_PART"].split("/"))
    folder = Path(os.environ["MUTANTS_FOLDER"])
    config.pluginmanager.register(Session(folder, part, parts), "mutants")
