"""Mutations that matter in this house and that cosmic-ray does not have.

The interface is cosmic-ray's: a position for each mutation of a node, and the
mutated node. Each keeps the number of lines, so that a function is found again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cosmic_ray.operators.operator import Example, Operator
from parso.python import tree

LINKS = {"filter", "exclude", "distinct", "order_by", "in_region", "visible_to"}
Position = tuple[tuple[int, int], tuple[int, int]]


class DropQuerysetLink(Operator):
    """`rows.filter(x).exclude(y)` loses one of its links."""

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        for trailer, _call in _links(node):
            yield trailer.start_pos, trailer.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        trailer, call = list(_links(node))[index]
        # Line breaks inside the dropped call stay, in a pair of parentheses.
        blank = "\n" * (call.get_code() + trailer.get_code()).count("\n")
        kept = [child for child in node.children if child not in (trailer, call)]
        code = "".join(child.get_code() for child in kept)
        if blank:
            code = f"({code}{blank})"
        return _parsed(code, node)

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        return (Example("x = rows.filter(a=1).first()", "x = rows.first()"),)


class DropCall(Operator):
    """A statement that only calls something, such as a check, is left out."""

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        if _is_call_statement(node):
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        call = node.children[0]
        blank = "\n" * call.get_code(include_prefix=False).count("\n")
        replaced = f"({blank})" if blank else "()"
        node.children[0] = _parsed(call.get_first_leaf().prefix + replaced, node)
        return node

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        return (Example("check(x)\n", "()\n"),)


class ReturnNothing(Operator):
    """What a function returns is replaced by None."""

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        if node.type != "return_stmt" or len(node.children) != 2:
            return
        if node.children[1].get_code().strip() != "None":
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        lines = node.children[1].get_code(include_prefix=False).count("\n")
        blank = "\n" * lines
        code = f" (None{blank})" if blank else " None"
        node.children[1] = _parsed(code, node)
        return node

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        return (Example("def f():\n    return 1\n", "def f():\n    return None\n"),)


class DropListItem(Operator):
    """A list of several things, such as reasons or columns, loses its last one."""

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        if node.type == "testlist_comp" and len(_items(node)) > 1:
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        last = _items(node)[-1]
        cut = node.children.index(last)
        blank = "".join(child.get_code() for child in node.children[cut:]).count("\n")
        code = "".join(child.get_code() for child in node.children[:cut])
        return _parsed(code + "\n" * blank, node)

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        return (Example("x = [a, b]", "x = [a,]"),)


OPERATORS = (DropQuerysetLink, DropCall, ReturnNothing, DropListItem)


def _links(node: Any) -> Iterator[tuple[Any, Any]]:
    """Name and call of every queryset link in a chain."""
    if node.type not in ("atom_expr", "power"):
        return
    for name, call in zip(node.children[1:], node.children[2:], strict=False):
        is_name = name.type == "trailer" and name.children[0].value == "."
        is_call = call.type == "trailer" and call.children[0].value == "("
        if is_name and is_call and name.children[1].value in LINKS:
            yield name, call


def _is_call_statement(node: Any) -> bool:
    if node.type != "simple_stmt":
        return False
    call = node.children[0]
    if call.type not in ("atom_expr", "power"):
        return False
    last = call.children[-1]
    return last.type == "trailer" and last.children[0].value == "("


def _items(node: Any) -> list[Any]:
    if any(child.type in ("comp_for", "sync_comp_for") for child in node.children):
        return []
    return [child for child in node.children if child.type != "operator"]


def _parsed(code: str, at: Any) -> Any:
    """A leaf that reads like the code; the mutated source is parsed anew anyway."""
    return tree.Name(code.lstrip(" "), at.start_pos, prefix=_leading(code))


def _leading(code: str) -> str:
    return code[: len(code) - len(code.lstrip(" "))]
