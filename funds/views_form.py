"""Moving money: each page calls one verb; what needs a second person says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.refusals import Refused
from core.web.pages import page, status_of
from funds import services
from funds.forms import AllocationForm, BatchForm, DocumentForm, LinesForm, ReasonForm
from funds.models import Allocation, Entry, FundDocument, PaymentBatch, Reversal
from funds.views import ADD, ALLOCATE, APPROVE, MAKE, RELEASE, VIEW_BATCH
from projects.models import Project

MOST_LINES = 500


@require_http_methods(["GET", "POST"])
@permission_required(ADD, raise_exception=True)
def document_create(request: HttpRequest) -> HttpResponse:
    """Write a fund document down."""
    form = DocumentForm(request.POST or None, user=request.user)
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            document = services.register_document(
                region_code=form.cleaned_data["place"],
                values=form.cleaned_data,
                by=request.user,
            )
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            messages.success(
                request,
                _(
                    "The document is registered; another person now compares and confirms it."
                ),
            )
            return redirect(document)
    return page(
        request,
        "funds/document_form.html",
        {"form": form, "reasons": reasons},
        status=status_of(form, reasons),
    )


@require_POST
@permission_required(ADD, raise_exception=True)
def document_confirm(request: HttpRequest, pk: Any) -> HttpResponse:
    """The second person has compared the paper."""
    document = get_object_or_404(
        FundDocument.objects.visible_to(request.user, ADD), pk=pk
    )
    services.confirm_document(
        document_id=document.pk, by=request.user, on=timezone.localdate()
    )
    return redirect(document)


@require_http_methods(["GET", "POST"])
@permission_required(ADD, raise_exception=True)
def document_drop(request: HttpRequest, pk: Any) -> HttpResponse:
    """Void a document nobody has confirmed."""
    document = get_object_or_404(
        FundDocument.objects.visible_to(request.user, ADD), pk=pk
    )
    action = {
        "title": _("Void this document"),
        "facts": [(_("Fund document number"), document.number)],
    }
    return _with_reason(
        request,
        action | {"danger": True, "back": document.get_absolute_url()},
        lambda reason: services.drop_document(
            document_id=document.pk, by=request.user, reason=reason
        ),
        document.get_absolute_url(),
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


@require_http_methods(["GET", "POST"])
@permission_required(ALLOCATE, raise_exception=True)
def entry_reverse(request: HttpRequest, pk: Any) -> HttpResponse:
    """Ask that an entry be taken back."""
    entry = get_object_or_404(
        Entry.objects.visible_to(request.user, ALLOCATE).select_related("document"),
        pk=pk,
    )
    address = entry.document.get_absolute_url()
    action = {
        "title": _("Take this entry back"),
        "lead": _(
            "Nothing is erased: when another person confirms, an equal entry the other way round is written."
        ),
        "facts": [
            (_("Fund document number"), entry.document.number),
            (_("Entry"), entry.get_kind_display()),
        ],
        "danger": True,
        "back": address,
    }
    return _with_reason(
        request,
        action,
        lambda reason: services.reverse_entry(
            entry_id=entry.pk, by=request.user, reason=reason
        ),
        address,
    )


@require_POST
@permission_required(ALLOCATE, raise_exception=True)
def reversal_confirm(request: HttpRequest, pk: Any) -> HttpResponse:
    """The second person agrees; the mirror entry is written."""
    reversal = get_object_or_404(
        Reversal.objects.visible_to(request.user, ALLOCATE).select_related(
            "entry__document"
        ),
        pk=pk,
    )
    services.confirm_reversal(
        reversal_id=reversal.pk, by=request.user, on=timezone.localdate()
    )
    return redirect(reversal.entry.document)


@require_POST
@permission_required(ALLOCATE, raise_exception=True)
def reversal_drop(request: HttpRequest, pk: Any) -> HttpResponse:
    """Leave the entry as it is."""
    reversal = get_object_or_404(
        Reversal.objects.visible_to(request.user, ALLOCATE).select_related(
            "entry__document"
        ),
        pk=pk,
    )
    services.drop_reversal(reversal_id=reversal.pk, by=request.user)
    return redirect(reversal.entry.document)


@require_http_methods(["GET", "POST"])
@permission_required(MAKE, raise_exception=True)
def batch_create(request: HttpRequest, pk: Any) -> HttpResponse:
    """A list of the project's households with proposed amounts."""
    project = get_object_or_404(Project.objects.visible_to(request.user, MAKE), pk=pk)
    households = list(project.beneficiaries.with_households()[:MOST_LINES])
    year = timezone.localdate().year
    proposed = {
        "allocation": project.allocations.standing().order_by("-id").first(),
        "first_day": dt.date(year, 1, 1),
        "last_day": dt.date(year, 12, 31),
    }
    form = BatchForm(request.POST or None, project=project, initial=proposed)
    lines = LinesForm(request.POST or None, beneficiaries=households)
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        try:
            batch = services.make_batch(
                allocation_id=form.cleaned_data["allocation"].pk,
                programme=form.cleaned_data["programme"],
                covers=form.covers(),
                amounts=lines.amounts(),
                by=request.user,
                on=timezone.localdate(),
            )
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            return redirect(batch)
    context = {"project": project, "form": form, "lines": lines, "reasons": reasons}
    wrong = status_of(lines, reasons) if form.is_valid() else status_of(form, reasons)
    return page(request, "funds/batch_form.html", context, status=wrong)


@require_POST
@permission_required(APPROVE, raise_exception=True)
def batch_approve(request: HttpRequest, pk: Any) -> HttpResponse:
    """Freeze the list."""
    batch = get_object_or_404(
        PaymentBatch.objects.visible_to(request.user, APPROVE), pk=pk
    )
    return redirect(services.approve_batch(batch_id=batch.pk, by=request.user))


@require_POST
@permission_required(RELEASE, raise_exception=True)
def batch_release(request: HttpRequest, pk: Any) -> HttpResponse:
    """Pay the list."""
    batch = get_object_or_404(
        PaymentBatch.objects.visible_to(request.user, RELEASE), pk=pk
    )
    return redirect(
        services.release_batch(
            batch_id=batch.pk, by=request.user, on=timezone.localdate()
        )
    )


@require_http_methods(["GET", "POST"])
@permission_required(VIEW_BATCH, raise_exception=True)
def batch_return(request: HttpRequest, pk: Any) -> HttpResponse:
    """Send an unpaid batch back; whoever makes, approves or releases may."""
    if not any(
        request.user.has_perm(permission) for permission in (MAKE, APPROVE, RELEASE)
    ):
        raise PermissionDenied
    batch = get_object_or_404(PaymentBatch.objects.visible_to(request.user), pk=pk)
    action = {
        "title": _("Send this batch back"),
        "facts": [
            (_("Batch number"), batch.number),
            (_("Project"), batch.project.name),
        ],
        "danger": True,
        "back": batch.get_absolute_url(),
    }
    return _with_reason(
        request,
        action,
        lambda reason: services.return_batch(
            batch_id=batch.pk, by=request.user, reason=reason
        ),
        batch.get_absolute_url(),
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
