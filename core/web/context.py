"""Context processor: what every page knows without its view saying so."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core.web.navigation import menu_for


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Menu, who is signed in and where, banner, hotline; lazily, so that fragments pay nothing."""
    user = getattr(request, "user", None)
    return {
        "nav": SimpleLazyObject(lambda: menu_for(user, request.path) if user else []),
        "my_posts": SimpleLazyObject(lambda: _posts(user)),
        "demo": getattr(settings, "DEMO", False),
        "hotline": getattr(settings, "HOTLINE", ""),
    }


def _posts(user: Any) -> list[str]:
    """Role and place of each post the person holds, as words; an account model may not offer it."""
    posts = getattr(user, "posts", None)
    return [str(post) for post in posts()] if callable(posts) else []
