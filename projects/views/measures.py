"""What was done for a household, and its confirmation."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.refusals import Refused
from core.web.pages import page
from households.models import Household
from projects import services
from projects.forms import (
    ConfirmationForm,
    MeasureForm,
)
from projects.models import Measure

VIEW, CHANGE, ACCEPT = (
    "projects.view_project",
    "projects.change_project",
    "projects.accept_project",
)


@require_http_methods(["GET", "POST"])
@permission_required(CHANGE, raise_exception=True)
def measure_create(request: HttpRequest, pk: Any) -> HttpResponse:
    """Write down what was done for a household."""
    household = get_object_or_404(
        Household.objects.visible_to(request.user, CHANGE), pk=pk
    )
    form = MeasureForm(
        request.POST or None, initial={"happened_on": timezone.localdate()}
    )
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            services.record_measure(
                household=household,
                by=request.user,
                on=timezone.localdate(),
                **form.cleaned_data,
            )
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            return redirect(household)
    action = {
        "title": _("Record a measure of help"),
        "facts": [(_("Farm household"), f"{household.head_name} {household.hh_no}")],
        "submit": _("Save"),
        "back": reverse("households:detail", args=[household.pk]),
    }
    return page(
        request,
        "base_action.html",
        {"form": form, "reasons": reasons, "action": action},
    )


@require_http_methods(["GET", "POST"])
@permission_required(CHANGE, raise_exception=True)
def measure_confirm(request: HttpRequest, pk: Any) -> HttpResponse:
    """The household says that it has received it."""
    measure = get_object_or_404(
        Measure.objects.visible_to(request.user, CHANGE).select_related("household"),
        pk=pk,
    )
    form = ConfirmationForm(
        request.POST or None, initial={"confirmed_on": timezone.localdate()}
    )
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm_measure(
                measure_id=measure.pk,
                by=request.user,
                on=timezone.localdate(),
                **form.cleaned_data,
            )
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            return redirect(measure.household)
    action = {
        "title": _("Confirmation by the household"),
        "facts": [
            (_("Farm household"), measure.household.head_name),
            (_("Help given"), measure.content),
        ],
        "submit": _("Save"),
        "back": reverse("households:detail", args=[measure.household_id]),
    }
    return page(
        request,
        "base_action.html",
        {"form": form, "reasons": reasons, "action": action},
    )
