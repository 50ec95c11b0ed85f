"""Reading projects: the library, one project, and the parts that other pages show."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.cases.models import Case
from core.models import Attachment
from core.web.pages import page
from core.web.paging import keyset_page
from households.models import Household
from households.search import is_private
from projects import rules
from projects.filters import ProjectFilter
from projects.ledgers import LIBRARY
from projects.models import Measure, Project, ProjectBeneficiary
from projects.services import is_editable
from projects.workflow import KIND
from villages.models import Region

VIEW, DECLARE = "projects.view_project", "projects.add_project"
SHOWN = 200
OPTIONS = 10


@require_GET
@permission_required(VIEW, raise_exception=True)
def project_list(request: HttpRequest) -> HttpResponse:
    """The library of one's regions, filtered, a page at a time."""
    filters = ProjectFilter(
        request.GET, queryset=Project.objects.visible_to(request.user)
    )
    found = keyset_page(filters.qs.for_list(), request.GET)
    context = {
        "page": found,
        "filter": filters,
        "names": Region.objects.names_up({project.region_code for project in found}),
        "may_declare": request.user.has_perm(DECLARE),
        "export_url": f"{reverse('ledgers:detail', args=[LIBRARY.slug])}?{request.GET.urlencode()}",
    }
    return page(request, "projects/project_list.html", context, part="rows")


@require_GET
@permission_required(VIEW, raise_exception=True)
def project_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """One project: what it is, whom it benefits, where its case stands, what was done."""
    project = get_object_or_404(
        Project.objects.visible_to(request.user).select_related("declared_by"), pk=pk
    )
    beneficiaries = list(
        project.beneficiaries.visible_to(request.user).with_households()[: SHOWN + 1]
    )
    context = {
        "project": project,
        "names": Region.objects.names_up([project.region_code]),
        "beneficiaries": beneficiaries[:SHOWN],
        "expected_fen": sum(row.expected_fen for row in beneficiaries),
        "cases": Case.objects.visible_to(request.user).of_kind(KIND).about(project.pk),
        "acceptances": project.acceptances.select_related("recorded_by"),
        "attachments": Attachment.objects.filter(
            subject=f"projects.project:{project.pk}"
        ),
        "steps": _open_steps(project, request.user),
    }
    return page(request, "projects/project_detail.html", context)


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


@require_GET
@permission_required(DECLARE, raise_exception=True)
def household_options(request: HttpRequest) -> HttpResponse:
    """Suggestions for the box in which a household is named; nothing for what may be a personal number."""
    text = next(
        (value for key, value in request.GET.items() if key.endswith("household")), ""
    ).strip()
    rows = Household.objects.none()
    if len(text) >= 1 and not is_private(text):
        own = Household.objects.visible_to(request.user, DECLARE).active()
        rows = own.filter(head_name__startswith=text.split()[-1]).order_by(
            "region_code", "id"
        )[:OPTIONS]
    return page(request, "projects/household_options.html", {"households": rows})


def _open_steps(project: Project, user: Any) -> dict[str, Any]:
    """Which deeds this person may do now."""
    may_declare = user.can(DECLARE, project.region_code)
    return {
        "edit": may_declare and is_editable(project),
        "submit": may_declare and not rules.wrong_stage(project, "submit"),
        "start": user.can("projects.change_project", project.region_code)
        and not rules.wrong_stage(project, "start"),
        "accept": user.can("projects.accept_project", project.region_code)
        and not rules.wrong_stage(project, "accept")
        and project.declared_by_id != user.pk,
        "today": timezone.localdate(),
    }


def _sees(user: Any, region_code: str) -> bool:
    return user.can(VIEW, region_code)
