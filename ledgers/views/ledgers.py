"""Pages: which ledgers there are, what one shows, and fetching the finished file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.jobs.models import Job
from core.web.pages import page
from ledgers import export, listing
from ledgers.declaration import Ledger, Request, ledger_named, ledgers_for
from ledgers.forms import PurposeForm, ScopeForm
from villages.models import Region


@require_GET
@permission_required(export.EXPORT, raise_exception=True)
def ledger_list(request: HttpRequest) -> HttpResponse:
    """The ledgers this person may see, and the latest files."""
    made = Job.objects.filter(owner=request.user, kind=export.KIND)[:10]
    return page(
        request,
        "ledgers/ledger_list.html",
        {"ledgers": ledgers_for(request.user), "jobs": made},
    )


@require_GET
@permission_required(export.EXPORT, raise_exception=True)
def ledger_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The same rows and columns as the file, a page at a time."""
    ledger = _ledger(request, slug)
    asked, form, scope = _asked(request, ledger, request.GET)
    return page(
        request,
        "ledgers/ledger_detail.html",
        _shown(request, ledger, asked, form, scope),
        part="rows",
    )


def _shown(
    request: HttpRequest, ledger: Ledger, asked: Request, form: Any, scope: ScopeForm
) -> dict[str, Any]:
    return {
        "ledger": ledger,
        "title": ledger.title(asked),
        "form": form,
        "scope": scope,
        "region": Region.objects.current().filter(code=asked.region_code).first(),
        "purpose": PurposeForm(),
        "may_full": bool(ledger.full_permission)
        and request.user.can(ledger.full_permission, asked.region_code),
        **listing.shown(ledger, asked, request.GET),
    }


@require_POST
@permission_required(export.EXPORT, raise_exception=True)
def ledger_export(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the file; it is made in the background."""
    ledger = _ledger(request, slug)
    asked, form, scope = _asked(request, ledger, request.POST)
    if (
        form is not None and form.errors
    ):  # a condition left out would make a file of more than was asked for
        return page(
            request,
            "ledgers/ledger_detail.html",
            _shown(request, ledger, asked, form, scope),
            status=400,
        )
    purpose = PurposeForm(request.POST)
    purpose.is_valid()
    job = export.order_export(
        ledger=ledger,
        by=request.user,
        region_code=asked.region_code,
        filters=dict(asked.filters),
        on=asked.on,
        full=purpose.cleaned_data.get("full", False),
        purpose=purpose.cleaned_data.get("purpose", ""),
    )
    messages.info(request, _("The file is being made; you may go on working."))
    return redirect("core:job", pk=job.pk)


@require_GET
@never_cache
@permission_required(export.EXPORT, raise_exception=True)
def download(request: HttpRequest, pk: Any) -> HttpResponse:
    """The finished file, for the one who asked for it."""
    job = get_object_or_404(Job, pk=pk, owner=request.user, kind=export.KIND)
    return export.response(job=job, by=request.user)


def _ledger(request: HttpRequest, slug: str) -> Ledger:
    ledger = ledger_named(slug)
    if ledger is None or not request.user.has_perm(ledger.permission):
        raise Http404
    return ledger


def _asked(
    request: HttpRequest, ledger: Ledger, given: Any
) -> tuple[Request, Any, ScopeForm]:
    """The request in the person's words, checked; a region out of reach does not exist for him."""
    scope = ScopeForm(
        given, default=listing.widest_place(request.user, ledger.permission)
    )
    if not scope.is_valid() or not request.user.can(
        ledger.permission, scope.cleaned_data["region"]
    ):
        raise Http404
    form = ledger.filter_form(given, request.user) if ledger.filter_form else None
    filters = {}
    if form is not None:
        form.is_valid()
        filters = {
            key: value
            for key, value in form.cleaned_data.items()
            if value not in (None, "", [])
        }
    return (
        Request(
            request.user, scope.cleaned_data["region"], filters, timezone.localdate()
        ),
        form,
        scope,
    )
