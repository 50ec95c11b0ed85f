"""Pages of the re-check: the runs, what one run says, the households behind each number, the findings."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment import findings, recheck
from assessment.figures import figures_of, progress_of
from assessment.filters import ItemFilter, VerdictFilter
from assessment.models import RecheckItem, RecheckRun, Verdict
from assessment.worklist import keeps_from_running
from core.refusals import Refused
from core.scope import COUNTY, level_of
from core.web.pages import page
from core.web.paging import keyset_page
from villages.models import Region

VIEW = "assessment.view_recheck"


@require_GET
@permission_required(VIEW, raise_exception=True)
def recheck_list(request: HttpRequest) -> HttpResponse:
    """Runs over one's places, newest first, and the button for a new one."""
    runs = RecheckRun.objects.visible_to(request.user)
    found = keyset_page(runs, request.GET, order=("-started_at", "-id"), size=20)
    counties = list(
        Region.objects.current()
        .at_level(COUNTY)
        .in_scope_of(request.user, recheck.RUN)[:20]
    )
    context = {
        "page": found,
        "places": Region.objects.names(run.region_code for run in found),
        "counties": counties,
        "reasons": [
            reason
            for county in counties
            for reason in keeps_from_running(county.code, timezone.localdate())
        ],
    }
    return page(request, "assessment/recheck_list.html", context, part="rows")


@require_POST
@permission_required(recheck.RUN, raise_exception=True)
def recheck_run(request: HttpRequest) -> HttpResponse:
    """Start a run over a county now."""
    code = request.POST.get("region", "")
    if not (
        code.isascii()
        and code.isdigit()
        and len(code) == 12
        and level_of(code) == COUNTY
    ):
        raise Http404
    if not request.user.can(recheck.RUN, code):
        raise PermissionDenied
    run = recheck.start_recheck(
        region_code=code, on=timezone.localdate(), by=request.user
    )
    messages.success(
        request, _("The re-check has started; this page shows how far it is.")
    )
    return redirect(run)


@require_GET
@permission_required(VIEW, raise_exception=True)
def recheck_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a run says of one's own places: each number opens the households behind it."""
    run = get_object_or_404(RecheckRun.objects.visible_to(request.user), pk=pk)
    context = {
        "run": run,
        "place": Region.objects.names([run.region_code]).get(run.region_code, ""),
        "progress": None if run.closed_at else progress_of(run),
        "figures": figures_of(run, request.user) if run.closed_at else None,
    }
    return page(request, "assessment/recheck_detail.html", context, part="run")


@require_GET
@permission_required(VIEW, raise_exception=True)
def recheck_households(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The households behind a number of a run."""
    run = get_object_or_404(RecheckRun.objects.visible_to(request.user), pk=pk)
    criteria = run.standard
    verdicts = (
        Verdict.objects.visible_to(request.user).of_run(run).select_related("household")
    )
    chosen = VerdictFilter(
        request.GET,
        queryset=verdicts,
        user=request.user,
        permission=VIEW,
        criteria=criteria,
    )
    found = keyset_page(
        chosen.qs, request.GET, order=("region_code", "household_id"), size=50
    )
    places = Region.objects.names(row.region_code for row in found)
    rows = [
        (row, places.get(row.region_code, ""), row.lines(criteria)) for row in found
    ]
    context = {"run": run, "filter": chosen, "page": found, "rows": rows}
    return page(request, "assessment/recheck_households.html", context, part="rows")


@require_GET
@permission_required(VIEW, raise_exception=True)
def item_list(request: HttpRequest) -> HttpResponse:
    """Findings village by village; those still open first asked for."""
    items = (
        RecheckItem.objects.visible_to(request.user)
        .for_list()
        .select_related("last_run")
    )
    chosen = ItemFilter(request.GET, queryset=items, user=request.user, permission=VIEW)
    found = keyset_page(chosen.qs, request.GET, size=50)
    places = Region.objects.names(row.region_code for row in found)
    rows = [(row, places.get(row.region_code, ""), _lines(row)) for row in found]
    return page(
        request,
        "assessment/item_list.html",
        {"filter": chosen, "page": found, "rows": rows},
        part="rows",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(findings.WRITE, raise_exception=True)
def item_explain(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say why nothing is to be done about a finding."""
    item = get_object_or_404(
        RecheckItem.objects.visible_to(request.user).for_list(), pk=pk
    )
    if not request.user.can(findings.WRITE, item.region_code):
        raise PermissionDenied
    reasons: list[str] = []
    if request.method == "POST":
        try:
            findings.explain_item(
                item_id=pk,
                explanation=request.POST.get("explanation", ""),
                by=request.user,
            )
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            messages.success(
                request, _("Recorded. The finding comes back only with a new reason.")
            )
            return redirect("assessment:item-list")
    context = {
        "item": item,
        "lines": _lines(item),
        "reasons": reasons,
        "typed": request.POST.get("explanation", ""),
    }
    return page(
        request, "assessment/item_explain.html", context, status=409 if reasons else 200
    )


def _lines(item: RecheckItem) -> list[str]:
    return [
        line.label for line in item.last_run.standard.lines if item.unmet & line.bit
    ]
