"""Pages on which the county office sets its own figures: one proposes, another confirms or refuses."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.views.policy import VIEW, county_asked
from core.permissions import SET_PARAMETER
from core.policy import parameters, proposals
from core.policy.forms import AnswerForm, ParameterForm
from core.policy.models import ParameterProposal
from core.policy.values import describe_format, format_value
from core.refusals import Refused
from core.web.pages import page, status_of
from villages.models import Region

SET = SET_PARAMETER
SHOWN = 100


@require_GET
@permission_required(VIEW, raise_exception=True)
def parameter_detail(request: HttpRequest, key: str) -> HttpResponse:
    """Everything the county ever set for one parameter, and what was proposed."""
    code, spec = _asked(request, VIEW, key)
    today = timezone.localdate()
    about = (
        ParameterProposal.objects.visible_to(request.user)
        .about(key, code)
        .with_people()[:SHOWN]
    )
    rows = [_line(spec, row, today) for row in parameters.history(key, code)]
    context = {
        "key": key,
        "code": code,
        "spec": spec,
        "form": describe_format(spec),
        "rows": rows,
        "places": Region.objects.names(
            [code, *(line["row"].region_code for line in rows)]
        ),
        "proposals": [
            (row, format_value(spec, row.value), parameters.format_period(row.period))
            for row in about
        ],
        "may_set": request.user.can(SET, code),
    }
    return page(request, "assessment/parameter_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(SET, raise_exception=True)
def parameter_propose(request: HttpRequest, key: str) -> HttpResponse:
    """Write a new figure down; another person of the office confirms it."""
    code, spec = _asked(request, SET, key)
    row = parameters.rows_in_force(code, timezone.localdate()).get(key)
    begins = row.period.upper if row and row.period.upper else timezone.localdate()
    form = ParameterForm(request.POST or None, spec=spec, initial={"first_day": begins})
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        values = {
            name: form.cleaned_data[name] for name in ("value", "document", "reason")
        }
        try:
            proposal = proposals.propose_parameter(
                key=key, region_code=code, period=form.period, by=request.user, **values
            )
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            messages.success(
                request,
                _(
                    "Proposed. It holds only when another person of your office has confirmed it."
                ),
            )
            return redirect(proposal)
    context = {
        "form": form,
        "reasons": reasons,
        "key": key,
        "code": code,
        "spec": spec,
        "line": _line(spec, row, timezone.localdate()) if row else None,
        "place": Region.objects.names([code]).get(code, code),
    }
    return page(
        request,
        "assessment/parameter_form.html",
        context,
        status=status_of(form, reasons),
    )


@require_GET
@permission_required(VIEW, raise_exception=True)
def proposal_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One proposed figure beside the one that holds, and what the reader may do about it."""
    rows = ParameterProposal.objects.visible_to(request.user).with_people()
    proposal = get_object_or_404(rows, pk=pk)
    spec = parameters.spec_or_placeholder(proposal.key, proposal.region_code)
    before = parameters.previous_parameter(proposal)
    context = {
        "proposal": proposal,
        "spec": spec,
        "value": format_value(spec, proposal.value),
        "period": parameters.format_period(proposal.period),
        "before": _line(spec, before, timezone.localdate()) if before else None,
        "place": Region.objects.names([proposal.region_code]).get(
            proposal.region_code, ""
        ),
        "may_set": request.user.can(SET, proposal.region_code),
        "is_own": proposal.proposed_by_id == request.user.pk,
    }
    return page(request, "assessment/proposal_detail.html", context)


@require_POST
@permission_required(SET, raise_exception=True)
def proposal_confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The second person agrees; the figure holds from its first day."""
    proposal = get_object_or_404(
        ParameterProposal.objects.visible_to(request.user, SET), pk=pk
    )
    proposals.confirm_proposal(proposal_id=proposal.pk, by=request.user)
    messages.success(request, _("Confirmed. The figure holds from its first day on."))
    return redirect(proposal)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(SET, raise_exception=True)
def proposal_drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Refuse a figure with a reason, or take one's own back."""
    proposal = get_object_or_404(
        ParameterProposal.objects.visible_to(request.user, SET), pk=pk
    )
    form = AnswerForm(request.POST or None)
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            proposals.drop_proposal(
                proposal_id=pk, reason=form.cleaned_data["reason"], by=request.user
            )
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            return redirect(proposal)
    context = {
        "action": _drop_action(proposal, request.user),
        "form": form,
        "reasons": reasons,
    }
    return page(request, "base_action.html", context, status=status_of(form, reasons))


def _drop_action(proposal: ParameterProposal, user: Any) -> dict[str, Any]:
    spec = parameters.spec_or_placeholder(proposal.key, proposal.region_code)
    own = proposal.proposed_by_id == user.pk
    return {
        "title": _("Withdraw this figure") if own else _("Refuse this figure"),
        "lead": _("Nothing changes; what holds today holds on."),
        "facts": [
            (_("Figure"), spec["label"]),
            (_("New value"), format_value(spec, proposal.value)),
            (_("In force"), parameters.format_period(proposal.period)),
        ],
        "danger": True,
        "back": proposal.get_absolute_url(),
    }


def _asked(
    request: HttpRequest, permission: str, key: str
) -> tuple[str, dict[str, Any]]:
    """The county and the parameter of the address; 404 when either is not there for this person."""
    _counties, code = county_asked(request, permission)
    if permission == SET and not request.user.can(SET, code):
        raise Http404
    try:
        return code, parameters.spec_of(key, code)
    except Refused as refusal:
        raise Http404 from refusal


def _line(spec: dict[str, Any], row: Any, on: Any) -> dict[str, Any]:
    """A figure of the history in words, and whether it holds on a day."""
    state = (
        "valid" if on in row.period else "planned" if row.period.lower > on else "past"
    )
    labels = {
        "valid": _("holds now"),
        "planned": _("comes into force"),
        "past": _("no longer in force"),
    }
    return {
        "row": row,
        "value": format_value(spec, row.value),
        "period": parameters.format_period(row.period),
        "state": state,
        "state_label": labels[state],
    }
