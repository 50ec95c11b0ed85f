"""Proposals of policy figures: one person proposes, another confirms or refuses."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg2.extras import DateRange

from core import audit
from core.actors import Actor
from core.constraints import explained
from core.permissions import SET_PARAMETER, check_place
from core.policy.models import ParameterProposal, PolicyParameter
from core.policy.parameters import (
    format_period,
    not_free,
    not_second_person,
    not_settable,
    set_parameter,
    spec_of,
)
from core.policy.values import clean_value, format_value
from core.refusals import Refused, clean_reason, refuse_if


@transaction.atomic
def propose_parameter(
    *,
    key: str,
    region_code: str,
    value: Any,
    period: DateRange,
    document: str,
    reason: str,
    by: Actor,
) -> ParameterProposal:
    """Write down a figure that another person is to confirm; nothing changes by it."""
    spec = spec_of(key, region_code)
    refuse_if(
        [
            *not_settable(spec, region_code, value, document, by),
            *not_free(spec, key, region_code, period),
            *_already_pending(spec, key, region_code),
        ]
    )
    reason = clean_reason(reason)
    proposal = ParameterProposal(
        key=key,
        region_code=region_code,
        value=clean_value(spec, value),
        period=period,
        document=document.strip(),
        reason=reason,
        proposed_by=by,
    )
    with explained():  # another person may have proposed at the same moment
        proposal.save(force_insert=True)
    audit.record(
        by=by,
        verb="policy.propose_parameter",
        target=proposal,
        after=_said(proposal, spec),
    )
    return proposal


@transaction.atomic
def confirm_proposal(*, proposal_id: Any, by: Actor) -> PolicyParameter:
    """Put a proposed figure in force; another person of the office confirms it."""
    proposal = _locked(proposal_id)
    check_place(SET_PARAMETER, proposal.region_code, by)
    refuse_if(not_second_person(proposal.proposed_by, by))
    row = set_parameter(
        key=proposal.key,
        region_code=proposal.region_code,
        value=proposal.value,
        period=proposal.period,
        document=proposal.document,
        by=proposal.proposed_by,
        approved_by=by,
    )
    proposal.decided_by, proposal.decided_at, proposal.result = by, timezone.now(), row
    proposal.save(update_fields=["decided_by", "decided_at", "result"])
    spec = spec_of(proposal.key, proposal.region_code)  # for the words of the audit
    audit.record(
        by=by,
        verb="policy.confirm_parameter",
        target=proposal,
        after=_said(proposal, spec),
    )
    return row


@transaction.atomic
def drop_proposal(*, proposal_id: Any, reason: str, by: Actor) -> ParameterProposal:
    """Refuse a figure, or withdraw one's own; the reason stays with it."""
    proposal = _locked(proposal_id)
    check_place(SET_PARAMETER, proposal.region_code, by)
    proposal.answer = clean_reason(reason)
    proposal.decided_by, proposal.decided_at = by, timezone.now()
    proposal.save(update_fields=["decided_by", "decided_at", "answer"])
    own = proposal.proposed_by_id == by.pk
    audit.record(
        by=by,
        verb="policy.withdraw_parameter" if own else "policy.refuse_parameter",
        target=proposal,
        after={"key": proposal.key, "reason": proposal.answer},
    )
    return proposal


def _already_pending(spec: dict[str, Any], key: str, region_code: str) -> list[str]:
    """One proposal of a parameter awaits confirmation at a time."""
    if not ParameterProposal.objects.pending().about(key, region_code).exists():
        return []
    return [
        _(
            "A figure for “%(label)s” already awaits confirmation; that one is"
            " confirmed or refused first."
        )
        % {"label": spec["label"]}
    ]


def _locked(proposal_id: Any) -> ParameterProposal:
    """The proposal under its row lock; refused once somebody has decided it."""
    proposal = ParameterProposal.objects.select_for_update().get(pk=proposal_id)
    if proposal.decided_at is not None:
        raise Refused(
            _("%(name)s has already decided this; look at the figure again.")
            % {"name": proposal.decided_by.name}
        )
    return proposal


def _said(proposal: ParameterProposal, spec: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": proposal.key,
        "value": format_value(spec, proposal.value),
        "period": format_period(proposal.period),
        "basis": proposal.document,
    }
