"""Where a mutant may be made, and which are drawn by a seed."""

from __future__ import annotations

import ast
import difflib
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.plugins import get_operator, operator_names

from scripts.mutants.operators import OPERATORS

ROOT = Path(__file__).resolve().parents[2]
PATTERNS = ("*/rules.py", "*/*/rules.py", "*/querysets.py", "*/*/querysets.py")
SPREADSHEETS = ("ledgers/*.py", "*/ledgers.py", "*/ledgers/*.py")
# Not code that decides something: start-up, declarations of addresses, tables.
LEFT_OUT = {"apps.py", "urls.py", "models.py", "__init__.py", "audit.py"}
# Each replaces one comparison by one other; of the arithmetic ones only the plain.
ARITHMETIC = ("Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "Mod_Mul", "FloorDiv_Mul")
NO_USE = ("NoOp", "VariableReplacer", "VariableInserter", "RemoveDecorator")
SAME = ("_Is", "_IsNot")  # mostly the same as == and != for what is compared here


@dataclass(frozen=True)
class Mutant:
    """One change of one function: `operator` applied at its `occurrence` in the module."""

    module: str
    function: str
    line: int
    operator: str
    occurrence: int

    @property
    def path(self) -> Path:
        return path_of(self.module)

    @property
    def source(self) -> str:
        """The whole mutated module, with as many lines as before."""
        text = _text(self.path)
        mutated = mutate_code(text, operators()[self.operator], self.occurrence)
        if mutated is None or mutated.count("\n") != text.count("\n"):
            raise SyntaxError(f"{self} cannot be made")
        return mutated

    def is_possible(self) -> bool:
        """Whether the mutated module is Python at all."""
        try:
            compile(self.source, str(self.path), "exec")
        except SyntaxError:
            return False
        return True

    def change(self) -> str:
        """The changed lines, as a short difference."""
        before, after = _text(self.path).splitlines(), self.source.splitlines()
        lines = difflib.unified_diff(before, after, lineterm="", n=0)
        return "\n".join(
            line for line in lines if not line.startswith(("---", "+++", "@@"))
        )


def modules() -> list[str]:
    """Every module of rules, querysets and spreadsheets."""
    found = {
        path
        for pattern in (*PATTERNS, *SPREADSHEETS)
        for path in ROOT.glob(pattern)
        if path.name not in LEFT_OUT
        and path.relative_to(ROOT).parts[0] not in ("tests", "scripts")
    }
    return sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in found
    )


def path_of(module: str) -> Path:
    return ROOT / (module.replace(".", "/") + ".py")


@cache
def operators() -> dict[str, Operator]:
    """Name → operator: cosmic-ray's and ours."""
    kept = {
        name.removeprefix("core/"): get_operator(name)()
        for name in operator_names()
        if not name.removeprefix("core/").startswith(NO_USE)
        and not name.endswith(SAME)
        and ("ReplaceBinaryOperator" not in name or name.endswith(ARITHMETIC))
    }
    return kept | {operator.__name__: operator() for operator in OPERATORS}


def draw(count: int, seed: int, among: list[str] | None = None) -> list[Mutant]:
    """As many mutants, at places drawn by the seed; every module has its share, at least one.

    First the line is drawn, then what is done to it: else a sum, which can be
    replaced in many ways, would be drawn more often than a comparison.
    """
    chance = random.Random(seed)
    piles = [_shuffled(module, chance) for module in among or modules()]
    total = sum(len(pile) for pile in piles)
    drawn: list[Mutant] = []
    rest: list[Mutant] = []
    for pile in piles:
        possible = (mutant for mutant in pile if mutant.is_possible())
        share = list(islice(possible, max(1, count * len(pile) // total)))
        drawn += share
        rest += [mutant for mutant in pile if mutant not in share]
    chance.shuffle(rest)
    more = (mutant for mutant in rest if mutant.is_possible())
    return drawn + list(islice(more, max(0, count - len(drawn))))


def _shuffled(module: str, chance: random.Random) -> list[Mutant]:
    """One mutant for each line of the module that has any, in an order of chance."""
    by_line: dict[int, list[Mutant]] = defaultdict(list)
    for mutant in sites(module):
        by_line[mutant.line].append(mutant)
    lines = list(by_line)
    chance.shuffle(lines)
    return [chance.choice(by_line[line]) for line in lines]


def sites(module: str) -> Iterator[Mutant]:
    """Every mutant of a module that lies inside a function."""
    path = path_of(module)
    functions = _functions(_text(path))
    occurrences: dict[str, int] = defaultdict(int)
    for node in ast_nodes(get_ast(_text(path))):
        for name, operator in operators().items():
            for (line, _column), _end in operator.mutation_positions(node):
                inside = [one for one in functions if one[1] <= line <= one[2]]
                if inside and not _is_annotation(node):
                    yield Mutant(module, inside[0][0], line, name, occurrences[name])
                occurrences[name] += 1


def _functions(text: str) -> list[tuple[str, int, int]]:
    """Qualified name, first and last line of the body of every outermost function."""
    found = []

    def walk(body: list[ast.stmt], prefix: str) -> None:
        for node in body:
            if isinstance(node, ast.ClassDef):
                walk(node.body, f"{prefix}{node.name}.")
            elif isinstance(node, ast.FunctionDef) and not _is_start_up(node):
                first = node.body[0]
                is_docstring = isinstance(first, ast.Expr) and isinstance(
                    first.value, ast.Constant
                )
                start = (first.end_lineno or 0) + 1 if is_docstring else first.lineno
                found.append((prefix + node.name, start, node.end_lineno or 0))

    walk(ast.parse(text).body, "")
    return found


def _is_start_up(function: ast.FunctionDef) -> bool:
    """`register()` runs before any test; without it a whole ledger would be missing."""
    return function.name == "register" and not function.args.args


def _is_annotation(node: object) -> bool:
    """`str | None` in a signature or an annotation decides nothing."""
    while node is not None:
        if getattr(node, "type", "") in ("annassign", "tfpdef", "param"):
            return True
        node = getattr(node, "parent", None)
    return False


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
