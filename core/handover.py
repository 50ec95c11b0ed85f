"""What a person has begun and not finished follows his roles to the successor; apps register what they keep."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

# `(predecessor_id, successor_id, grants)`: the grants are those handed over, with role and region.
Follower = Callable[[int, int, Sequence[Any]], None]
_followers: list[Follower] = []


def register(follower: Follower) -> Follower:
    """Add what follows a hand-over, in its transaction; call it in `AppConfig.ready`."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def hand_over(predecessor_id: int, successor_id: int, grants: Sequence[Any]) -> None:
    """Let everything follow that was begun in the roles handed over."""
    for follower in _followers:
        follower(predecessor_id, successor_id, grants)
