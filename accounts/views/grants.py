"""Roles of people: given, ended, handed over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.forms import AccountForm, GrantForm, HandOverForm
from accounts.models import Grant, User
from accounts.rules import MANAGE
from core.refusals import Refused
from core.web.pages import page, status_of
from villages.models import Region

MOST_SUCCESSORS = 20


@require_http_methods(["GET", "POST"])
@permission_required(MANAGE, raise_exception=True)
def grant_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person of my area one more role."""
    found = get_object_or_404(User.objects.visible_to(request.user, MANAGE), pk=pk)
    return _give(request, found)


@require_http_methods(["GET", "POST"])
@permission_required(MANAGE, raise_exception=True)
def grant_outside(request: HttpRequest) -> HttpResponse:
    """Give a role in my area to a person from elsewhere, known by his exact account."""
    form = AccountForm(request.POST if "account" in request.POST else None)
    if form.is_valid():
        return _give(request, form.cleaned_data["account"])
    return page(
        request, "accounts/grant_outside.html", {"form": form}, status=status_of(form)
    )


@require_http_methods(["GET", "POST"])
@permission_required(MANAGE, raise_exception=True)
def grant_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one role as of today."""
    grant = get_object_or_404(
        Grant.objects.visible_to(request.user, MANAGE).with_people(), pk=pk
    )
    if request.method == "POST":
        services.end_grant(grant=grant, by=request.user)
        messages.success(
            request, _("The role of %(name)s ended today.") % {"name": grant.user.name}
        )
        return redirect("accounts:person", pk=grant.user_id)
    names = Region.objects.names([grant.region_code])
    action = {
        "title": _("End the role"),
        "facts": [
            (_("Full name"), grant.user.name),
            (_("Role"), grant.get_role_display()),
            (_("Place"), names.get(grant.region_code, grant.region_code)),
        ],
        "warning": _(
            "It ends with the person's next click. Hand it over instead if somebody follows."
        ),
        "danger": True,
        "back": reverse("accounts:person", args=[grant.user_id]),
    }
    return page(request, "base_action.html", {"action": action})


@require_http_methods(["GET", "POST"])
@permission_required(MANAGE, raise_exception=True)
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Give all or some roles of a person to a successor, in one click beside the name."""
    found = get_object_or_404(User.objects.visible_to(request.user, MANAGE), pk=pk)
    grants = (
        Grant.objects.visible_to(request.user, MANAGE)
        .in_force(timezone.localdate())
        .filter(user=found)
    )
    people = (
        User.objects.visible_to(request.user, MANAGE)
        .in_use()
        .exclude(pk__in=[pk, request.user.pk])
    )
    form, reasons = HandOverForm(request.POST or None), []
    if form.is_valid():
        successor = get_object_or_404(people, pk=_number(request.POST.get("successor")))
        chosen = grants.filter(
            pk__in=[_number(key) for key in request.POST.getlist("grant")]
        )
        try:
            services.hand_over(
                grants=chosen, successor=successor, by=request.user, **form.cleaned_data
            )
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            messages.success(
                request, _("Handed over to %(name)s.") % {"name": successor.name}
            )
            return redirect("accounts:person", pk=successor.pk)
    context = _hand_over_context(request, found, grants, people) | {
        "form": form,
        "reasons": reasons,
    }
    return page(
        request, "accounts/hand_over.html", context, status=status_of(form, reasons)
    )


def _give(request: HttpRequest, person: User) -> HttpResponse:
    given = request.POST if "role" in request.POST else None
    form, reasons = (
        GrantForm(given, by=request.user, initial={"valid_from": timezone.localdate()}),
        [],
    )
    if form.is_valid():
        try:
            services.grant_role(user=person, by=request.user, **form.cleaned_data)
            messages.success(
                request,
                _("%(name)s has the new role from now on.") % {"name": person.name},
            )
            return redirect("accounts:person", pk=person.pk)
        except Refused as refusal:
            reasons = refusal.reasons
    context = {
        "form": form,
        "person": person,
        "reasons": reasons,
        "chosen": form.place_name(),
    }
    return page(
        request, "accounts/grant_form.html", context, status=status_of(form, reasons)
    )


def _hand_over_context(
    request: HttpRequest, person: User, grants: Any, people: Any
) -> dict[str, Any]:
    words = request.GET.get("q", "")
    names = Region.objects.names(grant.region_code for grant in grants)
    found = (
        people.matching(words)
        if words
        else people.filter(organisation=person.organisation)
    )
    return {
        "person": person,
        "grants": [
            (grant, names.get(grant.region_code, grant.region_code)) for grant in grants
        ],
        "successors": found.order_by("username")[:MOST_SUCCESSORS],
        "words": words,
    }


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
