"""One's own tokens for programs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import TokenForm
from accounts.models import ApiToken
from accounts.tokens import create_token, revoke_token
from core.web.answers import answer_form
from core.web.pages import page

TEMPLATE = "accounts/token_list.html"


@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """My tokens for programs; the text of a new one is on this answer only."""
    alive = ApiToken.objects.visible_to(request.user).alive()
    form = TokenForm(request.POST if request.method == "POST" else None)
    return answer_form(
        request,
        TEMPLATE,
        form,
        lambda: _token_made(request, form.cleaned_data["name"]),
        context={"tokens": alive, "text": ""},
    )


@require_POST
def token_revoke(request: HttpRequest, key: str) -> HttpResponse:
    """End one of my tokens."""
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), token_key=key)
    revoke_token(token=token, by=request.user)
    messages.success(
        request, _("The token “%(name)s” no longer works.") % {"name": token.name}
    )
    return redirect("accounts:tokens")


def _token_made(request: HttpRequest, name: str) -> HttpResponse:
    """The list with the text of the new token, which is kept nowhere."""
    _token, text = create_token(by=request.user, name=name)
    alive = ApiToken.objects.visible_to(request.user).alive()
    context = {"form": TokenForm(), "tokens": alive, "text": text}
    return page(request, TEMPLATE, context)
