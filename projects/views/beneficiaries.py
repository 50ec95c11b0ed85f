"""Suggestions for the box in which a household is named."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from core.web.pages import page
from households.models import Household
from households.search import is_private
from projects import permissions

MAX_OPTIONS = 10


@require_GET
@permission_required(permissions.DECLARE, raise_exception=True)
def household_options(request: HttpRequest) -> HttpResponse:
    """Households whose head's name starts with the typed text.

    Nothing for what may be a personal number: it must not become a search.
    """
    typed = [value for key, value in request.GET.items() if key.endswith("household")]
    text = typed[0].strip() if typed else ""
    rows = Household.objects.none()
    if text and not is_private(text):
        own = Household.objects.visible_to(request.user, permissions.DECLARE).active()
        # After a choice the box holds "number name"; the name is the last word.
        rows = own.filter(head_name__startswith=text.split()[-1]).order_by(
            "region_code", "id"
        )[:MAX_OPTIONS]
    return page(request, "projects/household_options.html", {"households": rows})
