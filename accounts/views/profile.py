"""One's own account: roles, sign-ins, password, language."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import passwords, services, sessions
from accounts.devices import device_words
from accounts.forms import OwnPasswordForm
from accounts.models import Session
from core.web.answers import answer_form
from core.web.pages import page
from villages.models import Region


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """Who I am here, and where I am signed in."""
    grants = request.user.active_grants
    names = Region.objects.names(grant.region_code for grant in grants)
    alive = Session.objects.visible_to(request.user).alive().order_by("-seen_at")
    age = passwords.max_age(request.user)
    context = {
        "grants": [
            (grant, names.get(grant.region_code, grant.region_code)) for grant in grants
        ],
        "password_until": request.user.password_changed_at + age if age else None,
        "sessions": [(row, device_words(row.device)) for row in alive],
        "this_session": request.session.session_key,
        "languages": settings.LANGUAGES,
    }
    return page(request, "accounts/profile.html", context)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A new password of one's own; all other sign-ins end with the old one."""
    form = OwnPasswordForm(
        request.user, request.POST if request.method == "POST" else None
    )
    return answer_form(
        request,
        "accounts/password.html",
        form,
        lambda: _change_password(request, form.cleaned_data["new"]),
        context=lambda: {
            "given": request.user.must_change_password,
            "due": passwords.is_due(request.user, timezone.now()),
        },
        message=_("Your new password holds from now on."),
        to="home",
    )


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out on all other devices."""
    ended = sessions.end_sessions(
        user=request.user, by=request.user, keep=request.session.session_key
    )
    messages.success(request, _("Other sign-ins ended: %(count)d.") % {"count": ended})
    return redirect("accounts:profile")


@require_POST
@login_not_required  # The public pages and the sign-in page have the switch too.
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the language on this browser, and for a signed-in person on every other."""
    response = i18n.set_language(request)
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        request.user.language = language
        request.user.save(update_fields=["language"])
    return response


def _change_password(request: HttpRequest, password: str) -> None:
    """Set the password; this sign-in goes on under a new key, all others end."""
    # The hash in the session is renewed before the others end, else this one ends too.
    services.set_own_password(user=request.user, password=password)
    update_session_auth_hash(request, request.user)
    sessions.begin_session(request=request, user=request.user)
    sessions.end_sessions(
        user=request.user, by=request.user, keep=request.session.session_key
    )
