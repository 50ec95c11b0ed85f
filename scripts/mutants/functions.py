"""Exchange the code of loaded functions: to count who calls them, or to make a mutant.

The function object stays, so every name that was imported, every decorator and
every queryset method that holds it runs the new code. Nothing is written to disk.
"""

from __future__ import annotations

import ast
import builtins
import functools
import gc
import importlib
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType

Key = tuple[str, int]  # qualified name, first line
HIT = "__function_was_called__"


def loaded(path: Path) -> dict[Key, list[FunctionType]]:
    """The functions of a module that exist in this process."""
    found: dict[Key, list[FunctionType]] = {}
    gc.unfreeze()  # what the tests' plugin has frozen is not listed
    for one in gc.get_objects():
        if type(one) is FunctionType and one.__code__.co_filename == str(path):
            code = one.__code__
            found.setdefault((code.co_qualname, code.co_firstlineno), []).append(one)
    return found


def changed(path: Path, source: str) -> set[Key]:
    """The functions whose code is another in `source` than in the file."""
    old, new = _parts(path, path.read_text(encoding="utf-8")), _parts(path, source)
    return {key for key in new if new[key] != old.get(key)}


def exchange(path: Path, source: str | ast.Module) -> set[Key]:
    """Give the module's functions the code of `source`; returns those that were."""
    new = _parts(path, source)
    old = loaded(path)
    done = set()
    for key, ones in old.items():
        for one in ones:
            held = one.__code__.co_freevars
            code = new.get(key)
            if code and not code.co_freevars:  # it may no longer say `super()`
                code = code.replace(co_freevars=held)
            if code and code.co_freevars == held:
                one.__code__ = code
                done.add(key)
    return done


def make_anew(name: str, path: Path, source: str | ast.Module) -> None:
    """Run the whole module again, for what is made while it is imported.

    A ledger takes the place of the one of its name.
    """
    from ledgers import declaration

    names = importlib.import_module(name).__dict__
    exec(compile(source, str(path), "exec"), names)
    for one in list(names.values()):
        if isinstance(one, declaration.Ledger):
            declaration.register(one)


def counting(path: Path, module: str) -> ast.Module:
    """The module in which every function first says that it was called."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))

    class Insert(ast.NodeTransformer):
        def __init__(self) -> None:
            self.names: list[str] = []

        def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
            self.names.append(node.name)
            self.generic_visit(node)
            self.names.pop()
            return node

        def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
            name = ".".join([*self.names, node.name])
            call = ast.parse(f"{HIT}({module!r}, {name!r})").body[0]
            for part in ast.walk(call):
                ast.copy_location(part, node.body[0])
            node.body.insert(0, call)  # inner functions belong to this one
            return node

    return ast.fix_missing_locations(Insert().visit(tree))


def on_call(listener: object) -> None:
    """Who is told (module, function) at every call of a counted function."""
    setattr(builtins, HIT, listener)


def forget_cached(path: Path) -> None:
    """Empty the caches of a module's cached functions."""
    for one in gc.get_objects():
        if type(one) is functools._lru_cache_wrapper:
            inner = getattr(one, "__wrapped__", None)
            code = getattr(inner, "__code__", None)
            if code is not None and code.co_filename == str(path):
                one.cache_clear()


def _parts(path: Path, source: str | ast.Module) -> dict[Key, CodeType]:
    return dict(_codes(compile(source, str(path), "exec")))


def _codes(code: CodeType) -> Iterator[tuple[Key, CodeType]]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield (constant.co_qualname, constant.co_firstlineno), constant
            yield from _codes(constant)
