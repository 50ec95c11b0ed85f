"""The reversal of an entry: ask for it, confirm it, or leave the entry as it is."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.web.answers import answer_reason
from core.web.formats import spelled
from funds import permissions, services
from funds.forms import ReasonForm
from funds.models import Entry, Reversal


@require_http_methods(["GET", "POST"])
@permission_required(permissions.ALLOCATE, raise_exception=True)
def entry_reverse(request: HttpRequest, pk: Any) -> HttpResponse:
    """Ask for the reversal of an entry."""
    entries = Entry.objects.visible_to(request.user, permissions.ALLOCATE)
    entry = get_object_or_404(entries.with_amount().select_related("document"), pk=pk)
    form = ReasonForm(request.POST or None)
    return answer_reason(
        request,
        form,
        lambda: services.reverse_entry(
            entry_id=entry.pk, by=request.user, **form.cleaned_data
        ),
        action=_reversal_of(entry),
    )


@require_POST
@permission_required(permissions.ALLOCATE, raise_exception=True)
def reversal_confirm(request: HttpRequest, pk: Any) -> HttpResponse:
    """Confirm the reversal as the second person; the mirror entry is written."""
    reversals = Reversal.objects.visible_to(request.user, permissions.ALLOCATE)
    reversal = get_object_or_404(reversals.select_related("entry__document"), pk=pk)
    services.confirm_reversal(
        reversal_id=reversal.pk, by=request.user, on=timezone.localdate()
    )
    return redirect(reversal.entry.document)


@require_POST
@permission_required(permissions.ALLOCATE, raise_exception=True)
def reversal_drop(request: HttpRequest, pk: Any) -> HttpResponse:
    """Leave the entry as it is."""
    reversals = Reversal.objects.visible_to(request.user, permissions.ALLOCATE)
    reversal = get_object_or_404(reversals.select_related("entry__document"), pk=pk)
    services.drop_reversal(reversal_id=reversal.pk, by=request.user)
    return redirect(reversal.entry.document)


def _reversal_of(entry: Entry) -> dict[str, Any]:
    return {
        "title": _("Reverse this entry"),
        "lead": _(
            "Nothing is erased: when another person confirms, "
            "an equal entry in the opposite direction is written."
        ),
        "facts": [
            (_("Fund document number"), entry.document.number),
            (_("Entry"), entry.get_kind_display()),
            (_("Amount"), spelled(entry.amount_fen)),
        ],
        "danger": True,
        "back": entry.document.get_absolute_url(),
    }
