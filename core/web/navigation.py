"""The menu: apps register entries, each person sees those they may open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Sections in the order of the menu; an entry names one of these keys.
SECTIONS: dict[str, str | Promise] = {
    "work": _("My work"),
    "people": _("Households and villages"),
    "decisions": _("Decisions and notices"),
    "money": _("Projects and funds"),
    "reports": _("Ledgers and reports"),
    "system": _("Management"),
}


@dataclass(frozen=True)
class NavItem:
    """One entry; `permission` empty means everyone signed in, `phone` puts it in the bottom bar."""

    label: str | Promise
    url_name: str
    icon: str
    permission: str = ""
    order: int = 50
    section: str = "work"
    phone: bool = False


@dataclass(frozen=True)
class NavLink:
    """An entry as one person sees it on one page."""

    label: str | Promise
    url: str
    icon: str
    active: bool
    phone: bool


@dataclass
class NavSection:
    label: str | Promise
    links: list[NavLink] = field(default_factory=list)


_items: dict[str, NavItem] = {}


def register(*items: NavItem) -> None:
    """Add entries; call it in `AppConfig.ready`. The same url name twice keeps the last one."""
    for item in items:
        if item.section not in SECTIONS:
            raise ValueError(
                f"{item.section!r} is no menu section: {', '.join(SECTIONS)}"
            )
        _items[item.url_name] = item


def menu_for(user: Any, path: str) -> list[NavSection]:
    """The sections that hold at least one entry the user may open; the deepest match is active."""
    shown = [(item, url) for item, url in _resolved() if may_open(user, item)]
    active = _active_url([url for _item, url in shown], path)
    sections = {key: NavSection(label) for key, label in SECTIONS.items()}
    for item, url in sorted(shown, key=lambda pair: (pair[0].order, pair[0].url_name)):
        link = NavLink(item.label, url, item.icon, url == active, item.phone)
        sections[item.section].links.append(link)
    return [section for section in sections.values() if section.links]


def menu_key(user: Any, path: str) -> str:
    """The same for two menus with the same entries and the same active one."""
    shown = [url for item, url in _resolved() if may_open(user, item)]
    return f"{','.join(shown)} {_active_url(shown, path)}"


def may_open(user: Any, item: NavItem) -> bool:
    return user.is_authenticated and (
        not item.permission or user.has_perm(item.permission)
    )


def _resolved() -> Iterable[tuple[NavItem, str]]:
    for item in _items.values():
        if url := _address(item.url_name, get_urlconf() or settings.ROOT_URLCONF):
            yield item, url


@lru_cache(maxsize=256)
def _address(url_name: str, urlconf: str) -> str:
    """The address of an entry; empty where its pages are not in this URLconf."""
    try:
        return reverse(url_name, urlconf)
    except NoReverseMatch:  # tests, public host
        return ""


def _active_url(urls: list[str], path: str) -> str:
    matches = [
        url for url in urls if path == url or (url != "/" and path.startswith(url))
    ]
    return max(matches, key=len, default="")
