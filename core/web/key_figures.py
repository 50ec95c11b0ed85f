"""Key figures of a person's own region on the first page; apps register providers."""

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
    """Add a provider `(user, today) -> figures`; call it in `AppConfig.ready`.

    A provider gives no figure without the permission to open its list.
    """
    if provider not in _providers:
        _providers.append(provider)
    return provider


def figures_for(user: Any, today: dt.date) -> list[KeyFigure]:
    """All figures of the person, in the order of the figures."""
    return sorted(
        (figure for provider in _providers for figure in provider(user, today)),
        key=lambda figure: figure.order,
    )
