"""Pages about places: search, the list of regions, one region."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from core.scope import VILLAGE, level_of
from core.web.pages import page
from core.web.paging import keyset_page
from villages.filters import RegionSearchForm
from villages.models import Region, Village
from villages.permissions import VIEW
from villages.picker import found_places, narrowed


# Names of places are public knowledge; every form with a place asks here.
@require_GET
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """The places that match `q`, for the search box."""
    return JsonResponse(found_places(request.user, request.GET), safe=False)


@require_GET
@permission_required(VIEW, raise_exception=True)
def region_list(request: HttpRequest) -> HttpResponse:
    """Find a place by name, pinyin, initials or code; without a question, the provinces."""
    form = RegionSearchForm(request.GET)
    regions = Region.objects.current()
    words = request.GET.get("q", "").strip()
    regions = (
        narrowed(regions.matching(words), request.GET) if words else regions.at_level(1)
    )
    # By level first: the county stands before villages of its name.
    found = keyset_page(regions, request.GET, order=("level", "code", "id"))
    names = Region.objects.names_up([region.code for region in found])
    return page(
        request,
        "villages/region_list.html",
        {"page": found, "names": names, "form": form},
        part="rows",
    )


@require_GET
@permission_required(VIEW, raise_exception=True)
def region_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One place: what it belongs to, what belongs to it, and the figures later apps know of it."""
    region = get_object_or_404(Region.objects.filter(code=code).latest_first()[:1])
    context: dict[str, Any] = {
        "region": region,
        "path": Region.objects.path(code)[:-1],
        "children": Region.objects.current().children_of(code).order_by("code"),
        "former": Region.objects.children_of(code)
        .exclude(valid_to=None)
        .select_related("successor"),
        "predecessors": region.predecessors.order_by("code"),
        "village": Village.objects.visible_to(request.user)
        .filter(region_code=code)
        .first(),
        "is_village": level_of(code) == VILLAGE,
    }
    return page(request, "villages/region_detail.html", context)
