"""Error pages: a page with a sentence for people, the sentence alone for programs."""

from __future__ import annotations

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.defaults import server_error

from core.forms import uploads

SENTENCES = {
    400: gettext_lazy(
        "The request could not be understood. Nothing was changed; check it and send it again."
    ),
    413: gettext_lazy(
        "The file is too large. Nothing was stored; send a smaller one or split it."
    ),
    503: gettext_lazy(
        "The system is being looked after. Nothing was changed; try again in a minute."
    ),
}
RETRY_SECONDS = 60


def answer(request: HttpRequest, status: int) -> HttpResponse:
    """The page of this status, or its sentence where the API was asked."""
    if request.path_info.startswith("/api/"):
        response: HttpResponse = JsonResponse(
            {"reasons": [_(SENTENCES[status])]}, status=status
        )
    else:
        response = render(
            request, f"{status}.html", {"limits": uploads.limits()}, status=status
        )
    if status == 503:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, and 413 where the body was too large."""
    return answer(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def failed(request: HttpRequest) -> HttpResponse:
    """503 while the database is away or too slow, for that passes; else our own failure."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return answer(request, 503)
    return server_error(request)
