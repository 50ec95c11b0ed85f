"""Time cases in turn, A B A B: whatever else the machine does hurts both alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

Key = TypeVar("Key")


def interleaved(
    cases: Mapping[Key, Callable[[int], Any]],
    rounds: int,
    *,
    warm: int = 1,
    best_of: int = 1,
) -> dict[Key, list[float]]:
    """Seconds of each case, called once a round with its number; warm rounds do not count.

    With `best_of` a case is called so often in a row and the quickest counts: that is the
    cost of the work without what the machine did besides. A case that changes something
    is called once.
    """
    samples: dict[Key, list[float]] = {key: [] for key in cases}
    with _collected_between() as collect:
        for number in range(-warm, rounds):
            for key, case in cases.items():
                seconds = min(timed(partial(case, number)) for _ in range(best_of))
                if number >= 0:
                    samples[key].append(seconds)
            collect()
    return samples


@contextmanager
def _collected_between() -> Iterator[Callable[[], int]]:
    """No garbage is collected but by the call that is given: not while a case is timed."""
    gc.collect()
    gc.disable()
    try:
        yield gc.collect
    finally:
        gc.enable()


def timed(action: Callable[[], Any]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def median(samples: Sequence[float]) -> float:
    return statistics.median(samples)


def p95(samples: Sequence[float]) -> float:
    """The value that 95 of 100 samples do not exceed."""
    return sorted(samples)[max(0, -(-len(samples) * 95 // 100) - 1)]
