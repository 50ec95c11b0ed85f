"""Download of a finished ledger file."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core.jobs.models import Job
from ledgers import export
from ledgers.permissions import EXPORT_LEDGER


@require_GET
@never_cache
@permission_required(EXPORT_LEDGER, raise_exception=True)
def download(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The finished file, for the person who asked for it."""
    job = get_object_or_404(Job, pk=pk, owner=request.user, kind=export.KIND)
    return export.response(job=job, by=request.user)
