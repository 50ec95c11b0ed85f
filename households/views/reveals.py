"""Personal numbers in full: for a purpose, a limited number a day, on record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.web.answers import answer_form
from core.web.pages import page, set_address
from households import revealing
from households.models import Household
from households.permissions import REVEAL
from households.revealing import QuotaSpent, Revealed, seconds_until_midnight

TEMPLATE = "households/household_revealed.html"


class PurposeForm(forms.Form):
    """What the number is needed for; which purposes there are, says the verb."""

    purpose = forms.CharField(required=False)


@require_POST
@never_cache
@permission_required(REVEAL, raise_exception=True)
def household_reveal(request: HttpRequest, pk: Any, field: str) -> HttpResponse:
    """The family's telephone or bank account in full, once."""
    household = get_object_or_404(Household.objects.visible_to(request.user), pk=pk)
    purpose = request.POST.get("purpose", "")
    return _revealed(
        request,
        household,
        lambda: revealing.reveal_household_number(
            household=household, field=field, purpose=purpose, by=request.user
        ),
    )


@require_POST
@never_cache
@permission_required(REVEAL, raise_exception=True)
def member_reveal(request: HttpRequest, pk: Any, member_pk: Any) -> HttpResponse:
    """A person's document number in full, once."""
    household = get_object_or_404(Household.objects.visible_to(request.user), pk=pk)
    member = get_object_or_404(
        household.members.select_related("household"), pk=member_pk
    )
    purpose = request.POST.get("purpose", "")
    return _revealed(
        request,
        household,
        lambda: revealing.reveal_member_number(
            member=member, purpose=purpose, by=request.user
        ),
    )


def _revealed(
    request: HttpRequest, household: Household, reveal: Callable[[], Revealed]
) -> HttpResponse:
    """The answer to a reveal: never stored by browser or proxy, whatever it says."""
    # Shown in full or refused: the links of the page lead to the household.
    set_address(request, household.get_absolute_url())

    def show() -> HttpResponse:
        # The number is shown once and cannot be redirected to.
        context = {"household": household, "revealed": reveal()}
        return page(request, TEMPLATE, context, part="answer")

    response = answer_form(
        request,
        TEMPLATE,
        PurposeForm(request.POST),
        show,
        context={"household": household, "revealed": None},
        part="answer",
    )
    response["Cache-Control"] = "no-store, private"
    if response.status_code == QuotaSpent.status:
        response["Retry-After"] = str(seconds_until_midnight())
    return response
