"""Allocations of a document's money to a project: propose, confirm, withdraw."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.web.answers import answer_form, answer_reason
from core.web.formats import spelled
from funds import permissions, services
from funds.forms import AllocationForm, ReasonForm
from funds.models import Allocation, FundDocument


@require_http_methods(["GET", "POST"])
@permission_required(permissions.ALLOCATE, raise_exception=True)
def allocation_create(request: HttpRequest, pk: Any) -> HttpResponse:
    """Propose money of a document for a project of the library."""
    user = request.user
    documents = FundDocument.objects.visible_to(user, permissions.ALLOCATE)
    document = get_object_or_404(documents.with_balances(), pk=pk)
    form = AllocationForm(request.POST or None, user=user, document=document)
    return answer_form(
        request,
        "funds/allocation_form.html",
        form,
        lambda: services.allocate(
            document_id=document.pk,
            project_id=form.cleaned_data["project"].pk,
            amount_fen=form.cleaned_data["amount_fen"],
            note=form.cleaned_data["note"],
            key=form.cleaned_data["key"],
            amend=form.cleaned_data["amend"],
            by=user,
        ),
        context={"document": document},
        message=_("The allocation is proposed; another person confirms it."),
        to=document,
    )


@require_POST
@permission_required(permissions.ALLOCATE, raise_exception=True)
def allocation_confirm(request: HttpRequest, pk: Any) -> HttpResponse:
    """Confirm the allocation as the second person; the money moves."""
    allocations = Allocation.objects.visible_to(request.user, permissions.ALLOCATE)
    allocation = get_object_or_404(allocations, pk=pk)
    services.confirm_allocation(
        allocation_id=allocation.pk, by=request.user, on=timezone.localdate()
    )
    return redirect("funds:document-detail", pk=allocation.document_id)


@require_http_methods(["GET", "POST"])
@permission_required(permissions.ALLOCATE, raise_exception=True)
def allocation_drop(request: HttpRequest, pk: Any) -> HttpResponse:
    """Withdraw a proposal nobody has confirmed."""
    allocations = Allocation.objects.visible_to(request.user, permissions.ALLOCATE)
    allocation = get_object_or_404(
        allocations.select_related("document", "project"), pk=pk
    )
    form = ReasonForm(request.POST or None)
    return answer_reason(
        request,
        form,
        lambda: services.drop_allocation(
            allocation_id=allocation.pk, by=request.user, **form.cleaned_data
        ),
        action={
            "title": _("Withdraw this allocation"),
            "facts": [
                (_("Project"), allocation.project.name),
                (_("Amount"), spelled(allocation.amount_fen)),
            ],
            "danger": True,
            "back": allocation.document.get_absolute_url(),
        },
    )
