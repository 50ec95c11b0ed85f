"""The history of one policy parameter, and proposing a new figure for it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from assessment.policy_page import parameter_row, requested_parameter
from core.actors import Actor
from core.permissions import SET_PARAMETER, VIEW_PARAMETER
from core.policy import parameters, proposals
from core.policy.forms import ParameterForm
from core.policy.models import ParameterProposal
from core.policy.values import describe_format, format_value
from core.web.answers import answer_form
from core.web.pages import page
from villages.models import Region

MOST_PROPOSALS = 100
PROPOSED = _(
    "Proposed. It holds only when another person of your office has confirmed it."
)


@require_GET
@permission_required(VIEW_PARAMETER, raise_exception=True)
def parameter_detail(request: HttpRequest, key: str) -> HttpResponse:
    """Everything the county ever set for one parameter, and what was proposed."""
    code, spec = requested_parameter(request, VIEW_PARAMETER, key)
    today = timezone.localdate()
    history = parameters.history(key, code)
    context = {
        "key": key,
        "code": code,
        "spec": spec,
        "form": describe_format(spec),
        "rows": [parameter_row(spec, row, today) for row in history],
        "places": Region.objects.names([code, *(row.region_code for row in history)]),
        "proposals": _proposals(request, key, code, spec),
        "may_set": request.user.can(SET_PARAMETER, code),
    }
    return page(request, "assessment/parameter_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(SET_PARAMETER, raise_exception=True)
def parameter_propose(request: HttpRequest, key: str) -> HttpResponse:
    """Propose a new figure; another person of the office confirms it."""
    code, spec = requested_parameter(request, SET_PARAMETER, key)
    today = timezone.localdate()
    row = parameters.rows_in_force(code, today).get(key)
    begins = row.period.upper if row and row.period.upper else today
    form = ParameterForm(request.POST or None, spec=spec, initial={"first_day": begins})
    context = {
        "key": key,
        "code": code,
        "spec": spec,
        "line": parameter_row(spec, row, today) if row else None,
        "place": Region.objects.names([code]).get(code, code),
    }
    return answer_form(
        request,
        "assessment/parameter_form.html",
        form,
        lambda: _propose(form, key, code, request.user),
        context=context,
        message=PROPOSED,
    )


def _propose(form: ParameterForm, key: str, code: str, by: Actor) -> ParameterProposal:
    return proposals.propose_parameter(
        key=key,
        region_code=code,
        value=form.cleaned_data["value"],
        period=form.period,
        document=form.cleaned_data["document"],
        reason=form.cleaned_data["reason"],
        by=by,
    )


def _proposals(
    request: HttpRequest, key: str, code: str, spec: dict[str, Any]
) -> list[tuple[ParameterProposal, str, str]]:
    """Proposals about a parameter with value and period in words, newest first."""
    rows = ParameterProposal.objects.visible_to(request.user).about(key, code)
    return [
        (row, format_value(spec, row.value), parameters.format_period(row.period))
        for row in rows.with_people()[:MOST_PROPOSALS]
    ]
