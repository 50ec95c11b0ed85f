"""The middleware of core: what no page of ours sends is refused, a refusal is answered.

`request_filter` stands before any view reads the request; `RefusalMiddleware` turns a
`Refused` raised in any view into an answer with its reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.shortcuts import render

from core.refusals import Refused
from core.web.errors import answer

NUL = "\0"
# Most of a too large body is read and thrown away: a browser that is still sending
# does not hear the answer.
MOST_THROWN_AWAY = 5
log = structlog.get_logger(__name__)


def request_filter(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """413 for a body that is too large, 400 for NUL characters and unreadable forms.

    PostgreSQL cannot keep NUL, and no page of ours sends it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        status = 413 if _is_too_large(request) else 0 if _is_readable(request) else 400
        if not status:
            return get_response(request)
        log.warning("turned_away", status=status, method=request.method)
        return answer(request, status)

    return middleware


def _is_too_large(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or ""
    if not _is_number(length) or int(length[:18]) <= settings.REQUEST_LIMIT:
        return False
    left = MOST_THROWN_AWAY * settings.REQUEST_LIMIT
    # In pieces: nothing of a body that is too large is kept.
    try:
        while left > 0 and (chunk := request.read(1024 * 1024)):
            left -= len(chunk)
    except UnreadablePostError:
        pass  # the caller has gone
    return True


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _is_readable(request: HttpRequest) -> bool:
    if not _is_number(request.META.get("CONTENT_LENGTH") or "0"):
        return False
    try:
        has_nul = NUL in request.path_info or any(
            NUL in text for text in _texts(request.GET, request.POST)
        )
    except (
        LookupError,
        UnreadablePostError,
    ):  # a character set that is none; a line that broke
        request.encoding = (
            settings.DEFAULT_CHARSET
        )  # the page that says so reads the request too
        return False
    return not has_nul


def _texts(*given: QueryDict) -> Iterable[str]:
    for values in given:
        for name, texts in values.lists():
            yield name
            yield from texts


class RefusalMiddleware:
    """Answer `Refused` with 409, its reasons and the way back; nothing was written."""

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
