"""Middleware: sign-in required, session limits, and the change of an old password."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import passwords, sessions
from accounts.models import User
from core.web import kept

GetResponse = Callable[[HttpRequest], HttpResponse]
# What a person may do before they have a password of their own.
WITHOUT_PASSWORD = {
    "accounts:password",
    "accounts:logout",
    "set_language",
    "healthz",
    "readyz",
}


class SignInFirst(LoginRequiredMiddleware):
    """Send an anonymous visitor to the sign-in page, and from there back to a page.

    A POST is not repeated after signing in: what was typed is kept and offered, else the
    way back is the page with its button.
    """

    def handle_no_permission(
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponse:
        """401 for a part of a page, so that the page stays as it is; else a redirect."""
        # htmx would put the sign-in page into the part it asked for; a script of ours
        # (`static/js/files.js`, `autosave.js`) would take it for the answer.
        by_script = request.headers.get("X-Requested-With") == "fetch"
        if by_script or request.headers.get("HX-Request"):
            return HttpResponse(status=401)
        person = _signed_out(request)
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        draft = kept.keep(person, request) if person is not None else None
        way_back = reverse("core:kept", args=[draft.pk]) if draft else _page_of(request)
        return redirect_to_login(way_back, reverse("accounts:login"))


def _signed_out(request: HttpRequest) -> User | None:
    """Whose sign-in has ended here, told why; None of a visitor."""
    ended = getattr(request.session, "ended", None)
    if ended is None:
        return getattr(request, "signed_out", None)
    messages.warning(request, sessions.why_ended(ended))
    return ended.user


def unstored(get_response: GetResponse) -> GetResponse:
    """Let no browser keep what a signed-in person saw: village computers are shared.

    An answer that says itself how it may be kept (a figure, a file) is left as it is.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store, private"
        return response

    return middleware


def session_limits(get_response: GetResponse) -> GetResponse:
    """Sign out who was idle or signed in for too long, and say so."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and (
            row := getattr(request.session, "row", None)
        ):
            now = timezone.now()
            # Judged on the row, not the cookie: a stolen cookie does not stay young.
            if sessions.is_over(row, request.user, now):
                request.signed_out = request.user
                logout(request)
                messages.warning(
                    request,
                    _(
                        "You were signed out of Lika because the time was up; sign in again."
                    ),
                )
            else:
                sessions.mark_seen(row, now)
        return get_response(request)

    return middleware


def own_password(get_response: GetResponse) -> GetResponse:
    """Send a person with a given or an expired password to the password page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated or not passwords.is_due(user, timezone.now()):
            return get_response(request)
        if resolve(request.path_info).view_name in WITHOUT_PASSWORD:
            return get_response(request)
        target = reverse("accounts:password")
        # A program cannot fill in a form: it is told, not redirected.
        if request.path_info.startswith("/api/"):
            return JsonResponse(
                {"reasons": [_("Set a new password on the website first.")]}, status=403
            )
        if request.headers.get("HX-Request"):
            # htmx follows a redirect silently; this header makes the browser go there.
            return HttpResponse(status=204, headers={"HX-Redirect": target})
        return HttpResponseRedirect(target)

    return middleware


def _page_of(request: HttpRequest) -> str:
    """The page of ours on which the button was; the first page when nothing tells."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    # The header is the browser's word: an address of another site is not followed.
    if came_from.netloc != request.get_host() or not came_from.path:
        return reverse("home")
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
