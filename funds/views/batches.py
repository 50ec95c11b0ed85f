"""Payment batches: the list, one batch, make, approve, release, return."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.actors import Actor
from core.web.answers import answer_form, answer_reason
from core.web.formats import spelled
from core.web.pages import page
from core.web.paging import keyset_page
from funds import permissions, purposes, rules, services
from funds.filters import BatchFilter
from funds.forms import AmountsForm, BatchForm, ReasonForm
from funds.ledgers import PAYMENT_LEDGER
from funds.models import PaymentBatch
from projects.models import Project
from villages.models import Region

MAX_NAMED = 200  # heads of households with a changed bank account, on one page
BATCH_FORM = "funds/batch_form.html"
MAX_LINES = 500  # boxes on one form
TAKES_PART = (
    permissions.MAKE_BATCH,
    permissions.APPROVE_BATCH,
    permissions.RELEASE_BATCH,
)


@require_GET
@permission_required(permissions.VIEW_BATCH, raise_exception=True)
def batch_list(request: HttpRequest) -> HttpResponse:
    """Payment batches, the latest first."""
    batches = PaymentBatch.objects.visible_to(request.user)
    filters = BatchFilter(request.GET, queryset=batches)
    found = keyset_page(filters.qs.for_list(), request.GET, order=("-id",))
    context = {
        "page": found,
        "filter": filters,
        "names": Region.objects.names_up({batch.region_code for batch in found}),
    }
    template = "funds/batch_list.html"
    return page(request, template, context, part="rows", status=filters.status)


@require_GET
@permission_required(permissions.VIEW_BATCH, raise_exception=True)
def batch_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """One batch: its lines, who acted on it, and what may be done now."""
    user = request.user
    batches = PaymentBatch.objects.visible_to(user).with_people()
    batch = get_object_or_404(batches, pk=pk)
    lines = batch.payments.visible_to(user).select_related(
        "household", "account_holder"
    )
    document = batch.allocation.document
    export_url = reverse("ledgers:detail", args=[PAYMENT_LEDGER.slug])
    context = {
        "batch": batch,
        "page": keyset_page(lines, request.GET),
        "names": Region.objects.names_up([batch.region_code]),
        "steps": _open_steps(batch, user),
        "other_cards": _heads_with_another_account(batch, user),
        "sees_document": user.can(permissions.VIEW_DOCUMENT, document.region_code),
        "export_url": f"{export_url}?batch={batch.number}",
    }
    return page(request, "funds/batch_detail.html", context, part="rows")


@require_http_methods(["GET", "POST"])
@permission_required(permissions.MAKE_BATCH, raise_exception=True)
def batch_create(request: HttpRequest, pk: Any) -> HttpResponse:
    """Make a batch from a list of the project's households with proposed amounts.

    Without JavaScript too, `relist` shows who is left out for another period.
    """
    user, today = request.user, timezone.localdate()
    projects = Project.objects.visible_to(user, permissions.MAKE_BATCH)
    project = get_object_or_404(projects, pk=pk)
    relists = "relist" in request.POST
    form = BatchForm(
        request.POST or None,
        project=project,
        initial=_proposed(project, today),
        only_lists=relists,
    )
    amounts = _amounts(request, project, form)
    if relists:
        context = {"project": project, "form": form, "lines": amounts, "reasons": []}
        return page(request, BATCH_FORM, context, status=422 if form.errors else 200)
    return answer_form(
        request,
        BATCH_FORM,
        form,
        lambda: services.make_batch(
            allocation_id=form.cleaned_data["allocation"].pk,
            terms=form.terms(),
            amounts=amounts.by_household(),
            by=user,
            on=today,
        ),
        also=(amounts,),
        context={"project": project, "lines": amounts},
    )


@require_POST
@permission_required(permissions.APPROVE_BATCH, raise_exception=True)
def batch_approve(request: HttpRequest, pk: Any) -> HttpResponse:
    """Approve the batch: its lines do not change any more."""
    batches = PaymentBatch.objects.visible_to(request.user, permissions.APPROVE_BATCH)
    batch = get_object_or_404(batches, pk=pk)
    return redirect(services.approve_batch(batch_id=batch.pk, by=request.user))


@require_POST
@permission_required(permissions.RELEASE_BATCH, raise_exception=True)
def batch_release(request: HttpRequest, pk: Any) -> HttpResponse:
    """Release the batch: its total is paid."""
    batches = PaymentBatch.objects.visible_to(request.user, permissions.RELEASE_BATCH)
    batch = get_object_or_404(batches, pk=pk)
    return redirect(
        services.release_batch(
            batch_id=batch.pk, by=request.user, on=timezone.localdate()
        )
    )


@require_http_methods(["GET", "POST"])
@permission_required(permissions.VIEW_BATCH, raise_exception=True)
def batch_return(request: HttpRequest, pk: Any) -> HttpResponse:
    """Return an unpaid batch; whoever makes, approves or releases may."""
    if not any(request.user.has_perm(permission) for permission in TAKES_PART):
        raise PermissionDenied
    batches = PaymentBatch.objects.visible_to(request.user).select_related("project")
    batch = get_object_or_404(batches, pk=pk)
    form = ReasonForm(request.POST or None)
    return answer_reason(
        request,
        form,
        lambda: services.return_batch(
            batch_id=batch.pk, by=request.user, **form.cleaned_data
        ),
        action={
            "title": _("Return this batch"),
            "facts": [
                (_("Batch number"), batch.number),
                (_("Project"), batch.project.name),
                (_("Total"), spelled(batch.total_fen)),
            ],
            "danger": True,
            "back": batch.get_absolute_url(),
        },
    )


def _amounts(request: HttpRequest, project: Project, form: BatchForm) -> AmountsForm:
    """The boxes of the households: as typed, or proposed anew for other terms."""
    typed = request.POST if request.POST and "relist" not in request.POST else None
    rows = list(project.beneficiaries.with_households()[:MAX_LINES])
    known: dict[str, Any] = {"terms": _first_terms(form)}
    if form.is_bound:
        valid = form.is_valid()
        known = {
            "terms": form.terms() if valid else None,
            "allocation": form.cleaned_data.get("allocation") if valid else None,
        }
    return AmountsForm(typed, beneficiaries=rows, **known)


def _first_terms(form: BatchForm) -> rules.Terms | None:
    """What the form proposes when it is opened."""
    offered = form.fields["programme"].choices
    if not offered:
        return None
    last = form.initial["last_day"] + dt.timedelta(days=1)
    return rules.Terms(offered[0][0], (form.initial["first_day"], last))


def _proposed(project: Project, today: dt.date) -> dict[str, Any]:
    """The latest allocation, and this year or the nearest one it can pay for."""
    standing = project.allocations.standing().select_related("document", "project")
    allocation, year = standing.order_by("-id").first(), today.year
    if allocation:
        first, after = purposes.years_of(allocation.document, project)
        year = min(max(year, first.year), after.year - 1)
    return {
        "allocation": allocation,
        "first_day": dt.date(year, 1, 1),
        "last_day": dt.date(year, 12, 31),
    }


def _heads_with_another_account(batch: PaymentBatch, user: Actor) -> list[str]:
    """Heads of households whose bank account changed since the list was made.

    A changed account is a known fraud, so the officers see it while it is not paid.
    """
    if not batch.is_unpaid:
        return []
    changed = batch.payments.visible_to(user).with_another_card()
    heads = changed.order_by("region_code", "id").values_list(
        "household__head_name", flat=True
    )
    return list(heads[:MAX_NAMED])


def _open_steps(batch: PaymentBatch, user: Actor) -> dict[str, Any]:
    """What this person may do with a batch, and why not yet."""
    place, state = batch.region_code, batch.State
    holds = {name: user.can(name, place) for name in TAKES_PART}
    return {
        "approve": holds[permissions.APPROVE_BATCH] and batch.state == state.DRAFT,
        "approve_reasons": rules.not_approvable(batch, user),
        "release": holds[permissions.RELEASE_BATCH] and batch.state == state.APPROVED,
        "release_reasons": rules.not_releasable(batch, user),
        "return": any(holds.values()) and not rules.not_returnable(batch),
        "reverse": batch.state == state.RELEASED
        and user.can(permissions.ALLOCATE, place),
    }
