"""The mutation tool draws the same mutants for a seed, and a mutant really runs."""

from __future__ import annotations

import gc
import importlib
import importlib.util
from pathlib import Path

import pytest
from cosmic_ray.mutating import mutate_code

from scripts.mutants import argued, functions, sites
from scripts.mutants.operators import OPERATORS
from scripts.mutate import _mutants, _options, _report, _write

SOURCE = '''
class Ladder:
    def is_high(self, rungs):
        """Whether nobody should climb it."""
        return rungs > 9


def notes(count):
    if count:
        return ["some"]
    return []


class Stool(Ladder):
    def is_high(self, rungs):
        return super().is_high(rungs + 9)
'''


@pytest.fixture
def ladder(tmp_path):
    """A module on disk, loaded under a name of its own."""
    path = tmp_path / "ladder.py"
    path.write_text(SOURCE, "utf-8")
    spec = importlib.util.spec_from_file_location("ladder", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.path = path
    return module


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda one: one.__name__)
def test_an_operator_does_what_its_example_says(operator):
    for example in operator.examples():
        mutated = mutate_code(example.pre_mutation_code, operator(), example.occurrence)
        wanted = "".join(example.post_mutation_code.split())
        assert "".join(mutated.split()) == wanted


def test_every_module_of_its_kind_is_judged():
    judged = set(sites.modules())
    assert {"funds.rules", "households.querysets", "ledgers.stream"} <= judged
    for path in sites.ROOT.glob("*/rules.py"):
        assert f"{path.parent.name}.rules" in judged


@pytest.fixture
def _two_modules(monkeypatch):
    monkeypatch.setattr(sites, "modules", lambda: ["funds.rules", "projects.querysets"])


@pytest.mark.usefixtures("_two_modules")
def test_the_same_seed_draws_the_same_mutants():
    first, again, other = sites.draw(12, 7), sites.draw(12, 7), sites.draw(12, 8)
    assert first == again != other
    assert {mutant.module for mutant in first} == {"funds.rules", "projects.querysets"}
    assert all(mutant.change() for mutant in first)


def test_exchanged_code_is_run_by_whoever_holds_the_function(ladder):
    held = ladder.Ladder().is_high
    assert not held(9)
    done = functions.exchange(ladder.path, SOURCE.replace("rungs > 9", "rungs >= 9"))
    assert ("Ladder.is_high", 3) in done
    assert held(9)


def test_a_call_of_the_class_above_can_be_left_out(ladder):
    low = ladder.Stool()
    assert low.is_high(1)
    source = SOURCE.replace("super().is_high(rungs + 9)", "rungs")
    done = functions.exchange(ladder.path, source)
    assert done & functions.changed(ladder.path, source)
    assert low.is_high(1) == 1


def test_calls_are_counted_by_function(ladder):
    called = []
    functions.on_call(lambda module, name: called.append((module, name)))
    functions.exchange(ladder.path, functions.counting(ladder.path, "ladder"))
    ladder.notes(1)
    ladder.Ladder().is_high(3)
    assert called == [("ladder", "notes"), ("ladder", "Ladder.is_high")]


@pytest.mark.usefixtures("_two_modules")
def test_what_is_not_reached_counts_as_a_survivor(capsys, monkeypatch):
    monkeypatch.setattr(argued, "FILE", argued.FILE.with_name("none.toml"))
    mutants = sites.draw(2, 1)[:2]
    reached = {"outcome": "killed", "by": "", "tests": 1, "of": 1, "took": 1}
    score = _report(mutants, [reached, reached | {"outcome": "unreached"}])
    assert score == 0.5
    assert "not argued" in capsys.readouterr().out


@pytest.mark.usefixtures("_two_modules")
def test_only_an_equal_mutant_leaves_the_count(tmp_path, monkeypatch):
    mutants = sites.draw(2, 1)[:2]
    killed = {"outcome": "killed", "by": "", "tests": 1, "of": 1, "took": 1}
    for equal, wanted in (("true", 1.0), ("false", 0.5)):
        file = tmp_path / f"{equal}.toml"
        mutant = mutants[1]
        file.write_text(
            f'[[survivor]]\nmodule = "{mutant.module}"\nfunction = "{mutant.function}"\n'
            f"change = '''\n{mutant.change()}'''\nequal = {equal}\nwhy = \"…\"\n",
            "utf-8",
        )
        monkeypatch.setattr(argued, "FILE", file)
        assert _report(mutants, [killed, killed | {"outcome": "survived"}]) == wanted


SHELF = """
def _of(colour):
    return lambda: [colour]


BOOKS = _of("red")


def register():
    return BOOKS
"""


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A module that makes something while it is imported."""
    (tmp_path / "shelf.py").write_text(SHELF, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return importlib.import_module("shelf")


def test_what_an_import_has_made_is_made_anew(shelf):
    path = Path(shelf.__file__)
    source = SHELF.replace("[colour]", "[]")
    assert ("_of", 2) in functions.changed(path, source)
    assert shelf.BOOKS() == ["red"]
    functions.make_anew("shelf", path, source)
    assert shelf.BOOKS() == []


def test_code_that_no_function_can_take_is_not_taken_for_done(ladder):
    source = SOURCE.replace("rungs > 9", "rungs > 8")
    del ladder.Ladder.is_high
    done = functions.exchange(ladder.path, source)
    assert not done & functions.changed(ladder.path, source)


def test_nothing_is_drawn_that_changes_nothing(tmp_path, monkeypatch):
    text = "def register():\n    books.add(1)\n\n\ndef none():\n    return None\n"
    (tmp_path / "rules.py").write_text(text, "utf-8")
    monkeypatch.setattr(sites, "ROOT", tmp_path)
    assert list(sites.sites("rules")) == []


def test_chosen_modules_and_survivors_are_judged_by_themselves(tmp_path):
    every = _options(["--module", "assessment.rules", "--every"])
    mutants = _mutants(every)
    assert len(mutants) > 10
    assert {mutant.module for mutant in mutants} == {"assessment.rules"}
    _write(tmp_path / "survivors.json", mutants[:2])
    again = _options(["--again", str(tmp_path / "survivors.json")])
    assert _mutants(again) == mutants[:2]


def test_a_function_that_the_collector_no_longer_looks_at_is_found(ladder):
    gc.freeze()
    assert ("Ladder.is_high", 3) in functions.loaded(ladder.path)


def test_every_argument_speaks_of_code_that_is_there():
    for module, function, change in argued.arguments():
        path = sites.path_of(module)
        text = "".join(path.read_text("utf-8").split())
        assert function.rpartition(".")[2] in text
        removed = [line[1:] for line in change.splitlines() if line.startswith("-")]
        assert removed
        assert not [line for line in removed if line not in text], change
