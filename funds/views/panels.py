"""Parts that pages of other apps show: the money of a household and of a project."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from core.web.pages import page
from funds.models import (
    Allocation,
    Payment,
    PaymentBatch,
)
from households.models import Household
from projects.models import Project

VIEW, VIEW_BATCH = "funds.view_funddocument", "funds.view_paymentbatch"
ADD, ALLOCATE, MAKE = (
    "funds.add_funddocument",
    "funds.allocate_fund",
    "funds.make_payment",
)
SHOWN = 200


@require_GET
@permission_required(VIEW_BATCH, raise_exception=True)
def household_panel(request: HttpRequest, pk: Any) -> HttpResponse:
    """What a household was paid, each line with the way back to its document."""
    household = get_object_or_404(
        Household.objects.visible_to(request.user, VIEW_BATCH), pk=pk
    )
    lines = Payment.objects.visible_to(request.user).live().filter(household=household)
    context = {
        "household": household,
        "payments": lines.select_related(
            "batch__project", "batch__allocation__document"
        ).order_by("-id")[:SHOWN],
        "paid_fen": lines.paid().aggregate(total=Sum("amount_fen"))["total"] or 0,
        "sees_documents": request.user.can(VIEW, household.region_code),
        "sees_projects": request.user.can(
            "projects.view_project", household.region_code
        ),
    }
    return page(request, "funds/household_panel.html", context)


@require_GET
@permission_required(VIEW_BATCH, raise_exception=True)
def project_panel(request: HttpRequest, pk: Any) -> HttpResponse:
    """The money of a project: allocations, what is left of each, batches."""
    project = get_object_or_404(
        Project.objects.visible_to(request.user, VIEW_BATCH), pk=pk
    )
    allocations = (
        Allocation.objects.filter(project=project)
        .select_related("document")
        .order_by("id")
    )
    context = {
        "project": project,
        "allocations": allocations,
        "batches": PaymentBatch.objects.visible_to(request.user)
        .filter(project=project)
        .for_list(),
        "may_pay": request.user.can(MAKE, project.region_code)
        and any(a.state == "confirmed" for a in allocations),
        "sees_document": request.user.can(VIEW, project.region_code[:6] + "000000"),
    }
    return page(request, "funds/project_panel.html", context)
