"""Hand unfinished work over with the roles it was begun in; apps register theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

# `(predecessor_id, successor_id, grants)`: the grants are those handed over, with role and region.
HandoverStep = Callable[[int, int, Sequence[Any]], None]
_steps: list[HandoverStep] = []


def register(step: HandoverStep) -> HandoverStep:
    """Run `step` in the transaction of each hand-over; call it in `AppConfig.ready`."""
    if step not in _steps:
        _steps.append(step)
    return step


def hand_over(predecessor_id: int, successor_id: int, grants: Sequence[Any]) -> None:
    """Give the successor everything that was begun in the roles handed over."""
    for step in _steps:
        step(predecessor_id, successor_id, grants)
