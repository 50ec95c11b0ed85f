"""The page that shows a county's policy: the profile in force and the county's figures."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from assessment.policy_page import policy_context, requested_county
from core.permissions import SET_PARAMETER, VIEW_PARAMETER
from core.web.pages import page


@require_GET
@permission_required(VIEW_PARAMETER, raise_exception=True)
def policy(request: HttpRequest) -> HttpResponse:
    """The profile in force for a county, its statements and the county's figures."""
    counties, code = requested_county(request, VIEW_PARAMETER)
    today = timezone.localdate()
    context = {
        "counties": counties,
        "code": code,
        "today": today,
        "may_set": request.user.can(SET_PARAMETER, code),
        **policy_context(code, today, request.user),
    }
    return page(request, "assessment/policy.html", context)
