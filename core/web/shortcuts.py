"""Buttons on the first page to start something; apps register them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class Shortcut:
    """A button for everyone who holds the permission."""

    label: str | Promise
    url_name: str
    icon: str
    permission: str
    order: int = 50


@dataclass(frozen=True)
class Button:
    """A shortcut as one person sees it."""

    label: str | Promise
    url: str
    icon: str


_shortcuts: dict[str, Shortcut] = {}


def register(*shortcuts: Shortcut) -> None:
    """Add buttons; call it in `AppConfig.ready`. The same url name twice keeps the last one."""
    _shortcuts.update({shortcut.url_name: shortcut for shortcut in shortcuts})


def shortcuts_for(user: Any) -> list[Button]:
    """The buttons the person may press, in their own order."""
    allowed = [
        shortcut
        for shortcut in _shortcuts.values()
        if user.has_perm(shortcut.permission)
    ]
    return [
        Button(shortcut.label, url, shortcut.icon)
        for shortcut in sorted(
            allowed, key=lambda shortcut: (shortcut.order, shortcut.url_name)
        )
        if (url := _address(shortcut.url_name))
    ]


def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:  # The app's pages are not in this URLconf.
        return ""
