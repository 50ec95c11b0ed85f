"""Money of a document for a project: propose, confirm, withdraw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.refusals import Refused
from core.web.pages import page, status_of
from funds import services
from funds.forms import AllocationForm, ReasonForm
from funds.models import (
    Allocation,
    FundDocument,
)

ADD, ALLOCATE, MAKE = (
    "funds.add_funddocument",
    "funds.allocate_fund",
    "funds.make_payment",
)


@require_http_methods(["GET", "POST"])
@permission_required(ALLOCATE, raise_exception=True)
def allocation_create(request: HttpRequest, pk: Any) -> HttpResponse:
    """Propose money of a document for a project of the library."""
    document = get_object_or_404(
        FundDocument.objects.visible_to(request.user, ALLOCATE).with_balances(), pk=pk
    )
    form = AllocationForm(request.POST or None, user=request.user, document=document)
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            services.allocate(
                document_id=document.pk,
                project_id=cleaned["project"].pk,
                amount_fen=cleaned["amount_fen"],
                note=cleaned["note"],
                key=cleaned["key"],
                by=request.user,
            )
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            messages.success(
                request, _("The allocation is proposed; another person confirms it.")
            )
            return redirect(document)
    context = {"document": document, "form": form, "reasons": reasons}
    return page(
        request, "funds/allocation_form.html", context, status=status_of(form, reasons)
    )


@require_POST
@permission_required(ALLOCATE, raise_exception=True)
def allocation_confirm(request: HttpRequest, pk: Any) -> HttpResponse:
    """The second person agrees; the money moves."""
    allocation = get_object_or_404(
        Allocation.objects.visible_to(request.user, ALLOCATE), pk=pk
    )
    services.confirm_allocation(
        allocation_id=allocation.pk, by=request.user, on=timezone.localdate()
    )
    return redirect("funds:document-detail", pk=allocation.document_id)


@require_http_methods(["GET", "POST"])
@permission_required(ALLOCATE, raise_exception=True)
def allocation_drop(request: HttpRequest, pk: Any) -> HttpResponse:
    """Withdraw a proposal nobody has confirmed."""
    found = Allocation.objects.visible_to(request.user, ALLOCATE).select_related(
        "document", "project"
    )
    allocation = get_object_or_404(found, pk=pk)
    address = allocation.document.get_absolute_url()
    action = {
        "title": _("Withdraw this allocation"),
        "facts": [(_("Project"), allocation.project.name)],
    }
    return _with_reason(
        request,
        action | {"danger": True, "back": address},
        lambda reason: services.drop_allocation(
            allocation_id=allocation.pk, by=request.user, reason=reason
        ),
        address,
    )


def _with_reason(
    request: HttpRequest,
    action: dict[str, Any],
    deed: Callable[[str], Any],
    address: str,
) -> HttpResponse:
    """A page that asks for the reason and then does the deed."""
    form = ReasonForm(request.POST or None)
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            deed(form.cleaned_data["reason"])
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            return redirect(address)
    context = {"action": action, "form": form, "reasons": reasons}
    return page(request, "base_action.html", context, status=status_of(form, reasons))
