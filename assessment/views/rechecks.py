"""Pages of the re-check: the runs, one run, and the households behind its figures."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessment import recheck
from assessment.figures import figures_of, progress_of
from assessment.filters import VerdictFilter
from assessment.models import RecheckRun, Verdict
from assessment.permissions import RUN_RECHECK, VIEW_RECHECK
from assessment.worklist import recheck_hindrances
from core.scope import COUNTY, level_of
from core.web.pages import page
from core.web.paging import keyset_page
from villages.models import Region

MOST_COUNTIES = 20


@require_GET
@permission_required(VIEW_RECHECK, raise_exception=True)
def recheck_list(request: HttpRequest) -> HttpResponse:
    """Runs over one's places, newest first, and the button for a new one."""
    runs = RecheckRun.objects.visible_to(request.user)
    found = keyset_page(runs, request.GET, order=("-started_at", "-id"), size=20)
    counties = Region.objects.current().at_level(COUNTY)
    startable = list(counties.in_scope_of(request.user, RUN_RECHECK)[:MOST_COUNTIES])
    today = timezone.localdate()
    context = {
        "page": found,
        "places": Region.objects.names(run.region_code for run in found),
        "counties": startable,
        "reasons": [
            reason
            for county in startable
            for reason in recheck_hindrances(county.code, today)
        ],
    }
    return page(request, "assessment/recheck_list.html", context, part="rows")


@require_POST
@permission_required(RUN_RECHECK, raise_exception=True)
def recheck_run(request: HttpRequest) -> HttpResponse:
    """Start a run over a county now."""
    code = request.POST.get("region", "")
    if not _is_county(code):
        raise Http404
    if not request.user.can(RUN_RECHECK, code):
        raise PermissionDenied
    run = recheck.start_recheck(
        region_code=code, on=timezone.localdate(), by=request.user
    )
    messages.success(
        request, _("The re-check has started; this page shows how far it is.")
    )
    return redirect(run)


@require_GET
@permission_required(VIEW_RECHECK, raise_exception=True)
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
@permission_required(VIEW_RECHECK, raise_exception=True)
def recheck_households(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The households behind a number of a run."""
    run = get_object_or_404(RecheckRun.objects.visible_to(request.user), pk=pk)
    criteria = run.standard
    verdicts = Verdict.objects.visible_to(request.user).of_run(run)
    chosen = VerdictFilter(
        request.GET,
        queryset=verdicts.select_related("household"),
        user=request.user,
        permission=VIEW_RECHECK,
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
    template = "assessment/recheck_households.html"
    return page(request, template, context, part="rows", status=chosen.status)


def _is_county(code: str) -> bool:
    is_code = code.isascii() and code.isdigit() and len(code) == 12
    return is_code and level_of(code) == COUNTY
