"""What every request of a signed-in person passes: is the sign-in too old, is the password?"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import passwords, sessions

GetResponse = Callable[[HttpRequest], HttpResponse]
# What a person may do before he has a password of his own.
WITHOUT_PASSWORD = {"accounts:password", "accounts:logout", "set_language", "healthz", "readyz"}


def session_limits(get_response: GetResponse) -> GetResponse:
    """Sign out who rested too long or has been signed in for too long, and say so."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and (row := getattr(request.session, "row", None)):
            now = timezone.now()
            if sessions.is_over(row, request.user, now):
                logout(request)
                messages.warning(request, _("You were signed out because the time was up; sign in again."))
            else:
                sessions.mark_seen(row, now)
        return get_response(request)

    return middleware


def own_password(get_response: GetResponse) -> GetResponse:
    """Send to the password page who still has a given or an old password; sign-out stays open."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated or not passwords.is_due(user, timezone.now()):
            return get_response(request)
        if resolve(request.path_info).view_name in WITHOUT_PASSWORD:
            return get_response(request)
        target = reverse("accounts:password")
        if request.path_info.startswith("/api/"):
            return JsonResponse({"reasons": [_("Set a new password on the website first.")]}, status=403)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": target})
        return HttpResponseRedirect(target)

    return middleware
