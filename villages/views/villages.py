"""Pages of the villages under assistance."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from core.web.pages import page
from core.web.paging import keyset_page
from villages.filters import VillageFilter
from villages.models import Region, Village
from villages.permissions import VIEW
from villages.picker import with_code


@require_GET
@permission_required(VIEW, raise_exception=True)
def village_list(request: HttpRequest) -> HttpResponse:
    """The villages under assistance in one's regions."""
    asked, reasons = with_code(request.user, request.GET)
    filters = VillageFilter(asked, queryset=Village.objects.visible_to(request.user))
    found = keyset_page(filters.qs, asked)
    place = asked.get("region", "")
    names = Region.objects.names_up(
        [*(village.region_code for village in found), *([place] if place else [])]
    )
    context = {
        "page": found,
        "filter": filters,
        "names": names,
        "reasons": reasons,
        "chosen": names.get(place, ""),
    }
    return page(request, "villages/village_list.html", context, part="rows")


@require_GET
@permission_required(VIEW, raise_exception=True)
def village_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One village under assistance."""
    village = get_object_or_404(
        Village.objects.visible_to(request.user), region_code=code
    )
    path = Region.objects.path(code)
    return page(
        request,
        "villages/village_detail.html",
        {"village": village, "path": path[:-1], "region": path[-1]},
    )
