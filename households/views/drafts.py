"""Drafts: what stands in a sheet that is not handed in yet."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from households.models import Household
from households.permissions import CHANGE
from households.sheet import drafts
from households.sheet.forged import refuse_forged
from households.sheet.requested import sheet_of, version_number


@require_POST
@permission_required(CHANGE, raise_exception=True)
def household_draft(request: HttpRequest) -> HttpResponse:
    """Keep what stands in the form.

    409 once the person has handed the sheet in, from here or from another window. Where
    somebody else has saved meanwhile the draft is kept: its writer will see both versions.
    """
    refuse_forged(request.POST)
    sheet, version = sheet_of(request), version_number(request.POST.get("version"))
    stored = sheet.household_row
    if stored and stored.version != version and stored.updated_by_id == request.user.pk:
        return HttpResponse(status=409)
    drafts.keep_draft(
        owner=request.user,
        key=drafts.form_key(sheet.period.code, registered=stored is not None),
        entity_id=sheet.id,
        base_version=version,
        post=request.POST,
    )
    return HttpResponse(status=204)


@require_POST
@permission_required(CHANGE, raise_exception=True)
def household_draft_discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw the draft away and begin again from what is stored."""
    drafts.discard(request.user, pk)
    if Household.objects.visible_to(request.user).filter(pk=pk).exists():
        return redirect("households:update", pk)
    return redirect("households:create")
