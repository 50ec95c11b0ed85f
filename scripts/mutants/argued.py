"""Survivors that were looked at: scripts/mutants/survivors.toml.

    [[survivor]]
    module = "ledgers.layout"
    function = "_write_sheet"
    change = '''
    -    old line
    +    new line'''
    equal = false          # true: the mutant behaves like the original
    why = "…"

The key is the change itself, not its line number: it stays found when code moves.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from scripts.mutants.sites import Mutant

FILE = Path(__file__).with_name("survivors.toml")
Key = tuple[str, str, str]


def key(mutant: Mutant) -> Key:
    return mutant.module, mutant.function, _bare(mutant.change())


def arguments() -> dict[Key, dict[str, Any]]:
    """Every argued survivor by module, function and change."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    return {
        (one["module"], one["function"], _bare(one["change"])): one
        for one in table.get("survivor", [])
    }


def _bare(change: str) -> str:
    """The change without blanks, so that a formatter does not lose it."""
    return "\n".join("".join(line.split()) for line in change.strip().splitlines())
