"""Pages of household exits: the list, the proposal, and the panels other pages show."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment import services
from assessment.filters import ExitFilter
from assessment.overview import case_rows, exit_standing, judge_unsaved, ways_on
from assessment.permissions import PROPOSE_EXIT, VIEW_EXIT
from assessment.snapshot import differences
from assessment.standing import judge_case
from assessment.visit import visited_lines
from core.cases.models import Case
from core.web.answers import answer_form
from core.web.pages import page
from core.web.paging import keyset_page
from households import permissions as households
from households.models import Household
from households.sheet.forged import refuse_forged
from households.sheet.requested import sheet_of

MOST_CASES = 10


@require_GET
@permission_required(VIEW_EXIT, raise_exception=True)
def exit_list(request: HttpRequest) -> HttpResponse:
    """Exit cases in one's places, the longest waiting first, by step and place."""
    cases = Case.objects.visible_to(request.user).of_kind(services.HOUSEHOLD_EXIT)
    chosen = ExitFilter(
        request.GET, queryset=cases, user=request.user, permission=VIEW_EXIT
    )
    found = keyset_page(chosen.qs, request.GET, order=("step_since", "id"), size=30)
    context = {
        "filter": chosen,
        "page": found,
        "rows": case_rows(found.rows),
        "today": timezone.localdate(),
    }
    template = "assessment/exit_list.html"
    return page(request, template, context, part="rows", status=chosen.status)


@require_GET
@permission_required(VIEW_EXIT, raise_exception=True)
def household_panel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the exit standard says of a household today, and its exit cases."""
    household = get_object_or_404(Household.objects.visible_to(request.user), pk=pk)
    cases = Case.objects.of_kind(services.HOUSEHOLD_EXIT).about(pk)
    latest = cases.visible_to(request.user).order_by("-opened_at")[:MOST_CASES]
    context = {
        "household": household,
        "cases": case_rows(latest),
        "may_propose": request.user.can(PROPOSE_EXIT, household.region_code),
        **_standing(request, household),
    }
    return page(request, "assessment/household_panel.html", context, part="panel")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(PROPOSE_EXIT, raise_exception=True)
def exit_propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show every line once more, then open the case; what hinders it is said."""
    household = get_object_or_404(Household.objects.visible_to(request.user), pk=pk)
    if not request.user.can(PROPOSE_EXIT, household.region_code):
        raise PermissionDenied
    today = timezone.localdate()

    def propose() -> str:
        case = services.propose_exit(household_id=pk, by=request.user, on=today)
        return reverse("core:case", args=[case.pk])

    return answer_form(
        request,
        "assessment/exit_propose.html",
        forms.Form(request.POST),  # nothing is typed; the button confirms
        propose,
        context=lambda: {"household": household, **_standing(request, household)},
        message=_(
            "Applied for. Now do the first step: say why, and hand in the papers."
        ),
    )


def _standing(request: HttpRequest, household: Household) -> dict[str, Any]:
    """What the standard says today, what stands in the way, and where to go on."""
    standing = exit_standing(household, timezone.localdate())
    return standing | {"ways": ways_on(household, standing, request.user)}


@require_GET
@permission_required(VIEW_EXIT, raise_exception=True)
def case_panel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The lines as they were frozen, what the visit found, what is different today."""
    cases = Case.objects.visible_to(request.user).of_kind(services.HOUSEHOLD_EXIT)
    case = get_object_or_404(cases, pk=pk)
    household = Household.objects.get(pk=case.subject_id)
    changed = differences(case.snapshot, household)
    frozen, today = case.snapshot["indicators"], judge_case(case, household)
    computed = {row["key"] for row in frozen}
    context = {
        "case": case,
        "household": household,
        "snapshot": case.snapshot,
        "judged_otherwise": [change for change in changed if change.verdict],
        "only_figures": [change for change in changed if not change.verdict],
        "lines": [*frozen, *(row for row in today.results if row.key not in computed)],
        "today": today,
        "visit": visited_lines(case),
    }
    return page(request, "assessment/case_panel.html", context, part="panel")


@require_POST
@permission_required(households.VIEW, raise_exception=True)
def live_check(request: HttpRequest) -> HttpResponse:
    """What the standard says of a sheet still being filled; nothing is written."""
    refuse_forged(request.POST)
    sheet = sheet_of(request)
    if sheet.region_code:
        context = judge_unsaved(sheet.period_row(), sheet.region_code, sheet.today)
    else:
        context = {"judgement": None, "reasons": [_("Choose the village first.")]}
    return page(request, "assessment/live_check.html", context)
