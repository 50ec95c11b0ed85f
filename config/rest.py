"""The JSON parser and the error answers of every API endpoint."""

import json
from math import isfinite
from typing import Any, NoReturn

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.response import Response

from core.refusals import Refused

MOST_LEVELS = 32


class StrictJSONParser(JSONParser):
    """JSON with one meaning only.

    Refused are a key given twice, NaN, text the database cannot keep, and deep nesting.
    """

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: dict | None = None,
    ) -> Any:
        try:
            value = json.loads(
                stream.read().decode(),
                object_pairs_hook=_each_once,
                parse_constant=_refused,
                parse_float=_finite,
            )
            _check(value, MOST_LEVELS)
        except (ValueError, RecursionError) as error:
            raise ParseError(
                _("The body is not JSON that can be read; nothing was changed.")
            ) from error
        return value


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _refused(constant: str) -> NoReturn:
    raise ValueError(constant)


def _finite(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else _refused(text)


def _check(value: Any, levels: int) -> None:
    """Raise `ValueError` for too many levels, for NUL and for half a surrogate pair."""
    if not levels:
        raise ValueError("too deep")
    if isinstance(value, str):
        if "\0" in value:
            raise ValueError("NUL")
        value.encode()
    elif isinstance(value, list):
        for item in value:
            _check(item, levels - 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            _check(key, levels - 1)
            _check(item, levels - 1)


def exception_handler(exc: Exception, context: dict) -> Response | None:
    """Answer a refusal with 409 and its reasons; leave the rest to the framework."""
    if isinstance(exc, Refused):
        return Response(
            {"reasons": [str(reason) for reason in exc.reasons]}, status=409
        )
    # Imported here: rest_framework.views reads the settings that name this module.
    from rest_framework.views import exception_handler as usual

    return usual(exc, context)


class NobodyInParticular(AnonymousUser):
    """The user in whose name the API description is written; sees no row."""

    def scope_ranges(self, permission: str | None = None) -> tuple:
        return ()


def request_for_description(
    method: str, path: str, view: Any, original_request: Any, **kwargs: Any
) -> Any:
    """A request for writing the API description by command, where nobody is signed in."""
    from drf_spectacular.plumbing import build_mock_request

    request = build_mock_request(method, path, view, original_request, **kwargs)
    if original_request is None:
        request.user = NobodyInParticular()
    return request
