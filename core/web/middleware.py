"""A refusal raised in any view becomes an answer with its reasons."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.refusals import Refused


class RefusalMiddleware:
    """409 with the reasons and the way back; nothing was written, the verb's transaction is undone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        return render(
            request,
            "409.html",
            {"reasons": exception.reasons, "back": _own_referer(request)},
            status=409,
        )


def _own_referer(request: HttpRequest) -> str:
    parts = urlsplit(request.headers.get("Referer", ""))
    return parts.path if parts.netloc == request.get_host() else ""
