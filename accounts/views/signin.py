"""Sign in, sign out, and the page of a locked account."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import sessions
from accounts.forms import SignInForm
from accounts.models import User
from core.web.answers import answer_form
from core.web.pages import back


@sensitive_post_parameters("password")
@login_not_required  # Nobody is signed in before signing in.
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Account and password; the oldest sign-in beyond the limit ends."""
    if request.user.is_authenticated:
        return back(request, resolve_url(settings.LOGIN_REDIRECT_URL))
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    return answer_form(
        request,
        "accounts/sign_in.html",
        form,
        lambda: _enter(request, form.get_user()),
        context={
            "next": request.GET.get("next", request.POST.get("next", "")),
            "out": "out" in request.GET,
        },
    )


@login_not_required  # A stale page's button still leads out.
@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """The session ends on the server, and the browser forgets what it kept of the site."""
    logout(request)
    response = HttpResponseRedirect(reverse("accounts:login") + "?out")
    # Pages of households must not come back with the browser's back button.
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    """Begin the session, in the person's language, and lead to the page they asked for."""
    # `login` gives the session a new key: one planted before is worth nothing.
    login(request, user)
    sessions.begin_session(request=request, user=user)
    response = back(request, resolve_url(settings.LOGIN_REDIRECT_URL))
    if user.language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
        )
    return response


def locked_out(
    request: HttpRequest,
    response: HttpResponse | None,
    credentials: dict[str, Any] | None,
) -> HttpResponse:
    """What django-axes answers after too many wrong tries: how long to wait, whom to ask."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    context = {"minutes": minutes, "tries": settings.AXES_FAILURE_LIMIT}
    answer = render(request, "accounts/locked.html", context, status=429)
    answer["Retry-After"] = str(minutes * 60)
    return answer
