"""Parts that pages of other apps show: projects of a household, a village, a case."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from core.cases.models import Case
from core.web.pages import page
from households.models import Household
from projects.models import Measure, Project, ProjectBeneficiary
from projects.workflow import KIND
from villages.models import Region

VIEW, CHANGE, ACCEPT = (
    "projects.view_project",
    "projects.change_project",
    "projects.accept_project",
)
SHOWN = 200


@require_GET
@permission_required(VIEW, raise_exception=True)
def household_panel(request: HttpRequest, pk: Any) -> HttpResponse:
    """What was done for a household and the projects that name it, for the page of the household."""
    household = get_object_or_404(
        Household.objects.visible_to(request.user, VIEW), pk=pk
    )
    rows = (
        ProjectBeneficiary.objects.visible_to(request.user)
        .filter(household=household)
        .select_related("project")
    )
    context = {
        "household": household,
        "measures": Measure.objects.visible_to(request.user).of_household(household.pk)[
            :SHOWN
        ],
        "benefits": rows.order_by("-project_id")[:SHOWN],
        "may_record": request.user.can(
            "projects.change_project", household.region_code
        ),
        "seen": {
            row.project_id
            for row in rows
            if _sees(request.user, row.project.region_code)
        },
    }
    return page(request, "projects/household_panel.html", context)


@require_GET
@permission_required(VIEW, raise_exception=True)
def village_panel(request: HttpRequest, code: str) -> HttpResponse:
    """The projects of a place, for the page of the village."""
    get_object_or_404(
        Region.objects.current().in_scope_of(request.user, VIEW), code=code
    )
    found = Project.objects.visible_to(request.user).in_region(code)
    context = {"projects": found.for_list().order_by("-id")[:SHOWN], "code": code}
    return page(request, "projects/village_panel.html", context)


@require_GET
@permission_required(VIEW, raise_exception=True)
def case_panel(request: HttpRequest, pk: Any) -> HttpResponse:
    """The frozen facts the deciders of a case see."""
    case = get_object_or_404(Case.objects.visible_to(request.user).of_kind(KIND), pk=pk)
    return page(
        request, "projects/case_panel.html", {"case": case, "seen": case.snapshot}
    )


def _sees(user: Any, region_code: str) -> bool:
    return user.can(VIEW, region_code)
