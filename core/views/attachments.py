"""Stored files."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core import attachments, audit
from core.models import Attachment


@require_GET
@never_cache
def attachment(request: HttpRequest, pk: Any) -> HttpResponse:
    """A stored file, for those who may see what it belongs to; always as a download, never run."""
    row = get_object_or_404(Attachment, pk=pk)
    if not request.user.can(row.permission, row.region_code):
        raise Http404
    try:
        stream = attachments.open_file(row)
    except FileNotFoundError as error:
        raise Http404(_("The file has expired; make it anew.")) from error
    audit.record(
        by=request.user,
        verb="attachment.open",
        target=row,
        after={"purpose": row.purpose},
    )
    response = FileResponse(
        stream, as_attachment=True, filename=row.name, content_type=row.content_type
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
