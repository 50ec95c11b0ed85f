"""How every API endpoint answers unless it says otherwise."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response

from core.refusals import Refused


class Pages(PageNumberPagination):
    """Fifty rows a page, five hundred at most."""

    page_size = 50
    max_page_size = 500
    page_size_query_param = "page_size"


def exception_handler(exc: Exception, context: dict) -> Response | None:
    """Answer a refusal with 409 and its reasons; leave the rest to the framework."""
    if isinstance(exc, Refused):
        return Response({"reasons": [str(reason) for reason in exc.reasons]}, status=409)
    from rest_framework.views import exception_handler as usual  # views import this module first

    return usual(exc, context)


class NobodyInParticular(AnonymousUser):
    """Whoever the description of the API is written for: sees no row."""

    def scope_ranges(self, permission: str | None = None) -> tuple:
        return ()


def request_for_description(method: str, path: str, view: Any, original_request: Any, **kwargs: Any) -> Any:
    """Let the description of the API be written by a command, where nobody is signed in."""
    from drf_spectacular.plumbing import build_mock_request

    request = build_mock_request(method, path, view, original_request, **kwargs)
    if original_request is None:
        request.user = NobodyInParticular()
    return request
