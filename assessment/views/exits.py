"""Pages of household exits: the list, the proposal, and the panels other pages show."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment import services
from assessment.criteria import Criteria, facts_of
from assessment.filters import ExitFilter
from assessment.overview import case_rows, standing
from assessment.snapshot import differences
from core.cases.models import Case
from core.refusals import Refused
from core.web.pages import page
from core.web.paging import keyset_page
from households.models import Household
from households.sheet.forged import refuse_forged
from households.sheet.requested import sheet_of

VIEW, PROPOSE = "assessment.view_exit", services.PROPOSE


@require_GET
@permission_required(VIEW, raise_exception=True)
def exit_list(request: HttpRequest) -> HttpResponse:
    """Exit cases in one's places, the longest waiting first, by step and place."""
    cases = Case.objects.visible_to(request.user).of_kind(services.HOUSEHOLD_EXIT)
    chosen = ExitFilter(request.GET, queryset=cases, user=request.user, permission=VIEW)
    found = keyset_page(chosen.qs, request.GET, order=("step_since", "id"), size=30)
    context = {
        "filter": chosen,
        "page": found,
        "rows": case_rows(found.rows),
        "today": timezone.localdate(),
    }
    return page(request, "assessment/exit_list.html", context, part="rows")


@require_GET
@permission_required(VIEW, raise_exception=True)
def household_panel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the exit standard says of a household today, and its exit cases."""
    household = get_object_or_404(Household.objects.visible_to(request.user), pk=pk)
    context = {
        "household": household,
        "cases": case_rows(_cases_of(request, household)),
        "may_propose": request.user.can(PROPOSE, household.region_code),
        "open_case": Case.objects.of_kind(services.HOUSEHOLD_EXIT)
        .about(pk)
        .still_open()
        .exists(),
        **standing(household, timezone.localdate()),
    }
    return page(request, "assessment/household_panel.html", context, part="panel")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(PROPOSE, raise_exception=True)
def exit_propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Look at every line once more, then propose; what stands in the way is said."""
    household = get_object_or_404(Household.objects.visible_to(request.user), pk=pk)
    if not request.user.can(PROPOSE, household.region_code):
        raise PermissionDenied
    today = timezone.localdate()
    if request.method == "POST":
        try:
            case = services.propose_exit(household_id=pk, by=request.user, on=today)
        except Refused as refusal:
            context = {
                "household": household,
                **standing(household, today),
                "reasons": refusal.reasons,
            }
            return page(request, "assessment/exit_propose.html", context, status=409)
        messages.success(
            request,
            _("Proposed. Now do the first step: say why, and hand in the papers."),
        )
        return redirect("core:case", pk=case.pk)
    return page(
        request,
        "assessment/exit_propose.html",
        {"household": household, **standing(household, today)},
    )


@require_GET
@permission_required(VIEW, raise_exception=True)
def case_panel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The lines as they were frozen, and what is different today."""
    cases = Case.objects.visible_to(request.user).of_kind(services.HOUSEHOLD_EXIT)
    case = get_object_or_404(cases, pk=pk)
    household = Household.objects.get(pk=case.subject_id)
    context = {
        "case": case,
        "household": household,
        "snapshot": case.snapshot,
        "changed": differences(case.snapshot, household),
    }
    return page(request, "assessment/case_panel.html", context, part="panel")


@require_POST
@permission_required("households.view_household", raise_exception=True)
def live_check(request: HttpRequest) -> HttpResponse:
    """What the standard says of a sheet that is still being filled; nothing is written."""
    refuse_forged(request.POST)
    sheet = sheet_of(request)
    context: dict[str, Any] = {"reasons": [], "judgement": None}
    try:
        if not sheet.region_code:
            raise Refused(_("Choose the village first."))
        criteria: Criteria = services.criteria_in_force(sheet.region_code, sheet.today)
        context["judgement"] = criteria.judge(
            facts_of(sheet.period_row(), criteria.columns)
        )
    except Refused as refusal:
        context["reasons"] = refusal.reasons
    return page(request, "assessment/live_check.html", context)


def _cases_of(request: HttpRequest, household: Household) -> list[Case]:
    cases = (
        Case.objects.visible_to(request.user)
        .of_kind(services.HOUSEHOLD_EXIT)
        .about(household.pk)
    )
    return list(cases.order_by("-opened_at")[:10])
