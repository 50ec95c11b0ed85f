"""What decisions and figures put on a person's worklist and first page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment import findings
from assessment.criteria import household_criteria
from assessment.models import RecheckItem
from assessment.sections import HOUSEHOLD_EXIT as STANDARD
from assessment.services import HOUSEHOLD_EXIT
from core.cases.models import Case
from core.permissions import SET_PARAMETER
from core.policy.models import ParameterProposal
from core.policy.parameters import spec_or_placeholder
from core.policy.profiles import jurisdictions, policy_for
from core.refusals import Refused
from core.web.key_figures import KeyFigure
from core.web.worklist import WorkItem


def findings_to_look_at(user: Any, today: dt.date, limit: int) -> Iterable[WorkItem]:
    """One line for each kind of open finding in the places whose register the person keeps."""
    if not user.has_perm(findings.WRITE):
        return
    open_items = (
        RecheckItem.objects.visible_to(user, findings.WRITE).still_open().order_by()
    )
    counts = open_items.values_list("kind").annotate(
        count=Count("pk"), since=Min("found_at"), place=Min("region_code")
    )
    for kind, count, since, place in counts:
        yield WorkItem(
            kind=_("Re-check"),
            title=ngettext(
                "%(count)d household: %(what)s", "%(count)d households: %(what)s", count
            )
            % {"count": count, "what": RecheckItem.Kind(kind).label},
            reason=_(
                "Correct the record, propose, or explain why nothing is to be done."
            ),
            url=f"{reverse('assessment:item-list')}?kind={kind}",
            region_code=place,
            since=since,
        )


def figures_to_confirm(user: Any, today: dt.date, limit: int) -> Iterable[WorkItem]:
    """Proposed figures of the office: for whoever may confirm them, and for whoever waits for that."""
    if not user.has_perm(SET_PARAMETER):
        return
    pending = (
        ParameterProposal.objects.visible_to(user, SET_PARAMETER)
        .pending()
        .with_people()
    )
    for proposal in pending.order_by("proposed_at")[:limit]:
        own = proposal.proposed_by_id == user.pk
        words = (
            _("Waits for another person of your office to confirm it.")
            if own
            else _("Compare and confirm it.")
        )
        yield WorkItem(
            kind=_("Policy figure"),
            title=spec_or_placeholder(proposal.key, proposal.region_code)["label"],
            reason=words
            if own
            else f"{words} {proposal.proposed_by.name}：{proposal.reason}",
            url=proposal.get_absolute_url(),
            region_code=proposal.region_code,
            since=proposal.proposed_at,
        )


def figures_to_set(user: Any, today: dt.date, limit: int) -> Iterable[WorkItem]:
    """What keeps the re-check of a county from running tonight, in the words of the refusal."""
    if not user.has_perm(SET_PARAMETER):
        return
    for code in [code for code in jurisdictions() if user.can(SET_PARAMETER, code)][
        :limit
    ]:
        reasons = keeps_from_running(code, today)
        if reasons:
            yield WorkItem(
                kind=_("Policy figure"),
                title=_("The re-check cannot run"),
                reason=" ".join(reasons),
                url=f"{reverse('assessment:policy')}?region={code}",
                region_code=code,
                due_on=today,
            )


def keeps_from_running(region_code: str, today: dt.date) -> list[str]:
    """Why a re-check of a jurisdiction would be refused today; none where its profile has no exit standard."""
    try:
        policy = policy_for(region_code, today)
        if policy.has(STANDARD):
            household_criteria(policy, region_code, today)
    except Refused as refusal:
        return refusal.reasons
    return []


def exit_tiles(user: Any, today: dt.date) -> Iterable[KeyFigure]:
    """How many exits are under way in one's places."""
    if not user.has_perm("assessment.view_exit"):
        return
    count = Case.objects.visible_to(user).of_kind(HOUSEHOLD_EXIT).still_open().count()
    url = f"{reverse('assessment:exit-list')}?state=open"
    yield KeyFigure(
        _("Exits under way"),
        f"{count:,}",
        url,
        unit=_("households"),
        icon="clipboard-check",
        order=30,
    )
