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
    def is_page(self) -> bool:
        """A function that answers with a page, and no endpoint of the API."""
        return not hasattr(self.view, "cls")

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that it takes; empty when a page does not state them."""
        if self.is_page:
            return tuple(
                method
                for method in stated_methods(self.view)
                if method.lower() not in BODILESS
            )
        cls = self.view.cls
        known = getattr(self.view, "actions", None) or [
            name for name in cls.http_method_names if hasattr(cls, name)
        ]
        return tuple(method.upper() for method in known if method not in BODILESS)

    def line(self, method: str) -> str:
        """A row of the table, to be read and finished by a person."""
        permission = permission_of(self.view)
        nobody = "EVERYONE" if getattr(self.view, "login_required", True) else "PUBLIC"
        roles = f'"{" ".join(roles_with(permission))}"' if permission else nobody
        how = "" if method == "GET" else f', "{method}"'
        more = (", thing=?" if self.arguments else "") + (
            "" if permission else ', why="?"'
        )
        return f'Row("{self.name}", {roles}{how}{more})  # {self.arguments}'


def addresses() -> Iterator[Address]:
    """Every pattern of the site."""
    yield from _walk(get_resolver(), "")


def _walk(resolver: URLResolver, namespace: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _walk(
                entry,
                f"{namespace}{entry.namespace}:" if entry.namespace else namespace,
            )
        elif isinstance(entry, URLPattern):
            name = (
                f"{namespace}{entry.name}" if entry.name else f"unnamed {entry.pattern}"
            )
            yield Address(name, entry.callback, tuple(entry.pattern.converters))


def permission_of(view: Callable[..., Any]) -> str:
    """Return the permission that `@permission_required` asks for; empty without one."""
    for layer in _layers(view):
        test = _closure(layer).get("test_func")
        if test is not None and test.__name__ == "check_perms":
            return " ".join(_closure(test)["perms"])
    return ""


def stated_methods(view: Callable[..., Any]) -> list[str]:
    """The methods that `@require_GET` and the like let through; empty when none stands there."""
    found = (_closure(layer).get("request_method_list") for layer in _layers(view))
    return list(next(filter(None, found), []))


def _layers(view: Callable[..., Any] | None) -> Iterator[Callable[..., Any]]:
    """The view in its decorators, from the outermost inwards."""
    while view is not None:
        yield view
        view = getattr(view, "__wrapped__", None)


def _closure(function: Callable[..., Any]) -> dict[str, Any]:
    names = function.__code__.co_freevars if hasattr(function, "__code__") else ()
    return {
        name: cell.cell_contents
        for name, cell in zip(names, function.__closure__ or (), strict=True)
    }
