"""A figure of the county on its way into force: proposed by one person, confirmed or refused by another."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser as User
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg2.extras import DateRange

from core import audit
from core.policy.models import ParameterProposal, PolicyParameter
from core.policy.parameters import (
    PERMISSION,
    format_period,
    not_free,
    not_second_person,
    not_settable,
    set_parameter,
    spec_of,
)
from core.policy.values import clean_value, format_value
from core.refusals import Refused, refuse_if

REASON_LIMIT = 300


@transaction.atomic
def propose_parameter(
    *,
    key: str,
    region_code: str,
    value: Any,
    period: DateRange,
    document: str,
    reason: str,
    by: User,
) -> ParameterProposal:
    """Write down a figure that another person is to confirm; nothing changes by it."""
    spec = spec_of(key, region_code)
    reasons = [
        *not_settable(spec, region_code, value, document, by),
        *not_free(spec, key, region_code, period),
    ]
    if not 0 < len(reason.strip()) <= REASON_LIMIT:
        reasons.append(_("Give the reason, so that the others know what to do."))
    refuse_if(reasons)
    proposal = ParameterProposal(
        key=key,
        region_code=region_code,
        value=clean_value(spec, value),
        period=period,
        document=document.strip(),
        reason=reason.strip(),
        proposed_by=by,
    )
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError as error:
        if "proposal_pending_once" not in str(error):
            raise
        raise Refused(
            _(
                "A figure for “%(label)s” already awaits confirmation; that one is confirmed or refused first."
            )
            % {"label": spec["label"]}
        ) from error
    audit.record(
        by=by,
        verb="policy.propose_parameter",
        target=proposal,
        after=_said(proposal, spec),
    )
    return proposal


@transaction.atomic
def confirm_proposal(*, proposal_id: Any, by: User) -> PolicyParameter:
    """A second person of the office has compared it with the document: it holds from its first day."""
    proposal = _locked(proposal_id)
    _refuse_stranger(proposal, by)
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
    spec = spec_of(proposal.key, proposal.region_code)
    audit.record(
        by=by,
        verb="policy.confirm_parameter",
        target=proposal,
        after=_said(proposal, spec),
    )
    return row


@transaction.atomic
def drop_proposal(*, proposal_id: Any, reason: str, by: User) -> ParameterProposal:
    """Refuse a figure, or take back one's own; the reason stays with it."""
    proposal = _locked(proposal_id)
    _refuse_stranger(proposal, by)
    if not 0 < len(reason.strip()) <= REASON_LIMIT:
        raise Refused(_("Give the reason, so that the others know what to do."))
    proposal.decided_by, proposal.decided_at, proposal.answer = (
        by,
        timezone.now(),
        reason.strip(),
    )
    proposal.save(update_fields=["decided_by", "decided_at", "answer"])
    own = proposal.proposed_by_id == by.pk
    audit.record(
        by=by,
        verb="policy.withdraw_parameter" if own else "policy.refuse_parameter",
        target=proposal,
        after={"key": proposal.key, "reason": proposal.answer},
    )
    return proposal


def _locked(proposal_id: Any) -> ParameterProposal:
    """The proposal under its row lock; refused once somebody has decided it."""
    proposal = ParameterProposal.objects.select_for_update().get(pk=proposal_id)
    if proposal.decided_at is not None:
        raise Refused(
            _("%(name)s has already decided this; look at the figure again.")
            % {"name": proposal.decided_by.name}
        )
    return proposal


def _refuse_stranger(proposal: ParameterProposal, by: User) -> None:
    if not by.can(PERMISSION, proposal.region_code):
        raise Refused(
            _("%(name)s may not set figures here; ask the county office.")
            % {"name": by.name}
        )


def _said(proposal: ParameterProposal, spec: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": proposal.key,
        "value": format_value(spec, proposal.value),
        "period": format_period(proposal.period),
        "basis": proposal.document,
    }
