"""Throttle of the public pages: a limit a minute and address, a time limit, no caching."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

READS_A_MINUTE = 60
SLOWEST = "2s"
HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
View = Callable[..., HttpResponse]


def public_page(view: View) -> View:
    """Limit how often and how long one address asks, and forbid caching the answers."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if _too_many(request):
            response = render(request, "publicity/public_limited.html", status=429)
            response["Retry-After"] = "60"
        elif request.method in {"GET", "HEAD"}:
            # Only inside a transaction does the limit end with the request. A POST has
            # none: it waits for the lock of its case as long as the site allows.
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = '{SLOWEST}'")
                response = view(request, *args, **kwargs)
        else:
            response = view(request, *args, **kwargs)
        # On refusals and errors too: all answers look alike from outside.
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return opened


def client_address(request: HttpRequest) -> str:
    """The caller's address; the middleware has taken it from our own proxy."""
    return request.META.get("REMOTE_ADDR", "")


def _too_many(request: HttpRequest) -> bool:
    """More than sixty in this minute from one address, counted in the cache.

    Without the cache the limit of the proxy is left.
    """
    key = f"publicity:reads:{client_address(request)}:{int(time.time()) // 60}"
    # The minute is part of the key, so that nothing has to be reset.
    cache.add(key, 0, timeout=90)
    try:
        return cache.incr(key) > READS_A_MINUTE
    except ValueError:  # The cache forgot the key in between.
        return False
