"""Payment batches: the list, one batch, make, approve, release, return."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.refusals import Refused
from core.web.pages import page, status_of
from core.web.paging import keyset_page
from funds import rules, services
from funds.filters import BatchFilter
from funds.forms import BatchForm, LinesForm, ReasonForm
from funds.ledgers import PAYMENT_LEDGER
from funds.models import (
    PaymentBatch,
)
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
MOST_LINES = 500


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
