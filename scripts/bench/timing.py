"""Times in turn: A B A B, so that whatever else the machine does hurts both alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

Key = TypeVar("Key")


def interleaved(
    cases: Mapping[Key, Callable[[int], Any]],
    rounds: int,
    *,
    warm: int = 1,
    best_of: int = 1,
) -> dict[Key, list[float]]:
    """Seconds of each case, called a round at a time with the number of the round; warm rounds do not count.

    With `best_of` a case is called as often one after the other, and the quickest counts: what is left is what the
    work costs, less what the machine did besides. A case that changes something is called once.
    """
    samples: dict[Key, list[float]] = {key: [] for key in cases}
    gc.collect()
    gc.disable()
    try:
        for number in range(-warm, rounds):
            for key, case in cases.items():
                seconds = min(
                    timed(lambda case=case, number=number: case(number))
                    for _ in range(best_of)
                )
                if number >= 0:
                    samples[key].append(seconds)
            gc.collect()
    finally:
        gc.enable()
    return samples


def timed(action: Callable[[], Any]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def median(samples: Sequence[float]) -> float:
    return statistics.median(samples)


def p95(samples: Sequence[float]) -> float:
    """The value that 95 of 100 samples do not exceed."""
    return sorted(samples)[max(0, -(-len(samples) * 95 // 100) - 1)]
