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

from core.actors import Actor
from core.cases.models import Case
from core.models import Attachment
from core.web.answers import answer_form
from core.web.pages import page
from core.web.paging import keyset_page
from projects import permissions, rules, services, stages
from projects.filters import ProjectFilter
from projects.forms import BeneficiaryFormSet, ProjectForm
from projects.ledgers import LIBRARY
from projects.models import Project
from projects.services.drafts import FIELDS
from projects.workflow import KIND
from villages.models import Region

MAX_BENEFICIARIES = 200  # shown on the page of a project; the export has them all
FORM = "projects/project_form.html"
ROWS_PREFIX = "b"


@require_GET
@permission_required(permissions.VIEW, raise_exception=True)
def project_list(request: HttpRequest) -> HttpResponse:
    """The library of one's regions, filtered, a page at a time."""
    projects = Project.objects.visible_to(request.user)
    filters = ProjectFilter(request.GET, queryset=projects, user=request.user)
    found = keyset_page(filters.qs.for_list(), request.GET)
    export_url = reverse("ledgers:detail", args=[LIBRARY.slug])
    context = {
        "page": found,
        "filter": filters,
        "names": Region.objects.names_up({project.region_code for project in found}),
        "may_declare": request.user.has_perm(permissions.DECLARE),
        "export_url": f"{export_url}?{request.GET.urlencode()}",
    }
    template = "projects/project_list.html"
    return page(request, template, context, part="rows", status=filters.status)


@require_GET
@permission_required(permissions.VIEW, raise_exception=True)
def project_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """One project: what it is, whom it benefits, its case and its acceptance."""
    projects = Project.objects.visible_to(request.user).select_related("declared_by")
    project = get_object_or_404(projects, pk=pk)
    rows = project.beneficiaries.visible_to(request.user).with_households()
    beneficiaries = list(rows[: MAX_BENEFICIARIES + 1])
    papers = Attachment.objects.filter(subject=f"projects.project:{project.pk}")
    context = {
        "project": project,
        "names": Region.objects.names_up([project.region_code]),
        "beneficiaries": beneficiaries[:MAX_BENEFICIARIES],
        "expected_fen": sum(row.expected_fen for row in beneficiaries),
        "cases": Case.objects.visible_to(request.user).of_kind(KIND).about(project.pk),
        "stages": stages.of_project(project),
        "acceptances": project.acceptances.select_related("recorded_by"),
        "attachments": papers,
        "steps": _open_steps(project, request.user),
    }
    return page(request, "projects/project_detail.html", context)


@require_http_methods(["GET", "POST"])
@permission_required(permissions.DECLARE, raise_exception=True)
def project_create(request: HttpRequest) -> HttpResponse:
    """A new draft with the households that it is to benefit."""
    user = request.user
    form = ProjectForm(request.POST or None, user=user)
    rows = BeneficiaryFormSet(
        request.POST or None, prefix=ROWS_PREFIX, form_kwargs={"user": user}
    )
    return answer_form(
        request,
        FORM,
        form,
        lambda: services.declare_project(
            region_code=form.cleaned_data["place"],
            values=form.cleaned_data,
            beneficiaries=rows.benefits(),
            by=user,
            key=form.cleaned_data["key"],
            amend=form.cleaned_data["amend"],
        ),
        also=(rows,),
        context={"formset": rows, "project": None},
        message=_("The draft is saved; check it, then submit it."),
    )


@require_http_methods(["GET", "POST"])
@permission_required(permissions.DECLARE, raise_exception=True)
def project_update(request: HttpRequest, pk: Any) -> HttpResponse:
    """Correct a draft or a returned project."""
    user = request.user
    projects = Project.objects.visible_to(user, permissions.DECLARE)
    project = get_object_or_404(projects, pk=pk)
    form = ProjectForm(request.POST or None, user=user, initial=_typed(project))
    rows = BeneficiaryFormSet(
        request.POST or None,
        prefix=ROWS_PREFIX,
        initial=_typed_rows(project),
        form_kwargs={"user": user},
    )
    return answer_form(
        request,
        FORM,
        form,
        lambda: _change(project, form, rows, user),
        also=(rows,),
        context={"formset": rows, "project": project},
    )


@require_POST
@permission_required(permissions.DECLARE, raise_exception=True)
def project_submit(request: HttpRequest, pk: Any) -> HttpResponse:
    """Submit the draft and go on to its case."""
    projects = Project.objects.visible_to(request.user, permissions.DECLARE)
    project = get_object_or_404(projects, pk=pk)
    case = services.submit_project(
        project_id=project.pk, by=request.user, on=timezone.localdate()
    )
    return redirect("core:case", pk=case.pk)


@require_POST
@permission_required(permissions.RECORD_WORK, raise_exception=True)
def project_start(request: HttpRequest, pk: Any) -> HttpResponse:
    """Record that the work starts today."""
    projects = Project.objects.visible_to(request.user, permissions.RECORD_WORK)
    project = get_object_or_404(projects, pk=pk)
    services.start_project(
        project_id=project.pk, by=request.user, on=timezone.localdate()
    )
    messages.success(request, _("The start of the work is recorded."))
    return redirect(project)


def _change(project: Project, form: ProjectForm, rows: Any, by: Actor) -> Project:
    return services.change_project(
        project_id=project.pk,
        values=form.cleaned_data,
        beneficiaries=rows.benefits(),
        by=by,
        # Without the version it was shown with, a form is taken for outdated.
        version=form.cleaned_data["version"] or 0,
    )


def _open_steps(project: Project, user: Actor) -> dict[str, Any]:
    """Which actions this person may take now, by the button that takes them."""
    place = project.region_code
    may_declare = user.can(permissions.DECLARE, place)
    may_record = user.can(permissions.RECORD_WORK, place)
    may_accept = user.can(permissions.ACCEPT, place)
    return {
        "edit": may_declare and services.is_editable(project),
        "submit": may_declare and not rules.wrong_stage(project, "submit"),
        "start": may_record and not rules.wrong_stage(project, "start"),
        "accept": may_accept
        and not rules.wrong_stage(project, "accept")
        and project.declared_by_id != user.pk,
    }


def _typed(project: Project) -> dict[str, Any]:
    """The project as the form shows it."""
    return {name: getattr(project, name) for name in FIELDS} | {
        "place": project.region_code,
        "category": project.category,
        "version": project.version,
    }


def _typed_rows(project: Project) -> list[dict[str, Any]]:
    """The named households as the rows of the form show them."""
    return [
        {
            "household": f"{row.household.hh_no} {row.household.head_name}",
            "how": row.how,
            "expected_fen": row.expected_fen,
        }
        for row in project.beneficiaries.with_households()
    ]
