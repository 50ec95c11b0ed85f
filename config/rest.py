"""How every API endpoint answers unless it says otherwise."""

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
