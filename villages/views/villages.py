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


@require_GET
@permission_required(VIEW, raise_exception=True)
def village_list(request: HttpRequest) -> HttpResponse:
    """The villages under assistance in one's regions."""
    villages = Village.objects.visible_to(request.user)
    filters = VillageFilter(request.GET, queryset=villages, user=request.user)
    found = keyset_page(filters.qs, request.GET)
    names = Region.objects.names_up([village.region_code for village in found])
    context = {"page": found, "filter": filters, "names": names}
    template = "villages/village_list.html"
    return page(request, template, context, part="rows", status=filters.status)


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
