"""Keyset pages of an API list, and which conditions it takes.

See also `core.web.paging`, the same for pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from core.web.paging import Page, is_cursor, keyset_page

PAGE_SIZE, LARGEST = 50, 500
ALWAYS = {"after", "before", "page_size", "format"}


class KeysetPages(BasePagination):
    """Keyset pagination by `?after=` and `?before=` over the view's `page_order`.

    A deep page costs what the first one does.
    """

    page: Page
    request: Request

    def paginate_queryset(
        self, queryset: QuerySet, request: Request, view: Any = None
    ) -> list[Any]:
        order = getattr(view, "page_order", ("region_code", "id"))
        self.request = request
        refuse_unknown(request, _conditions_of(view))
        refuse_cursors(request, order)
        self.page = keyset_page(
            queryset, request.query_params, order=order, size=page_size(request)
        )
        return self.page.rows

    def get_paginated_response(self, data: Any) -> Response:
        """The rows, links to the pages around them, and the count, exact up to a cap."""
        return Response(
            {
                "count": self.page.count,
                "count_is_at_least": self.page.capped,
                "next": self._link("after", self.page.next),
                "previous": self._link("before", self.page.previous),
                "results": data,
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "nullable": True, "format": "uri"}
        return {
            "type": "object",
            "required": ["count", "count_is_at_least", "results"],
            "properties": {
                "count": {"type": "integer"},
                "count_is_at_least": {"type": "boolean"},
                "next": link,
                "previous": link,
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        names = {"after": "string", "before": "string", "page_size": "integer"}
        return [
            {"name": name, "in": "query", "required": False, "schema": {"type": kind}}
            for name, kind in names.items()
        ]

    def _link(self, name: str, cursor: str) -> str | None:
        if not cursor:
            return None
        url = self.request.build_absolute_uri()
        for other in ("after", "before"):
            url = remove_query_param(url, other)
        return replace_query_param(url, name, cursor)


def refuse_unknown(request: Request, conditions: Iterable[str]) -> None:
    """A condition nobody knows would silently mean “all”: it is refused by its name."""
    unknown = sorted(set(request.query_params) - ALWAYS - set(conditions))
    if unknown:
        raise ValidationError(
            {name: [_("There is no such condition.")] for name in unknown}
        )


def refuse_cursors(request: Request, order: Sequence[str]) -> None:
    """Half a cursor would silently begin anew: a program would read the first page for ever."""
    for name in ("after", "before"):
        if (cursor := request.query_params.get(name)) and not is_cursor(cursor, order):
            raise ValidationError(
                {name: [_("Give a cursor as it came with the page before.")]}
            )


def page_size(request: Request) -> int:
    """Rows a page: what is asked for, up to the largest."""
    asked = request.query_params.get("page_size", "")
    if not asked:
        return PAGE_SIZE
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 6 and int(asked)):
        raise ValidationError(
            {"page_size": [_("Give a whole number of rows, at least 1.")]}
        )
    return min(int(asked), LARGEST)


def _conditions_of(view: Any) -> Iterable[str]:
    """Only the list of a resource has its conditions; a list below one row has none."""
    filters = (
        None
        if getattr(view, "detail", False)
        else getattr(view, "filterset_class", None)
    )
    return filters.base_filters if filters else ()
