"""Panels on pages of other apps: projects of a household, of a village, of a case."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from core.cases.models import Case
from core.web.pages import page
from households.models import Household
from projects import permissions
from projects.models import Measure, Project, ProjectBeneficiary
from projects.workflow import KIND
from villages.models import Region

MAX_ROWS = 200


@require_GET
@permission_required(permissions.VIEW, raise_exception=True)
def household_panel(request: HttpRequest, pk: Any) -> HttpResponse:
    """The help given to a household and the projects that name it."""
    user = request.user
    households = Household.objects.visible_to(user, permissions.VIEW)
    household = get_object_or_404(households, pk=pk)
    rows = ProjectBeneficiary.objects.visible_to(user).filter(household=household)
    benefits = rows.select_related("project").order_by("-project_id")[:MAX_ROWS]
    measures = Measure.objects.visible_to(user).of_household(household.pk)
    context = {
        "household": household,
        "measures": measures[:MAX_ROWS],
        "benefits": benefits,
        "may_record": user.can(permissions.RECORD_WORK, household.region_code),
        # A project of a wider place names the household, but its page may be closed.
        "seen": {
            row.project_id
            for row in benefits
            if user.can(permissions.VIEW, row.project.region_code)
        },
    }
    return page(request, "projects/household_panel.html", context)


@require_GET
@permission_required(permissions.VIEW, raise_exception=True)
def village_panel(request: HttpRequest, code: str) -> HttpResponse:
    """The projects of a place, the latest first."""
    places = Region.objects.current().in_scope_of(request.user, permissions.VIEW)
    get_object_or_404(places, code=code)
    found = Project.objects.visible_to(request.user).in_region(code)
    context = {"projects": found.for_list().order_by("-id")[:MAX_ROWS], "code": code}
    return page(request, "projects/village_panel.html", context)


@require_GET
@permission_required(permissions.VIEW, raise_exception=True)
def case_panel(request: HttpRequest, pk: Any) -> HttpResponse:
    """The frozen facts that the deciders of a case see."""
    case = get_object_or_404(Case.objects.visible_to(request.user).of_kind(KIND), pk=pk)
    context = {"case": case, "seen": case.snapshot}
    return page(request, "projects/case_panel.html", context)
