"""The small helpers every page uses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    part: str = "",
    status: int = 200,
) -> HttpResponse:
    """The full page, or only its `part` when htmx asks for it; same URL, same context."""
    htmx = getattr(request, "htmx", None)
    name = f"{template}#{part}" if part and htmx and not htmx.boosted else template
    response = render(request, name, context or {}, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def set_address(request: HttpRequest, address: str) -> None:
    """Name the address that opens the page shown in answer to a POST.

    An address that only takes a POST cannot be followed: links of such a page (the
    language, the next page of a list) are made from the one named here.
    """
    request.opened_at = address


def address_of(request: HttpRequest) -> str:
    """Where the page that is being shown can be opened again, with its conditions."""
    return getattr(request, "opened_at", "") or request.get_full_path()


def back(request: HttpRequest, fallback: str) -> HttpResponseRedirect:
    """To the page named by `next` when it is ours, else to `fallback`."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = fallback
    return HttpResponseRedirect(target)
