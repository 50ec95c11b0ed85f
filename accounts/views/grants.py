"""Give, end and hand over roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.forms import AccountForm, GrantForm, HandOverForm
from accounts.models import Grant, User
from accounts.permissions import MANAGE_PEOPLE
from accounts.querysets import GrantQuerySet, UserQuerySet
from core.web.answers import answer_form, answer_reason
from core.web.pages import page
from villages.models import Region

GRANT_FORM = "accounts/grant_form.html"
MOST_SUCCESSORS = 20


@require_http_methods(["GET", "POST"])
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def grant_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person of my area one more role."""
    people = User.objects.visible_to(request.user, MANAGE_PEOPLE)
    return _give_role(request, get_object_or_404(people, pk=pk))


@require_http_methods(["GET", "POST"])
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def grant_outside(request: HttpRequest) -> HttpResponse:
    """Give a role in my area to a person from elsewhere, known by their exact account.

    Two steps on one address: the account alone, then the role, whose form repeats it.
    """
    account = AccountForm(request.POST if request.method == "POST" else None)
    if not account.is_valid():
        status = 422 if account.is_bound else 200
        context = {"form": account}
        return page(request, "accounts/grant_outside.html", context, status=status)
    person = account.cleaned_data["account"]
    if "role" not in request.POST:
        form = _grant_form(request, None)
        return page(request, GRANT_FORM, {"form": form, "person": person, "chosen": ""})
    return _give_role(request, person)


@require_http_methods(["GET", "POST"])
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def grant_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one role as of today."""
    grants = Grant.objects.visible_to(request.user, MANAGE_PEOPLE).with_people()
    grant = get_object_or_404(grants, pk=pk)
    return answer_reason(
        request,
        forms.Form(request.POST),
        lambda: services.end_grant(grant=grant, by=request.user),
        action=_ending(grant),
        message=_("The role of %(name)s ended today.") % {"name": grant.user.name},
    )


@require_http_methods(["GET", "POST"])
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Give all or some roles of a person to a successor, in one click beside the name."""
    managed = User.objects.visible_to(request.user, MANAGE_PEOPLE)
    person = get_object_or_404(managed, pk=pk)
    # Not to oneself: an administrator takes over no work that they then control.
    people = managed.in_use().exclude(pk__in=[pk, request.user.pk])
    grants = Grant.objects.visible_to(request.user, MANAGE_PEOPLE).filter(user=person)
    grants = grants.in_force(timezone.localdate())
    form = HandOverForm(request.POST if request.method == "POST" else None)
    return answer_form(
        request,
        "accounts/hand_over.html",
        form,
        lambda: _hand_over(request, grants, people, form.cleaned_data["note"]),
        context=lambda: _hand_over_context(request, person, grants, people),
    )


def _grant_form(request: HttpRequest, sent: QueryDict | None) -> GrantForm:
    today = timezone.localdate()
    return GrantForm(sent, by=request.user, initial={"valid_from": today})


def _give_role(request: HttpRequest, person: User) -> HttpResponse:
    form = _grant_form(request, request.POST if request.method == "POST" else None)
    return answer_form(
        request,
        GRANT_FORM,
        form,
        lambda: services.grant_role(user=person, by=request.user, **form.cleaned_data),
        context=lambda: {"person": person, "chosen": form.place_name()},
        message=_("%(name)s has the new role from now on.") % {"name": person.name},
        to=reverse("accounts:person", args=[person.pk]),
    )


def _ending(grant: Grant) -> dict[str, Any]:
    """What the page that ends a role says; see base_action.html."""
    names = Region.objects.names([grant.region_code])
    return {
        "title": _("End the role"),
        "facts": [
            (_("Full name"), grant.user.name),
            (_("Role"), grant.get_role_display()),
            (_("Place"), names.get(grant.region_code, grant.region_code)),
        ],
        "warning": _(
            "It ends with the person's next click. "
            "Hand it over instead if somebody follows."
        ),
        "danger": True,
        "back": reverse("accounts:person", args=[grant.user_id]),
    }


def _hand_over(
    request: HttpRequest, grants: GrantQuerySet, people: UserQuerySet, note: str
) -> HttpResponse:
    """Hand over the ticked roles and lead to the successor, who must be one of `people`."""
    successor = get_object_or_404(people, pk=_number(request.POST.get("successor")))
    ticked = [_number(key) for key in request.POST.getlist("grant")]
    services.hand_over(
        grants=grants.filter(pk__in=ticked),
        successor=successor,
        by=request.user,
        note=note,
    )
    messages.success(request, _("Handed over to %(name)s.") % {"name": successor.name})
    return redirect("accounts:person", pk=successor.pk)


def _hand_over_context(
    request: HttpRequest, person: User, grants: GrantQuerySet, people: UserQuerySet
) -> dict[str, Any]:
    """The roles to tick and the successors found; at first colleagues of the same office."""
    words = request.GET.get("q", "")
    names = Region.objects.names(grant.region_code for grant in grants)
    if words:
        found = people.matching(words)
    else:
        found = people.filter(organisation=person.organisation)
    return {
        "person": person,
        "grants": [
            (grant, names.get(grant.region_code, grant.region_code)) for grant in grants
        ],
        "successors": found.order_by("username")[:MOST_SUCCESSORS],
        "words": words,
    }


def _number(text: str | None) -> int:
    """A key as typed into a form; 0, which no row has, for anything else."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
