"""What the URLconf really holds, and a line to finish for what the table lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from accounts.roles import roles_with

BODILESS = ("head", "options", "trace")


@dataclass(frozen=True)
class Address:
    """One pattern: its full name, its view, its arguments."""

    name: str
    view: Callable[..., Any]
    arguments: tuple[str, ...]

    @property
    def methods(self) -> tuple[str, ...]:
        """Methods of an API endpoint; a page does not tell."""
        cls = getattr(self.view, "cls", None)
        if cls is None:
            return ()
        known = getattr(self.view, "actions", None) or [name for name in cls.http_method_names if hasattr(cls, name)]
        return tuple(method.upper() for method in known if method not in BODILESS)

    def line(self, method: str) -> str:
        """A row of the table, to be read and finished by a person."""
        permission = permission_of(self.view)
        nobody = "EVERYONE" if getattr(self.view, "login_required", True) else "PUBLIC"
        roles = f'"{" ".join(roles_with(permission))}"' if permission else f'{nobody}, why="?"'
        how = "" if method == "GET" else f', "{method}"'
        return f'Row("{self.name}", {roles}{how}{", thing=?" if self.arguments else ""})  # {self.arguments}'


def addresses() -> Iterator[Address]:
    """Every pattern of the site."""
    yield from _walk(get_resolver(), "")


def _walk(resolver: URLResolver, namespace: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _walk(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern):
            name = f"{namespace}{entry.name}" if entry.name else f"unnamed {entry.pattern}"
            yield Address(name, entry.callback, tuple(entry.pattern.converters))


def permission_of(view: Callable[..., Any] | None) -> str:
    """The permission that `@permission_required` asks before the view runs; empty when none does."""
    while view is not None:
        test = _closure(view).get("test_func")
        if test is not None and test.__name__ == "check_perms":
            return " ".join(_closure(test)["perms"])
        view = getattr(view, "__wrapped__", None)
    return ""


def _closure(function: Callable[..., Any]) -> dict[str, Any]:
    names = function.__code__.co_freevars if hasattr(function, "__code__") else ()
    return {name: cell.cell_contents for name, cell in zip(names, function.__closure__ or (), strict=True)}
