"""Record what the acceptance group found."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.web.answers import answer_reason
from projects import permissions, services
from projects.forms import AcceptanceForm
from projects.models import Project


@require_http_methods(["GET", "POST"])
@permission_required(permissions.ACCEPT, raise_exception=True)
def project_accept(request: HttpRequest, pk: Any) -> HttpResponse:
    """Record the finding of the acceptance group, with its photograph."""
    projects = Project.objects.visible_to(request.user, permissions.ACCEPT)
    project = get_object_or_404(projects, pk=pk)
    today = timezone.localdate()
    form = AcceptanceForm(
        request.POST or None,
        request.FILES,
        user=request.user,
        initial={"accepted_on": today},
    )
    return answer_reason(
        request,
        form,
        lambda: services.accept_project(
            project_id=project.pk, by=request.user, on=today, **form.cleaned_data
        ),
        action=_acceptance(project),
        message=_("The acceptance is recorded."),
    )


def _acceptance(project: Project) -> dict[str, Any]:
    return {
        "title": _("Acceptance of the project"),
        "lead": _("The declarer of a project cannot accept it."),
        "facts": [
            (_("Project"), f"{project.name} {project.number}"),
            (_("Content and scale"), project.content),
        ],
        "submit": _("Record the acceptance"),
        "back": project.get_absolute_url(),
    }
