"""Context processor: what every page knows without its view saying so."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, cached_property

from core.web.navigation import NavSection, menu_for, menu_key


class Frame:
    """Menu and top bar of one person; read only where they are not remembered yet."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def user(self) -> Any:
        """The person themself; dozens of questions not each through a lazy stand-in."""
        user = getattr(self.request, "user", None)
        return user.__reduce__()[1][0] if isinstance(user, SimpleLazyObject) else user

    @cached_property
    def nav(self) -> list[NavSection]:
        return menu_for(self.user, self.request.path) if self.user else []

    @cached_property
    def my_posts(self) -> list[str]:
        """Role and place of each post, as words; an account model may not offer it."""
        posts = getattr(self.user, "posts", None)
        return [str(post) for post in posts()] if callable(posts) else []

    @cached_property
    def key(self) -> str:
        """Who is signed in with which posts and menu; empty for a visitor."""
        if not getattr(self.user, "is_authenticated", False):
            return ""
        person = getattr(self.user, "frame_key", lambda: str(self.user))()
        return f"{person} {menu_key(self.user, self.request.path)}"


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """The frame, the banner of a demonstration, the hotline."""
    return {
        "frame": Frame(request),
        "demo": getattr(settings, "DEMO", False),
        "hotline": getattr(settings, "HOTLINE", ""),
    }
