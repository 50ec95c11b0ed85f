"""What happened to a family: the timeline, and every change of every field."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from core.web.pages import page
from households import timeline
from households.history import changes_of
from households.models import Household
from households.permissions import VIEW

CHANGES_A_PAGE = 30


@require_GET
@permission_required(VIEW, raise_exception=True)
def household_timeline(request: HttpRequest, pk: Any) -> HttpResponse:
    """An older page of the timeline."""
    household = get_object_or_404(Household.objects.visible_to(request.user), pk=pk)
    entries, older = timeline.entries(
        household, request.user, request.GET.get("before", "")
    )
    context = {"household": household, "entries": entries, "older": older}
    return page(request, "households/household_timeline.html", context, part="entries")


@require_GET
@permission_required(VIEW, raise_exception=True)
def household_history(request: HttpRequest, pk: Any) -> HttpResponse:
    """Every change of every field: who, when, from what to what."""
    household = get_object_or_404(Household.objects.visible_to(request.user), pk=pk)
    changes = changes_of(household)
    start = _whole(request.GET.get("from"))
    end = start + CHANGES_A_PAGE
    context = {
        "household": household,
        "changes": changes[start:end],
        "more": end if len(changes) > end else 0,
        "start": start,
        "count": len(changes),
    }
    return page(request, "households/household_history.html", context)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else 0
