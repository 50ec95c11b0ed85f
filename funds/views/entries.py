"""Ask for the reversal of an entry, confirm it or leave the entry as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.refusals import Refused
from core.web.pages import page, status_of
from funds import services
from funds.forms import ReasonForm
from funds.models import (
    Entry,
    Reversal,
)

ADD, ALLOCATE, MAKE = (
    "funds.add_funddocument",
    "funds.allocate_fund",
    "funds.make_payment",
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
