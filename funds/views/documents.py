"""Fund documents: the list, where the money of one went, register, confirm, void."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.web.answers import answer_form, answer_reason
from core.web.formats import spelled
from core.web.pages import page
from core.web.paging import keyset_page
from funds import permissions, services
from funds.filters import DocumentFilter
from funds.flow_chart import chart_of
from funds.forms import DocumentForm, ReasonForm
from funds.ledgers import FUND_LEDGER
from funds.models import FundDocument, Reversal
from funds.money_flow import flow_of, progress


@require_GET
@permission_required(permissions.VIEW_DOCUMENT, raise_exception=True)
def document_list(request: HttpRequest) -> HttpResponse:
    """Fund documents with what was allocated and paid of each."""
    documents = FundDocument.objects.visible_to(request.user)
    filters = DocumentFilter(request.GET, queryset=documents)
    rows = filters.qs.with_balances()
    context = {
        "page": keyset_page(rows, request.GET, order=("-issued_on", "id")),
        "filter": filters,
        "figures": progress(documents),
        "may_add": request.user.has_perm(permissions.REGISTER_DOCUMENT),
        "export_url": reverse("ledgers:detail", args=[FUND_LEDGER.slug]),
    }
    template = "funds/document_list.html"
    return page(request, template, context, part="rows", status=filters.status)


@require_GET
@permission_required(permissions.VIEW_DOCUMENT, raise_exception=True)
def document_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """Where the money of one document went, and its entries."""
    user = request.user
    documents = FundDocument.objects.visible_to(user)
    document = get_object_or_404(
        documents.select_related("registered_by", "confirmed_by"), pk=pk
    )
    flow = flow_of(document)
    entries = document.entries.with_amount().select_related("made_by", "approved_by")
    reversals = Reversal.objects.filter(entry__document=document)
    waiting = reversals.awaiting_confirmation().with_amount()
    context = {
        "document": document,
        "flow": flow,
        "chart": chart_of(flow),
        "entries": entries.prefetch_related("reversed_by"),
        "reversals": waiting.select_related("entry", "asked_by"),
        "may": {
            "add": user.can(permissions.REGISTER_DOCUMENT, document.region_code),
            "allocate": user.can(permissions.ALLOCATE, document.region_code),
        },
    }
    return page(request, "funds/document_detail.html", context)


@require_http_methods(["GET", "POST"])
@permission_required(permissions.REGISTER_DOCUMENT, raise_exception=True)
def document_create(request: HttpRequest) -> HttpResponse:
    """Register a fund document."""
    form = DocumentForm(request.POST or None, user=request.user)
    return answer_form(
        request,
        "funds/document_form.html",
        form,
        lambda: services.register_document(
            region_code=form.cleaned_data["place"],
            values=form.cleaned_data,
            by=request.user,
        ),
        message=_(
            "The document is registered; "
            "another person now compares it with the paper and confirms it."
        ),
    )


@require_POST
@permission_required(permissions.REGISTER_DOCUMENT, raise_exception=True)
def document_confirm(request: HttpRequest, pk: Any) -> HttpResponse:
    """Confirm the document as the second person, who has compared the paper."""
    documents = FundDocument.objects.visible_to(
        request.user, permissions.REGISTER_DOCUMENT
    )
    document = get_object_or_404(documents, pk=pk)
    services.confirm_document(
        document_id=document.pk, by=request.user, on=timezone.localdate()
    )
    return redirect(document)


@require_http_methods(["GET", "POST"])
@permission_required(permissions.REGISTER_DOCUMENT, raise_exception=True)
def document_drop(request: HttpRequest, pk: Any) -> HttpResponse:
    """Void a document nobody has confirmed."""
    documents = FundDocument.objects.visible_to(
        request.user, permissions.REGISTER_DOCUMENT
    )
    document = get_object_or_404(documents, pk=pk)
    form = ReasonForm(request.POST or None)
    return answer_reason(
        request,
        form,
        lambda: services.drop_document(
            document_id=document.pk, by=request.user, **form.cleaned_data
        ),
        action={
            "title": _("Void this document"),
            "facts": [
                (_("Fund document number"), document.number),
                (_("Amount"), spelled(document.amount_fen)),
            ],
            "danger": True,
            "back": document.get_absolute_url(),
        },
    )
