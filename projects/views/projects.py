"""The library, one project, its declaration and the start of its work."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.cases.models import Case
from core.models import Attachment
from core.refusals import Refused
from core.web.pages import page
from core.web.paging import keyset_page
from projects import rules, services
from projects.filters import ProjectFilter
from projects.forms import (
    BeneficiaryFormSet,
    ProjectForm,
)
from projects.ledgers import LIBRARY
from projects.models import Project
from projects.services import is_editable
from projects.workflow import KIND
from villages.models import Region

VIEW, CHANGE, ACCEPT = (
    "projects.view_project",
    "projects.change_project",
    "projects.accept_project",
)
VIEW, DECLARE = "projects.view_project", "projects.add_project"
SHOWN = 200
FORM = "projects/project_form.html"
ROWS = "b"


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


@require_http_methods(["GET", "POST"])
@permission_required(DECLARE, raise_exception=True)
def project_create(request: HttpRequest) -> HttpResponse:
    """A new draft with the households it is to benefit."""
    form = ProjectForm(request.POST or None, user=request.user)
    rows = BeneficiaryFormSet(
        request.POST or None, prefix=ROWS, form_kwargs={"user": request.user}
    )
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            project = services.declare_project(
                region_code=form.cleaned_data["place"],
                values=form.cleaned_data,
                beneficiaries=rows.benefits(),
                by=request.user,
                key=form.cleaned_data["key"],
            )
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            messages.success(
                request, _("The draft is saved; look it through, then submit it.")
            )
            return redirect(project)
    return _form_page(request, form, rows, reasons)


@require_http_methods(["GET", "POST"])
@permission_required(DECLARE, raise_exception=True)
def project_update(request: HttpRequest, pk: Any) -> HttpResponse:
    """Put a draft, or a project sent back, right."""
    project = get_object_or_404(
        Project.objects.visible_to(request.user, DECLARE), pk=pk
    )
    form = ProjectForm(
        request.POST or None, user=request.user, initial=_initial(project)
    )
    rows = BeneficiaryFormSet(
        request.POST or None,
        prefix=ROWS,
        initial=_benefits_of(project),
        form_kwargs={"user": request.user},
    )
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            services.change_project(
                project_id=project.pk,
                values=form.cleaned_data,
                beneficiaries=rows.benefits(),
                by=request.user,
                version=form.cleaned_data["version"] or 0,
            )
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            return redirect(project)
    return _form_page(request, form, rows, reasons, project)


@require_POST
@permission_required(DECLARE, raise_exception=True)
def project_submit(request: HttpRequest, pk: Any) -> HttpResponse:
    """Hand the draft in and go on to its case."""
    project = get_object_or_404(
        Project.objects.visible_to(request.user, DECLARE), pk=pk
    )
    case = services.submit_project(
        project_id=project.pk, by=request.user, on=timezone.localdate()
    )
    return redirect("core:case", pk=case.pk)


@require_POST
@permission_required(CHANGE, raise_exception=True)
def project_start(request: HttpRequest, pk: Any) -> HttpResponse:
    """The work has begun."""
    project = get_object_or_404(Project.objects.visible_to(request.user, CHANGE), pk=pk)
    services.start_project(
        project_id=project.pk, by=request.user, on=timezone.localdate()
    )
    messages.success(request, _("The start of the work is recorded."))
    return redirect(project)


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


def _form_page(
    request: HttpRequest,
    form: ProjectForm,
    rows: Any,
    reasons: list[str],
    project: Project | None = None,
) -> HttpResponse:
    wrong = bool(reasons or form.errors or rows.total_error_count())
    context = {"form": form, "formset": rows, "reasons": reasons, "project": project}
    return page(
        request,
        FORM,
        context,
        status=(409 if reasons else 422) if wrong and request.method == "POST" else 200,
    )


def _initial(project: Project) -> dict[str, Any]:
    values = {name: getattr(project, name) for name in services.FIELDS}
    return values | {
        "place": project.region_code,
        "category": project.category,
        "version": project.version,
    }


def _benefits_of(project: Project) -> list[dict[str, Any]]:
    return [
        {
            "household": f"{row.household.hh_no} {row.household.head_name}",
            "how": row.how,
            "expected_fen": row.expected_fen,
        }
        for row in project.beneficiaries.with_households()
    ]
