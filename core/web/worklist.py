"""What awaits a person today; apps register providers, the home page asks them all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class WorkItem:
    """One thing to do: what, why it waits for this person, by when, and where it is done."""

    kind: str
    title: str
    reason: str
    url: str
    region_code: str
    due_on: dt.date | None = None
    since: dt.datetime | None = None


Provider = Callable[[Any, dt.date, int], Iterable[WorkItem]]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Add a provider `(user, today, limit) -> items`; call it in `AppConfig.ready`."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def items_for(user: Any, today: dt.date, limit: int = 50) -> list[WorkItem]:
    """At most `limit` items of each provider: nearest deadline, then longest waiting."""
    found = [item for provider in _providers for item in provider(user, today, limit)]
    return sorted(found, key=_urgency)


def _urgency(item: WorkItem) -> tuple[dt.date, float, str]:
    return (
        item.due_on or dt.date.max,
        item.since.timestamp() if item.since else float("inf"),
        item.title,
    )
