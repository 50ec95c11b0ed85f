"""Reading money: documents and where each yuan went, batches, payments, and the parts other pages show."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.web.pages import page
from core.web.paging import keyset_page
from funds import rules
from funds.filters import BatchFilter, DocumentFilter, PaymentFilter
from funds.ledgers import FUND_LEDGER, PAYMENT_LEDGER
from funds.models import Allocation, FundDocument, Payment, PaymentBatch, Reversal
from funds.trace import drawing, progress, trace_of
from households.models import Household
from projects.models import Project
from villages.models import Region

VIEW, VIEW_BATCH = "funds.view_funddocument", "funds.view_paymentbatch"
ADD, ALLOCATE, MAKE = (
    "funds.add_funddocument",
    "funds.allocate_fund",
    "funds.make_payment",
)
APPROVE, RELEASE = "funds.approve_payment", "funds.release_payment"
SHOWN = 200


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


@require_GET
@permission_required(VIEW_BATCH, raise_exception=True)
def batch_list(request: HttpRequest) -> HttpResponse:
    """Payment batches, the latest first."""
    filters = BatchFilter(
        request.GET, queryset=PaymentBatch.objects.visible_to(request.user)
    )
    found = keyset_page(filters.qs.for_list(), request.GET, order=("-id",))
    names = Region.objects.names_up({batch.region_code for batch in found})
    return page(
        request,
        "funds/batch_list.html",
        {"page": found, "filter": filters, "names": names},
        part="rows",
    )


@require_GET
@permission_required(VIEW_BATCH, raise_exception=True)
def batch_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """One batch: its lines, who made, approved and released it, and what may be done now."""
    batches = PaymentBatch.objects.visible_to(request.user).select_related(
        "project",
        "allocation__document",
        "made_by",
        "approved_by",
        "released_by",
        "returned_by",
        "entry",
    )
    batch = get_object_or_404(batches, pk=pk)
    lines = keyset_page(
        batch.payments.visible_to(request.user).select_related("household"), request.GET
    )
    context = {
        "batch": batch,
        "page": lines,
        "names": Region.objects.names_up([batch.region_code]),
        "steps": _open_steps(batch, request.user),
        "other_cards": _other_cards(batch, request.user),
        "sees_document": request.user.can(VIEW, batch.allocation.document.region_code),
        "export_url": f"{reverse('ledgers:detail', args=[PAYMENT_LEDGER.slug])}?batch={batch.number}",
    }
    return page(request, "funds/batch_detail.html", context, part="rows")


@require_GET
@permission_required(VIEW_BATCH, raise_exception=True)
def payment_list(request: HttpRequest) -> HttpResponse:
    """What was paid to households, by place."""
    filters = PaymentFilter(
        request.GET, queryset=Payment.objects.visible_to(request.user).live()
    )
    found = keyset_page(filters.qs.for_list(), request.GET)
    context = {
        "page": found,
        "filter": filters,
        "names": Region.objects.names_up({line.region_code for line in found}),
        "export_url": reverse("ledgers:detail", args=[PAYMENT_LEDGER.slug]),
    }
    return page(request, "funds/payment_list.html", context, part="rows")


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


def _other_cards(batch: PaymentBatch, user: Any) -> list[str]:
    """Heads of households that have another account now than the list has; while it is not paid."""
    if not batch.is_unpaid:
        return []
    changed = batch.payments.visible_to(user).with_another_card()
    return list(
        changed.order_by("region_code", "id").values_list(
            "household__head_name", flat=True
        )[:SHOWN]
    )


def _open_steps(batch: PaymentBatch, user: Any) -> dict[str, Any]:
    """What this person may do with a batch, and why not yet."""
    holds = {
        name: user.can(name, batch.region_code) for name in (MAKE, APPROVE, RELEASE)
    }
    return {
        "approve": holds[APPROVE] and batch.state == PaymentBatch.State.DRAFT,
        "approve_reasons": rules.not_approvable(batch, user),
        "release": holds[RELEASE] and batch.state == PaymentBatch.State.APPROVED,
        "release_reasons": rules.not_releasable(batch, user),
        "return": any(holds.values()) and not rules.not_returnable(batch),
        "reverse": batch.state == PaymentBatch.State.RELEASED
        and user.can(ALLOCATE, batch.region_code),
    }
