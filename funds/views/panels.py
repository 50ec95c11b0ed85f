"""Panels on pages of other apps: the money of a household and of a project."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from core.scope import COUNTY, at_level
from core.web.pages import page
from funds import permissions
from funds.models import Payment, PaymentBatch
from households.models import Household
from projects import permissions as project_permissions
from projects.models import Project

MAX_ROWS = 200


@require_GET
@permission_required(permissions.VIEW_BATCH, raise_exception=True)
def household_panel(request: HttpRequest, pk: Any) -> HttpResponse:
    """What a household was paid, each line with its batch, project and document."""
    user = request.user
    households = Household.objects.visible_to(user, permissions.VIEW_BATCH)
    household = get_object_or_404(households, pk=pk)
    place = household.region_code
    # A document is of the county: who sees the village only would find no such page.
    county = at_level(place, COUNTY)
    lines = Payment.objects.visible_to(user).live().filter(household=household)
    sources = lines.select_related("batch__project", "batch__allocation__document")
    context = {
        "household": household,
        "payments": sources.order_by("-id")[:MAX_ROWS],
        "paid_fen": lines.paid().aggregate(total=Sum("amount_fen"))["total"] or 0,
        "sees_documents": user.can(permissions.VIEW_DOCUMENT, county),
        "sees_projects": user.can(project_permissions.VIEW, place),
    }
    return page(request, "funds/household_panel.html", context)


@require_GET
@permission_required(permissions.VIEW_BATCH, raise_exception=True)
def project_panel(request: HttpRequest, pk: Any) -> HttpResponse:
    """The money of a project: allocations and payment batches."""
    user = request.user
    projects = Project.objects.visible_to(user, permissions.VIEW_BATCH)
    project = get_object_or_404(projects, pk=pk)
    allocations = project.allocations.select_related("document").order_by("id")
    batches = PaymentBatch.objects.visible_to(user).filter(project=project)
    may_make = user.can(permissions.MAKE_BATCH, project.region_code)
    # A document is of the county, wherever in it the project lies.
    county = at_level(project.region_code, COUNTY)
    context = {
        "project": project,
        "allocations": allocations,
        "batches": batches.for_list(),
        "may_pay": may_make and any(one.is_standing for one in allocations),
        "sees_document": user.can(permissions.VIEW_DOCUMENT, county),
    }
    return page(request, "funds/project_panel.html", context)
