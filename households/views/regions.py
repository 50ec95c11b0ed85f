"""A place in figures: its households by state, and the charts of its registry."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.web.pages import page
from households import charts
from households.models import Household
from households.permissions import VIEW
from villages.models import Region


@require_GET
@permission_required(VIEW, raise_exception=True)
def region_panel(request: HttpRequest, code: str) -> HttpResponse:
    """Count the households of a place by state; every figure opens its list."""
    rows = Household.objects.visible_to(request.user).in_region(code)
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    url = f"{reverse('households:list')}?region={code}"
    tiles = [
        {
            "label": label,
            "value": f"{counts[state]:,}",
            "unit": _("households"),
            "url": f"{url}&state={state}",
        }
        for state, label in Household.State.choices
        if counts.get(state)
    ]
    total = sum(counts.get(state, 0) for state in Household.ACTIVE)
    context = {"tiles": tiles, "total": total, "url": url}
    return page(request, "households/region_panel.html", context)


@require_GET
@permission_required(VIEW, raise_exception=True)
def region_charts(request: HttpRequest, code: str = "") -> HttpResponse:
    """Charts of a place; without a code of one's own.

    Those who see single villages only have no place of their own, and no charts.
    """
    code = code or charts.widest_place(request.user)
    context = {
        "charts": charts.charts_of(request.user, code) if code else [],
        "place": Region.objects.names([code]).get(code, ""),
    }
    return page(request, "households/charts.html", context)
