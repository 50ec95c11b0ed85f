"""Worklist items and key figures of exits, findings and policy parameters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.criteria import household_criteria
from assessment.models import RecheckItem
from assessment.permissions import VIEW_EXIT
from assessment.sections import HOUSEHOLD_EXIT as STANDARD
from assessment.services import HOUSEHOLD_EXIT
from core.actors import Actor
from core.cases.models import Case
from core.permissions import SET_PARAMETER
from core.policy.models import ParameterProposal
from core.policy.parameters import spec_or_placeholder
from core.policy.profiles import jurisdictions, policy_for
from core.refusals import Refused
from core.web.key_figures import KeyFigure
from core.web.worklist import WorkItem
from households.permissions import CHANGE


def open_findings(user: Actor, today: dt.date, limit: int) -> Iterable[WorkItem]:
    """One item for each kind of open finding where the person keeps the register."""
    if not user.has_perm(CHANGE):
        return
    findings = RecheckItem.objects.visible_to(user, CHANGE).still_open().order_by()
    counts = findings.values_list("kind").annotate(
        count=Count("pk"), since=Min("found_at"), place=Min("region_code")
    )
    for kind, count, since, place in counts:
        title = ngettext(
            "%(count)d household: %(what)s", "%(count)d households: %(what)s", count
        )
        yield WorkItem(
            kind=_("Re-check"),
            title=title % {"count": count, "what": RecheckItem.Kind(kind).label},
            reason=_(
                "Correct the record, apply for the exit, or explain why nothing is to be done."
            ),
            url=f"{reverse('assessment:item-list')}?kind={kind}",
            region_code=place,
            since=since,
        )


def parameters_to_confirm(
    user: Actor, today: dt.date, limit: int
) -> Iterable[WorkItem]:
    """Proposed figures, for who may confirm them and for who proposed them."""
    if not user.has_perm(SET_PARAMETER):
        return
    pending = ParameterProposal.objects.visible_to(user, SET_PARAMETER).pending()
    for proposal in pending.with_people().order_by("proposed_at")[:limit]:
        # Whoever proposed a figure sees that it waits; only another may confirm it.
        if proposal.proposed_by_id == user.pk:
            reason = _("Waits for another person of your office to confirm it.")
        else:
            words = _("Compare and confirm it.")
            reason = f"{words} {proposal.proposed_by.name}：{proposal.reason}"
        yield WorkItem(
            kind=_("Policy figure"),
            title=spec_or_placeholder(proposal.key, proposal.region_code)["label"],
            reason=reason,
            url=proposal.get_absolute_url(),
            region_code=proposal.region_code,
            since=proposal.proposed_at,
        )


def parameters_to_set(user: Actor, today: dt.date, limit: int) -> Iterable[WorkItem]:
    """The counties whose re-check cannot run tonight, with the reasons."""
    if not user.has_perm(SET_PARAMETER):
        return
    ours = [code for code in jurisdictions() if user.can(SET_PARAMETER, code)]
    for code in ours[:limit]:
        reasons = recheck_hindrances(code, today)
        if reasons:
            yield WorkItem(
                kind=_("Policy figure"),
                title=_("The re-check cannot run"),
                reason=" ".join(reasons),
                url=f"{reverse('assessment:policy')}?region={code}",
                region_code=code,
                due_on=today,
            )


def recheck_hindrances(region_code: str, today: dt.date) -> list[str]:
    """Why a re-check of a jurisdiction would be refused today.

    None for one whose profile has no exit standard: there is nothing to re-check.
    """
    try:
        policy = policy_for(region_code, today)
        if policy.has(STANDARD):
            household_criteria(policy, region_code, today)
    except Refused as refusal:
        return refusal.reasons
    return []


def exits_under_way(user: Actor, today: dt.date) -> Iterable[KeyFigure]:
    """The number of open exit cases in the person's places."""
    if not user.has_perm(VIEW_EXIT):
        return
    cases = Case.objects.visible_to(user).of_kind(HOUSEHOLD_EXIT).still_open()
    yield KeyFigure(
        _("Exits under way"),
        f"{cases.count():,}",
        f"{reverse('assessment:exit-list')}?state=open",
        unit=_("households"),
        icon="clipboard-check",
        order=30,
    )
