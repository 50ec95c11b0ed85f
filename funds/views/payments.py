"""The list of payments to households."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.web.pages import page
from core.web.paging import keyset_page
from funds import permissions
from funds.filters import PaymentFilter
from funds.ledgers import PAYMENT_LEDGER
from funds.models import Payment
from villages.models import Region


@require_GET
@permission_required(permissions.VIEW_BATCH, raise_exception=True)
def payment_list(request: HttpRequest) -> HttpResponse:
    """Payments of batches that were not returned, by place."""
    payments = Payment.objects.visible_to(request.user).live()
    filters = PaymentFilter(request.GET, queryset=payments, user=request.user)
    found = keyset_page(filters.qs.for_list(), request.GET)
    context = {
        "page": found,
        "filter": filters,
        "names": Region.objects.names_up({line.region_code for line in found}),
        "export_url": reverse("ledgers:detail", args=[PAYMENT_LEDGER.slug]),
    }
    template = "funds/payment_list.html"
    return page(request, template, context, part="rows", status=filters.status)
