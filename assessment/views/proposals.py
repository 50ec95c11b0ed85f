"""One proposed figure: compare it, confirm it, refuse it or withdraw it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.policy_page import parameter_row
from core.actors import Actor
from core.permissions import SET_PARAMETER, VIEW_PARAMETER
from core.policy import parameters, proposals
from core.policy.forms import AnswerForm
from core.policy.models import ParameterProposal
from core.policy.values import format_value
from core.web.answers import answer_reason
from core.web.pages import page
from villages.models import Region


@require_GET
@permission_required(VIEW_PARAMETER, raise_exception=True)
def proposal_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One proposed figure beside the one in force, and what the reader may do."""
    rows = ParameterProposal.objects.visible_to(request.user).with_people()
    proposal = get_object_or_404(rows, pk=pk)
    code = proposal.region_code
    spec = parameters.spec_or_placeholder(proposal.key, code)
    before = parameters.previous_parameter(proposal)
    today = timezone.localdate()
    context = {
        "proposal": proposal,
        "spec": spec,
        "value": format_value(spec, proposal.value),
        "period": parameters.format_period(proposal.period),
        "before": parameter_row(spec, before, today) if before else None,
        "place": Region.objects.names([code]).get(code, ""),
        "may_set": request.user.can(SET_PARAMETER, code),
        "is_own": proposal.proposed_by_id == request.user.pk,
    }
    return page(request, "assessment/proposal_detail.html", context)


@require_POST
@permission_required(SET_PARAMETER, raise_exception=True)
def proposal_confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Confirm a figure as the second person; it holds from its first day."""
    proposal = _settable(request, pk)
    proposals.confirm_proposal(proposal_id=proposal.pk, by=request.user)
    messages.success(request, _("Confirmed. The figure holds from its first day on."))
    return redirect(proposal)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(SET_PARAMETER, raise_exception=True)
def proposal_drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Refuse a figure, or withdraw one's own; both with a reason."""
    proposal = _settable(request, pk)
    form = AnswerForm(request.POST or None)
    return answer_reason(
        request,
        form,
        lambda: proposals.drop_proposal(
            proposal_id=pk, reason=form.cleaned_data["reason"], by=request.user
        ),
        action=_drop_action(proposal, request.user),
    )


def _settable(request: HttpRequest, pk: UUID) -> ParameterProposal:
    """A proposal of a county whose figures the person may set; else 404."""
    rows = ParameterProposal.objects.visible_to(request.user, SET_PARAMETER)
    return get_object_or_404(rows, pk=pk)


def _drop_action(proposal: ParameterProposal, user: Actor) -> dict[str, Any]:
    spec = parameters.spec_or_placeholder(proposal.key, proposal.region_code)
    is_own = proposal.proposed_by_id == user.pk
    return {
        "title": _("Withdraw this figure") if is_own else _("Refuse this figure"),
        "lead": _("Nothing changes; what holds today holds on."),
        "facts": [
            (_("Figure"), spec["label"]),
            (_("New value"), format_value(spec, proposal.value)),
            (_("In force"), parameters.format_period(proposal.period)),
        ],
        "danger": True,
        "back": proposal.get_absolute_url(),
    }
