"""A place in figures: its households by status, and the charts of its registry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from core.web.pages import page
from households import charts
from households.counts import count_of, counts_by_state
from households.models import Household
from households.permissions import VIEW
from villages.models import Region

# The figures of a place: what each is called, the list it opens, what it counts.
GROUPS = (
    (gettext_lazy("Poor households"), "poor", Household.POOR),
    (gettext_lazy("Households that have left poverty"), "exited", Household.EXITED),
    *(
        (Household.State(state).label, state, (state,))
        for state in (Household.State.REMOVED, Household.State.CLOSED)
    ),
)


@require_GET
@permission_required(VIEW, raise_exception=True)
def region_panel(request: HttpRequest, code: str) -> HttpResponse:
    """Count the households of a place by status; every figure opens its list."""
    counts = counts_by_state(request.user, code)
    url = f"{reverse('households:list')}?region={code}"
    tiles = [
        _tile(label, count, f"{url}&state={group}", _parts(counts, states))
        for label, group, states in GROUPS
        if (count := count_of(counts, states))
    ]
    context = {
        "tiles": tiles,
        "total": count_of(counts, Household.ACTIVE),
        "url": url,
    }
    return page(request, "households/region_panel.html", context)


def _tile(label: Any, count: int, url: str, note: str) -> dict[str, Any]:
    return {
        "label": label,
        "value": f"{count:,}",
        "unit": _("households"),
        "url": url,
        "note": note,
    }


def _parts(counts: Mapping[str, int], states: Iterable[Any]) -> str:
    """The statuses within a figure; nothing where it is one only."""
    found = [state for state in states if counts.get(state)]
    if len(found) < 2:
        return ""
    return "，".join(
        f"{Household.State(state).label} {counts[state]:,}" for state in found
    )


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
