"""The shape of the code: no circle of files, imports at the top, permissions by name."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PACKAGES = (
    "core",
    "villages",
    "accounts",
    "publicity",
    "ledgers",
    "households",
    "projects",
    "funds",
    "assessment",
    "config",
)
PERMISSION = re.compile(rf"(?:{'|'.join(PACKAGES)})\.[a-z]+_[a-z_]+")
# An attachment with it is opened by no page of attachments, whoever asks.
HELD_BY_NOBODY = {"ledgers.owner_only"}


def _module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {
    _module_name(path): path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts
}
TREES = {name: ast.parse(path.read_text()) for name, path in FILES.items()}


# --- imports ---------------------------------------------------------------------------------


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def _imports(tree: ast.AST, inside: tuple[str, ...] = ()) -> Iterator[tuple]:
    """Each import with the names of the classes and functions around it."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, inside
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _imports(node, (*inside, f"{node.name}()"))
        elif isinstance(node, ast.ClassDef):
            yield from _imports(node, (*inside, node.name))
        elif not _is_type_checking(node):
            yield from _imports(node, inside)


def _targets(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """The first-party files that an import statement reads."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    else:
        names = [f"{node.module}.{alias.name}" for alias in node.names]
    for name in names:
        for known in (name, name.rpartition(".")[0]):
            if known in FILES:
                yield known
                break


def _is_late(inside: tuple[str, ...]) -> bool:
    return any(name.endswith("()") for name in inside)


def circle(graph: dict[str, set[str]]) -> list[str]:
    """One way round, or nothing."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set()}, set()),
        ({"a": {"b"}, "b": {"a"}}, {"a", "b"}),
        ({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}, {"a", "b", "c"}),
        ({"a": {"a"}}, {"a"}),
    ],
)
def test_a_circle_is_found(graph, expected):
    assert set(circle(graph)) == expected


def test_no_files_import_one_another_in_a_circle():
    graph = {
        name: {
            target
            for node, inside in _imports(tree)
            if not _is_late(inside)
            for target in _targets(node)
        }
        for name, tree in TREES.items()
    }
    assert sum(map(len, graph.values())) > 500  # the graph is not empty by mistake
    assert circle(graph) == []


def test_imports_inside_functions_stand_only_where_django_starts():
    """Elsewhere they hide a circle: apps.py is read before models, commands after."""
    late = [
        f"{FILES[name].relative_to(ROOT)}:{node.lineno} in {'.'.join(inside)}"
        for name, tree in TREES.items()
        for node, inside in _imports(tree)
        if _is_late(inside) and any(_targets(node))
        if not name.endswith(".apps")
        if ".management.commands." not in name
    ]
    assert late == []


# --- permissions -----------------------------------------------------------------------------


def _known_permissions() -> set[str]:
    """Every permission that Django makes of our models and their Meta."""
    known = set()
    for model in apps.get_models():
        meta = model._meta
        if meta.app_label in PACKAGES:
            own = [f"{verb}_{meta.model_name}" for verb in meta.default_permissions]
            own += [codename for codename, _name in meta.permissions]
            known |= {f"{meta.app_label}.{codename}" for codename in own}
    return known


def _constants() -> dict[str, set[str]]:
    """The permissions that each app names in its permissions.py."""
    found: dict[str, set[str]] = {}
    for package in PACKAGES:
        name = f"{package}.permissions"
        if name not in FILES:
            continue
        module = importlib.import_module(name)
        found[package] = {
            value
            for key, value in vars(module).items()
            if key.isupper() and isinstance(value, str) and PERMISSION.fullmatch(value)
        }
    return found


def _literals(tree: ast.AST) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node


def test_no_permission_is_spelt_outside_permissions_py():
    known = _known_permissions()
    assert len(known) > 50  # the models are loaded
    spelt = [
        f"{FILES[name].relative_to(ROOT)}:{node.lineno} {node.value}"
        for name, tree in TREES.items()
        if not name.endswith(".permissions") and name != "accounts.roles"
        for node in _literals(tree)
        if node.value in known
    ]
    assert spelt == []


def test_every_constant_of_a_permissions_py_is_a_permission_of_its_app():
    known = _known_permissions() | HELD_BY_NOBODY
    for app, constants in _constants().items():
        unknown = sorted(constants - known)
        assert unknown == [], f"{app}/permissions.py"


def test_every_permission_of_a_role_is_named_in_a_permissions_py():
    named = set().union(*_constants().values())
    given = {node.value for node in _literals(TREES["accounts.roles"])}
    assert sorted((given & _known_permissions()) - named) == []
    assert given.isdisjoint(HELD_BY_NOBODY)
