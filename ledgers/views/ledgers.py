"""Pages of the ledgers: which there are, what one shows, and asking for its file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.forms.mistakes import mistakes_of
from core.jobs.models import Job
from core.web.answers import answer_form
from core.web.pages import page, set_address
from ledgers import export, listing
from ledgers.declaration import Ledger, LedgerQuery, ledger_named, ledgers_for
from ledgers.forms import PurposeForm, ScopeForm, chosen_filters
from ledgers.permissions import EXPORT_LEDGER
from villages.models import Region

LATEST_FILES = 10
LEDGER = "ledgers/ledger_detail.html"


@require_GET
@permission_required(EXPORT_LEDGER, raise_exception=True)
def ledger_list(request: HttpRequest) -> HttpResponse:
    """The ledgers this person may see, and their latest files."""
    made = Job.objects.filter(owner=request.user, kind=export.KIND)[:LATEST_FILES]
    context = {"ledgers": ledgers_for(request.user), "jobs": made}
    return page(request, "ledgers/ledger_list.html", context)


@require_GET
@permission_required(EXPORT_LEDGER, raise_exception=True)
def ledger_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The same rows and columns as the file, a page at a time."""
    ledger = _ledger(request, slug)
    scope = _scope(request, ledger, request.GET)
    filters = _filter_form(request, ledger, request.GET)
    if mistaken := _mistaken(request, ledger, scope, filters):
        return mistaken
    context = _context(request, ledger, scope, filters)
    return page(request, LEDGER, context, part="rows")


@require_POST
@permission_required(EXPORT_LEDGER, raise_exception=True)
def ledger_export(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the file; it is made in the background."""
    ledger = _ledger(request, slug)
    scope = _scope(request, ledger, request.POST)
    filters = _filter_form(request, ledger, request.POST)
    purpose = PurposeForm(request.POST)
    # A condition with a mistake is never left out: the file would hold more than asked.
    if mistaken := _mistaken(request, ledger, scope, filters):
        return mistaken

    def order() -> str:
        job = export.order_export(
            ledger=ledger,
            query=_query(request, scope, filters, full=purpose.cleaned_data["full"]),
            purpose=purpose.cleaned_data["purpose"],
        )
        return reverse("core:job", args=[job.pk])

    return answer_form(
        request,
        LEDGER,
        purpose,
        order,
        context=lambda: (
            _context(request, ledger, scope, filters) | {"purpose": purpose}
        ),
        message=_("The file is being made; you may go on working."),
        level=messages.INFO,  # it is not made yet
        opened_at=_opened_at(ledger, request.POST),
    )


def _ledger(request: HttpRequest, slug: str) -> Ledger:
    """The ledger of the address; 404 for one the person may not see."""
    ledger = ledger_named(slug)
    if ledger is None or not request.user.has_perm(ledger.permission):
        raise Http404
    return ledger


def _scope(request: HttpRequest, ledger: Ledger, given: QueryDict) -> ScopeForm:
    """The region asked for; without one the widest place of the person."""
    user, permission = request.user, ledger.permission
    widest = listing.widest_place(user, permission)
    return ScopeForm(given, user=user, permission=permission, default=widest)


def _mistaken(
    request: HttpRequest, ledger: Ledger, scope: ScopeForm, filters: Any
) -> HttpResponse | None:
    """The page without rows that says what cannot be read; None when all can.

    404 for a place that is not there or not the person's, 422 for other conditions.
    """
    judged = [form for form in (scope, filters) if form is not None]
    if not mistakes_of(*judged):
        return None
    if request.method == "POST":
        set_address(request, _opened_at(ledger, request.POST))
    context = {
        "ledger": ledger,
        "title": ledger.name,
        "form": filters,
        "scope": scope,
        "judged": judged,
    }
    status = 422 if scope.is_valid() else 404
    return page(request, LEDGER, context, part="rows", status=status)


def _filter_form(request: HttpRequest, ledger: Ledger, given: QueryDict) -> Any:
    return ledger.filter_form(given, request.user) if ledger.filter_form else None


def _query(
    request: HttpRequest, scope: ScopeForm, filters: Any, *, full: bool = False
) -> LedgerQuery:
    return LedgerQuery(
        user=request.user,
        region_code=scope.cleaned_data["region"],
        filters=chosen_filters(filters),
        on=timezone.localdate(),
        full=full,
    )


def _opened_at(ledger: Ledger, given: QueryDict) -> str:
    """The page of the ledger under the conditions that were sent with an order."""
    conditions = given.copy()
    for name in ("csrfmiddlewaretoken", *PurposeForm.base_fields):
        conditions.pop(name, None)
    address = reverse("ledgers:detail", args=[ledger.slug])
    return f"{address}?{conditions.urlencode()}"


def _context(
    request: HttpRequest, ledger: Ledger, scope: ScopeForm, filters: Any
) -> dict[str, Any]:
    query = _query(request, scope, filters)
    full = ledger.full_permission
    return {
        "ledger": ledger,
        "title": ledger.title(query),
        "form": filters,
        "scope": scope,
        "region": Region.objects.current().filter(code=query.region_code).first(),
        "purpose": PurposeForm(),
        "may_full": bool(full) and request.user.can(full, query.region_code),
        **listing.page_of(ledger, query, request.GET),
    }
