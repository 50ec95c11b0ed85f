"""Help given to a household: record it, and its confirmation."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.web.answers import answer_reason
from households.models import Household
from projects import permissions, services
from projects.forms import ConfirmationForm, MeasureForm
from projects.models import Measure


@require_http_methods(["GET", "POST"])
@permission_required(permissions.RECORD_WORK, raise_exception=True)
def measure_create(request: HttpRequest, pk: Any) -> HttpResponse:
    """Record help given to a household."""
    households = Household.objects.visible_to(request.user, permissions.RECORD_WORK)
    household = get_object_or_404(households, pk=pk)
    today = timezone.localdate()
    form = MeasureForm(
        request.POST or None, household=household, initial={"happened_on": today}
    )
    head = f"{household.head_name} {household.hh_no}"
    return answer_reason(
        request,
        form,
        lambda: services.record_measure(
            household=household, by=request.user, on=today, **form.cleaned_data
        ),
        action={
            "title": _("Record a measure of help"),
            "facts": [(_("Farm household"), head)],
            "submit": _("Save"),
            "back": reverse("households:detail", args=[household.pk]),
        },
    )


@require_http_methods(["GET", "POST"])
@permission_required(permissions.RECORD_WORK, raise_exception=True)
def measure_confirm(request: HttpRequest, pk: Any) -> HttpResponse:
    """Record that the household has confirmed the help."""
    measures = Measure.objects.visible_to(request.user, permissions.RECORD_WORK)
    measure = get_object_or_404(measures.select_related("household"), pk=pk)
    today = timezone.localdate()
    form = ConfirmationForm(request.POST or None, initial={"confirmed_on": today})
    return answer_reason(
        request,
        form,
        lambda: services.confirm_measure(
            measure_id=measure.pk, by=request.user, on=today, **form.cleaned_data
        ),
        action={
            "title": _("Confirmation by the household"),
            "facts": [
                (_("Farm household"), measure.household.head_name),
                (_("Help given"), measure.content),
            ],
            "submit": _("Save"),
            "back": reverse("households:detail", args=[measure.household_id]),
        },
    )
