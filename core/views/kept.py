"""What was typed in a form that came too late: take it up again, or throw it away."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.csrf import csrf_failure
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.web import kept
from core.web.pages import page


@never_cache
@require_safe
def kept_form(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Offer what was typed; 404 when it is gone, or of another person."""
    draft = get_object_or_404(kept.kept_of(request.user), pk=pk)
    typed = kept.typed_in(draft)
    if typed is None:
        raise Http404
    path, fields = typed
    context = {"draft": draft, "path": path, "rows": kept.as_rows(fields)}
    return page(request, "core/kept_form.html", context | {"resume": kept.RESUME})


@require_POST
def kept_discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw it away."""
    get_object_or_404(kept.kept_of(request.user), pk=pk).delete()
    return redirect("home")


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form of an old page; what a person of ours typed is kept and offered.

    Signing in again in another window makes a new token, and the old page carries the
    former one. A form of another site has no session here (`SameSite`), and is told by
    the header of the browser.
    """
    is_ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    is_person = is_ours and request.user.is_authenticated
    if is_person and (draft := kept.keep(request.user, request)):
        return redirect("core:kept", pk=draft.pk)
    return csrf_failure(request, reason)
