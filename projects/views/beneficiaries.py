"""Suggestions for the box in which a household is named."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from core.web.pages import page
from households.models import Household
from households.search import is_private

VIEW, DECLARE = "projects.view_project", "projects.add_project"
OPTIONS = 10


@require_GET
@permission_required(DECLARE, raise_exception=True)
def household_options(request: HttpRequest) -> HttpResponse:
    """Suggestions for the box in which a household is named; nothing for what may be a personal number."""
    text = next(
        (value for key, value in request.GET.items() if key.endswith("household")), ""
    ).strip()
    rows = Household.objects.none()
    if len(text) >= 1 and not is_private(text):
        own = Household.objects.visible_to(request.user, DECLARE).active()
        rows = own.filter(head_name__startswith=text.split()[-1]).order_by(
            "region_code", "id"
        )[:OPTIONS]
    return page(request, "projects/household_options.html", {"households": rows})
