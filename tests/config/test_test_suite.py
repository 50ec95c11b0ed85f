"""The tests themselves: names one can read, and refusals expected by their reason."""

import ast
from pathlib import Path

import pytest

from tests.config.conftest import ROOT

LONGEST_NAME = 80
FILES = sorted((ROOT / "tests").rglob("*.py"))


def long_names(tree: ast.AST) -> list[str]:
    """Return the names of tests that no list of tests shows whole."""
    return [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith("test_")
        and len(node.name) > LONGEST_NAME
    ]


def bare_refusals(tree: ast.AST) -> list[int]:
    """Return the lines that expect a refusal, and would accept it for any reason."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] == "raises"
        and any(_has_many_reasons(name) for name in _expected(node))
        and not any(keyword.arg == "match" for keyword in node.keywords)
    ]


def _expected(call: ast.Call) -> list[str]:
    """Return the names of the exceptions that a call of `raises` expects."""
    return [
        ast.unparse(name).rpartition(".")[2]
        for argument in call.args[:1]
        for name in (argument.elts if isinstance(argument, ast.Tuple) else [argument])
    ]


def _has_many_reasons(name: str) -> bool:
    """Whether it is raised for many reasons: another one would pass for the expected."""
    return name == "Refused" or "Stale" in name


def parsed(path: Path) -> ast.AST:
    return ast.parse(path.read_text(encoding="utf-8"))


def found(look) -> dict[str, list]:
    """Return what a look at each file finds, by file."""
    results = {str(path.relative_to(ROOT)): look(parsed(path)) for path in FILES}
    return {path: result for path, result in results.items() if result}


def test_names_of_tests_are_short_enough_to_be_read():
    assert found(long_names) == {}


def test_refusals_are_expected_by_their_reason():
    """Use `with refused("…"):`; tests/refusals.py alone looks at the reasons itself."""
    assert set(found(bare_refusals)) <= {"tests/refusals.py"}


def test_control_a_long_name_is_seen():
    name = "test_" + "a" * (LONGEST_NAME - 5)
    assert long_names(ast.parse(f"def {name}(): pass")) == []
    assert long_names(ast.parse(f"def {name}b(): pass")) == [name + "b"]


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("pytest.raises(Refused)", True),
        ("pytest.raises(refusals.Refused) as refusal", True),
        ("pytest.raises((Refused, ValueError))", True),
        ("raises(SheetStale)", True),
        ("pytest.raises(Refused, match='x')", False),
        ("refused('x')", False),
        ("pytest.raises(ValueError)", False),
    ],
)
def test_control_a_refusal_without_a_reason_is_seen(line, seen):
    assert bool(bare_refusals(ast.parse(f"with {line}: pass"))) == seen
