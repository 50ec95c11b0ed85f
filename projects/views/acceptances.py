"""Record what the acceptance group found."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import attachments
from core.refusals import Refused
from core.web.pages import page
from projects import services
from projects.forms import (
    AcceptanceForm,
)
from projects.models import Project

VIEW, CHANGE, ACCEPT = (
    "projects.view_project",
    "projects.change_project",
    "projects.accept_project",
)


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
