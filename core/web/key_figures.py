"""The big figures of a person's own region on the first page; apps register providers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class KeyFigure:
    """One figure, written out, and the list of rows behind it (see components/tiles.html)."""

    label: str | Promise
    value: str
    url: str
    unit: str = ""
    note: str = ""
    tone: str = "neutral"
    icon: str = ""
    order: int = 50


Provider = Callable[[Any, dt.date], Iterable[KeyFigure]]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Add a provider `(user, today) -> tiles`; call it in `AppConfig.ready`. No tile without the permission."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def figures_for(user: Any, today: dt.date) -> list[KeyFigure]:
    """All tiles of the person, in their own order."""
    return sorted(
        (tile for provider in _providers for tile in provider(user, today)),
        key=lambda tile: tile.order,
    )
