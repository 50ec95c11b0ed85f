"""Fund documents: the list, one document and where its money went, register, confirm, void."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.refusals import Refused
from core.web.pages import page, status_of
from core.web.paging import keyset_page
from funds import services
from funds.filters import DocumentFilter
from funds.forms import DocumentForm, ReasonForm
from funds.ledgers import FUND_LEDGER
from funds.models import (
    FundDocument,
    Reversal,
)
from funds.trace import drawing, progress, trace_of

VIEW, VIEW_BATCH = "funds.view_funddocument", "funds.view_paymentbatch"
ADD, ALLOCATE, MAKE = (
    "funds.add_funddocument",
    "funds.allocate_fund",
    "funds.make_payment",
)


@require_GET
@permission_required(VIEW, raise_exception=True)
def document_list(request: HttpRequest) -> HttpResponse:
    """Fund documents with what was allocated and paid of each."""
    documents = FundDocument.objects.visible_to(request.user)
    filters = DocumentFilter(request.GET, queryset=documents)
    context = {
        "page": keyset_page(
            filters.qs.with_balances(), request.GET, order=("-issued_on", "id")
        ),
        "filter": filters,
        "figures": progress(documents),
        "may_add": request.user.has_perm(ADD),
        "export_url": reverse("ledgers:detail", args=[FUND_LEDGER.slug]),
    }
    return page(request, "funds/document_list.html", context, part="rows")


@require_GET
@permission_required(VIEW, raise_exception=True)
def document_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """Where the money of one document went, and back."""
    documents = FundDocument.objects.visible_to(request.user).select_related(
        "registered_by", "confirmed_by"
    )
    document = get_object_or_404(documents, pk=pk)
    trace = trace_of(document)
    words = {
        "available": _("not yet allocated"),
        "others": _("other projects"),
        "paid": _("paid to households"),
    }
    context = {
        "document": document,
        "trace": trace,
        "drawing": drawing(trace, words),
        "entries": document.entries.with_amount()
        .select_related("made_by", "approved_by")
        .prefetch_related("reversed_by"),
        "reversals": Reversal.objects.filter(entry__document=document)
        .awaiting_confirmation()
        .select_related("entry", "asked_by"),
        "may": {
            "add": request.user.can(ADD, document.region_code),
            "allocate": request.user.can(ALLOCATE, document.region_code),
        },
    }
    return page(request, "funds/document_detail.html", context)


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
