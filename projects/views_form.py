"""Writing projects: declare, change, the steps of their life, and what was done for a household."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core import attachments
from core.refusals import Refused
from core.web.pages import page
from households.models import Household
from projects import services
from projects.forms import (
    DECLARE,
    AcceptanceForm,
    BeneficiaryFormSet,
    ConfirmationForm,
    MeasureForm,
    ProjectForm,
)
from projects.models import Measure, Project

VIEW, CHANGE, ACCEPT = (
    "projects.view_project",
    "projects.change_project",
    "projects.accept_project",
)
FORM = "projects/project_form.html"
ROWS = "b"


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


@require_http_methods(["GET", "POST"])
@permission_required(ACCEPT, raise_exception=True)
def project_accept(request: HttpRequest, pk: Any) -> HttpResponse:
    """Record what the acceptance group found, with its photograph."""
    project = get_object_or_404(Project.objects.visible_to(request.user, ACCEPT), pk=pk)
    form = AcceptanceForm(
        request.POST or None,
        request.FILES or None,
        initial={"accepted_on": timezone.localdate()},
    )
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            _accept(project, form.cleaned_data, request.user)
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, _("The acceptance is recorded."))
            return redirect(project)
    context = {"form": form, "reasons": reasons, "action": _acceptance_action(project)}
    return page(request, "base_action.html", context, status=409 if reasons else 200)


@require_http_methods(["GET", "POST"])
@permission_required(CHANGE, raise_exception=True)
def measure_create(request: HttpRequest, pk: Any) -> HttpResponse:
    """Write down what was done for a household."""
    household = get_object_or_404(
        Household.objects.visible_to(request.user, CHANGE), pk=pk
    )
    form = MeasureForm(
        request.POST or None, initial={"happened_on": timezone.localdate()}
    )
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            services.record_measure(
                household=household,
                by=request.user,
                on=timezone.localdate(),
                **form.cleaned_data,
            )
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            return redirect(household)
    action = {
        "title": _("Record a measure of help"),
        "facts": [(_("Farm household"), f"{household.head_name} {household.hh_no}")],
        "submit": _("Save"),
        "back": reverse("households:detail", args=[household.pk]),
    }
    return page(
        request,
        "base_action.html",
        {"form": form, "reasons": reasons, "action": action},
    )


@require_http_methods(["GET", "POST"])
@permission_required(CHANGE, raise_exception=True)
def measure_confirm(request: HttpRequest, pk: Any) -> HttpResponse:
    """The household says that it has received it."""
    measure = get_object_or_404(
        Measure.objects.visible_to(request.user, CHANGE).select_related("household"),
        pk=pk,
    )
    form = ConfirmationForm(
        request.POST or None, initial={"confirmed_on": timezone.localdate()}
    )
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm_measure(
                measure_id=measure.pk,
                by=request.user,
                on=timezone.localdate(),
                **form.cleaned_data,
            )
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            return redirect(measure.household)
    action = {
        "title": _("Confirmation by the household"),
        "facts": [
            (_("Farm household"), measure.household.head_name),
            (_("Help given"), measure.content),
        ],
        "submit": _("Save"),
        "back": reverse("households:detail", args=[measure.household_id]),
    }
    return page(
        request,
        "base_action.html",
        {"form": form, "reasons": reasons, "action": action},
    )


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


@transaction.atomic
def _accept(project: Project, cleaned: dict[str, Any], by: Any) -> None:
    """The finding and its photograph, both or neither."""
    attachments.store(
        file=cleaned.pop("photo"),
        by=by,
        region_code=project.region_code,
        subject=f"projects.project:{project.pk}",
        purpose=_("Acceptance record"),
        permission=VIEW,
    )
    services.accept_project(
        project_id=project.pk, by=by, on=timezone.localdate(), **cleaned
    )


def _acceptance_action(project: Project) -> dict[str, Any]:
    return {
        "title": _("Acceptance of the project"),
        "lead": _("Only people who did not propose the project accept it."),
        "facts": [
            (_("Project"), f"{project.name} {project.number}"),
            (_("Content and scale"), project.content),
        ],
        "submit": _("Record the acceptance"),
        "back": project.get_absolute_url(),
    }
