"""The permission of every API endpoint; an endpoint that states none stays shut."""

from __future__ import annotations

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

ANYONE = "every signed-in person"


class HasPermission(BasePermission):
    """Asks for the permission that the view states for the action or method.

    Which rows a person sees says `visible_to`.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        """True for a signed-in person who holds the stated permission somewhere."""
        if not request.user.is_authenticated:
            return False
        stated = stated_permission(view, request.method)
        return stated == ANYONE or (stated != "" and request.user.has_perm(stated))


def stated_permission(view: Any, method: str | None) -> str:
    """The permission stated for the action of a viewset or the method of a view."""
    key = getattr(view, "action", None) or (method or "").lower()
    return getattr(view, "permissions", {}).get(key, "")
