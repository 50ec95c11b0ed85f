"""The administration of accounts: people, their roles, hand-over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import services
from accounts.audit import PEOPLE
from accounts.filters import people_found
from accounts.forms import PersonForm, SearchForm
from accounts.models import Grant, User
from accounts.roles import role_named
from accounts.rules import MANAGE
from core.audit.models import AuditEntry
from core.refusals import Refused
from core.web.pages import page, status_of
from core.web.paging import keyset_page
from villages.models import Region

VIEW = "accounts.view_user"
MOST_DEEDS = 20
MOST_PLACES = 20
MOST_SUCCESSORS = 20


@require_safe
@permission_required(VIEW, raise_exception=True)
def person_list(request: HttpRequest) -> HttpResponse:
    """People who work, or worked, in my area."""
    form = SearchForm(request.GET)
    people = people_found(
        User.objects.visible_to(request.user), form, timezone.localdate()
    )
    found = keyset_page(people, request.GET, order=("username",))
    grants = (
        Grant.objects.visible_to(request.user)
        .in_force(timezone.localdate())
        .filter(user__in=found.rows)
    )
    names = Region.objects.names(grant.region_code for grant in grants)
    posts: dict[int, list[str]] = {}
    for grant in grants:
        posts.setdefault(grant.user_id, []).append(
            f"{grant.get_role_display()} · {names.get(grant.region_code)}"
        )
    context = {
        "form": form,
        "page": found,
        "rows": [(person, posts.get(person.pk, [])) for person in found],
        "may_manage": request.user.has_perm(MANAGE),
    }
    return page(request, "accounts/person_list.html", context, part="rows")


@require_safe
@permission_required(VIEW, raise_exception=True)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: what he may do where, since when and by whom."""
    found = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    return page(request, "accounts/person_detail.html", _person_context(request, found))


@never_cache
@require_http_methods(["GET", "POST"])
@permission_required(MANAGE, raise_exception=True)
def person_create(request: HttpRequest) -> HttpResponse:
    """A new account; its first password is on this answer only."""
    form, reasons = PersonForm(request.POST or None, by=request.user), []
    if form.is_valid():
        try:
            made = services.create_person(by=request.user, **form.cleaned_data)
            return page(
                request,
                "accounts/password_given.html",
                {"made": made, "person": made.user},
            )
        except Refused as refusal:
            reasons = refusal.reasons
    context = {"form": form, "reasons": reasons, "chosen": form.place_name()}
    return page(
        request, "accounts/person_form.html", context, status=status_of(form, reasons)
    )


@require_http_methods(["GET", "POST"])
@permission_required(MANAGE, raise_exception=True)
def person_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch an account off or on, after a look at what that does."""
    found = get_object_or_404(User.objects.visible_to(request.user, MANAGE), pk=pk)
    if request.method == "POST":
        services.set_in_use(user=found, in_use=not found.is_active, by=request.user)
        messages.success(
            request, _("The account of %(name)s was changed.") % {"name": found.name}
        )
        return redirect("accounts:person", pk=pk)
    off = found.is_active
    action = {
        "title": _("Switch off the account") if off else _("Switch on the account"),
        "lead": found.name,
        "warning": _(
            "All sign-ins and tokens end at once. Hand over the roles first, so that no work is left lying."
        )
        if off
        else "",
        "danger": off,
        "back": reverse("accounts:person", args=[pk]),
    }
    return page(request, "base_action.html", {"action": action})


@never_cache
@require_http_methods(["GET", "POST"])
@permission_required(MANAGE, raise_exception=True)
def person_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a new temporary password to a person who forgot his."""
    found = get_object_or_404(User.objects.visible_to(request.user, MANAGE), pk=pk)
    if request.method == "POST":
        made = services.give_password(user=found, by=request.user)
        return page(
            request, "accounts/password_given.html", {"made": made, "person": found}
        )
    action = {
        "title": _("Give a new password"),
        "lead": found.name,
        "warning": _(
            "The present password and all sign-ins and tokens end. Make sure that it is really this person who asks."
        ),
        "back": reverse("accounts:person", args=[pk]),
    }
    return page(request, "base_action.html", {"action": action})


def _person_context(request: HttpRequest, person: User) -> dict[str, Any]:
    today = timezone.localdate()
    grants = list(
        person.grants.visible_to(request.user)
        .with_people()
        .order_by("-valid_from", "-pk")
    )
    names = Region.objects.names(grant.region_code for grant in grants)
    may_manage = request.user.has_perm(MANAGE) and person.pk != request.user.pk
    return {
        "person": person,
        "grants": [
            (
                grant,
                names.get(grant.region_code, grant.region_code),
                state := grant.state(today),
                may_manage
                and state != "ended"
                and request.user.can(MANAGE, grant.region_code),
            )
            for grant in grants
        ],
        "may_manage": may_manage,
        "deeds": _deeds(request.user, person),
    }


def _deeds(user: User, person: User) -> list[dict[str, Any]]:
    """What was done to the account and its roles, as far as it concerns the reader's area."""
    entries = AuditEntry.objects.visible_to(user, VIEW).filter(
        target=f"accounts.user:{person.pk}", verb__in=PEOPLE
    )
    entries = list(entries.order_by("-id")[:MOST_DEEDS])
    names = Region.objects.names(entry.region_code for entry in entries)
    return [
        {
            "at": entry.at,
            "title": PEOPLE[entry.verb],
            "by": entry.actor_name,
            "place": names.get(entry.region_code, ""),
            "text": _role_of(entry),
        }
        for entry in entries
    ]


def _role_of(entry: AuditEntry) -> str:
    role = (entry.after or entry.before).get("role", "")
    words = str(role_named(role).name) if role else ""
    return (
        f"{words} · {entry.purpose}"
        if words and entry.purpose
        else words or entry.purpose
    )
