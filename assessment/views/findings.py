"""Pages of the findings of re-checks: the list, and explaining one."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessment import findings
from assessment.filters import ItemFilter
from assessment.forms import ExplanationForm
from assessment.models import RecheckItem
from assessment.permissions import VIEW_RECHECK
from core.web.answers import answer_form
from core.web.pages import page
from core.web.paging import keyset_page
from households.permissions import CHANGE
from villages.models import Region


@require_GET
@permission_required(VIEW_RECHECK, raise_exception=True)
def item_list(request: HttpRequest) -> HttpResponse:
    """Findings village by village; open ones unless others are asked for."""
    items = RecheckItem.objects.visible_to(request.user).for_list()
    chosen = ItemFilter(
        request.GET,
        queryset=items.select_related("last_run"),
        user=request.user,
        permission=VIEW_RECHECK,
    )
    found = keyset_page(chosen.qs, request.GET, size=50)
    places = Region.objects.names(row.region_code for row in found)
    rows = [(row, places.get(row.region_code, ""), _unmet(row)) for row in found]
    context = {"filter": chosen, "page": found, "rows": rows}
    template = "assessment/item_list.html"
    return page(request, template, context, part="rows", status=chosen.status)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(CHANGE, raise_exception=True)
def item_explain(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say why nothing is to be done about a finding."""
    items = RecheckItem.objects.visible_to(request.user).for_list()
    item = get_object_or_404(items, pk=pk)
    if not request.user.can(CHANGE, item.region_code):
        raise PermissionDenied
    form = ExplanationForm(request.POST or None)
    return answer_form(
        request,
        "assessment/item_explain.html",
        form,
        lambda: findings.explain_item(
            item_id=pk, explanation=form.cleaned_data["explanation"], by=request.user
        ),
        context={"item": item, "lines": _unmet(item)},
        message=_("Recorded. The finding comes back only with a new reason."),
        to="assessment:item-list",
    )


def _unmet(item: RecheckItem) -> list[str]:
    """The labels of the lines that were not met in the latest run."""
    lines = item.last_run.standard.lines
    return [line.label for line in lines if item.unmet & line.bit]
