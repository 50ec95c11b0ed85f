"""Who did what."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from core.audit import presenters
from core.audit.filters import AuditFilter
from core.audit.models import AuditEntry
from core.permissions import VIEW_AUDIT
from core.web.pages import page
from core.web.paging import keyset_page


@require_GET
@permission_required(VIEW_AUDIT, raise_exception=True)
def audit_list(request: HttpRequest) -> HttpResponse:
    """Who did what in the regions one watches over."""
    form = AuditFilter(request.GET)
    entries = AuditEntry.objects.none()
    if form.is_valid():
        asked = form.cleaned_data
        entries = (
            AuditEntry.objects.visible_to(request.user)
            .of_verb(asked["verb"])
            .by_person(asked["person"])
        )
    found = keyset_page(entries, request.GET, order=("-id",), size=50)
    context = {
        "form": form,
        "page": found,
        "lines": presenters.entry_rows(found, request.user),
    }
    return page(request, "core/audit_list.html", context, part="rows")
