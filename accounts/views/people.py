"""The list of people, one person, and what is done to an account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import presenters, services
from accounts.filters import people_found
from accounts.forms import PersonForm, SearchForm
from accounts.models import User
from accounts.permissions import MANAGE_PEOPLE, VIEW_PEOPLE
from core.web.answers import answer_form, answer_reason
from core.web.pages import page
from core.web.paging import keyset_page


@require_safe
@permission_required(VIEW_PEOPLE, raise_exception=True)
def person_list(request: HttpRequest) -> HttpResponse:
    """People who work, or worked, in my area."""
    form = SearchForm(request.GET)
    people = people_found(
        User.objects.visible_to(request.user), form, timezone.localdate()
    )
    found = keyset_page(people, request.GET, order=("username",))
    posts = presenters.posts_of(found.rows, request.user)
    context = {
        "form": form,
        "page": found,
        "rows": [(person, posts.get(person.pk, [])) for person in found],
        "may_manage": request.user.has_perm(MANAGE_PEOPLE),
    }
    return page(request, "accounts/person_list.html", context, part="rows")


@require_safe
@permission_required(VIEW_PEOPLE, raise_exception=True)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: what they may do where, since when and by whom."""
    found = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    context = presenters.person_context(found, request.user)
    return page(request, "accounts/person_detail.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def person_create(request: HttpRequest) -> HttpResponse:
    """A new account; its first password is on this answer only."""
    form = PersonForm(
        request.POST if request.method == "POST" else None, by=request.user
    )
    return answer_form(
        request,
        "accounts/person_form.html",
        form,
        lambda: _password_given(
            request, services.create_person(by=request.user, **form.cleaned_data)
        ),
        context=lambda: {"chosen": form.place_name()},
    )


@require_http_methods(["GET", "POST"])
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def person_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch an account off or on, after a page that says what that does."""
    found = _managed(request, pk)
    return answer_reason(
        request,
        forms.Form(request.POST),
        lambda: services.set_in_use(
            user=found, in_use=not found.is_active, by=request.user
        ),
        action=_switching(found),
        message=_("The account of %(name)s was changed.") % {"name": found.name},
    )


@never_cache
@require_http_methods(["GET", "POST"])
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def person_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a new temporary password to a person who forgot theirs."""
    found = _managed(request, pk)
    action = {
        "title": _("Give a new password"),
        "lead": found.name,
        "warning": _(
            "The present password and all sign-ins and tokens end. "
            "Make sure that it is really this person who asks."
        ),
        "back": reverse("accounts:person", args=[pk]),
    }
    return answer_reason(
        request,
        forms.Form(request.POST),
        lambda: _password_given(
            request, services.give_password(user=found, by=request.user)
        ),
        action=action,
    )


def _managed(request: HttpRequest, pk: int) -> User:
    """The person, when they work in the area one administers; else 404."""
    people = User.objects.visible_to(request.user, MANAGE_PEOPLE)
    return get_object_or_404(people, pk=pk)


def _password_given(request: HttpRequest, made: services.NewPassword) -> HttpResponse:
    """The one page that shows a temporary password; a redirect could not carry it."""
    context = {"made": made, "person": made.user}
    return page(request, "accounts/password_given.html", context)


def _switching(person: User) -> dict[str, Any]:
    """What the page that switches an account says; see base_action.html."""
    off = person.is_active
    return {
        "title": _("Switch off the account") if off else _("Switch on the account"),
        "lead": person.name,
        "warning": _(
            "All sign-ins and tokens end at once. "
            "Hand over the roles first, so that no work is left lying."
        )
        if off
        else "",
        "danger": off,
        "back": reverse("accounts:person", args=[person.pk]),
    }
