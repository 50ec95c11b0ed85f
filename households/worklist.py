"""The registry on the first page: sheets not handed in, and its key figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from core.actors import Actor
from core.models import Draft
from core.web.key_figures import KeyFigure
from core.web.worklist import WorkItem
from households.counts import count_of, counts_by_state
from households.models import Household
from households.permissions import ADD, VIEW
from households.sheet import drafts


def drafts_of(user: Actor, today: dt.date, limit: int) -> Iterable[WorkItem]:
    """Sheets that the person has begun and not handed in."""
    found = list(drafts.all_of(user)[:limit])
    if not found:
        return
    stored = Household.objects.visible_to(user).in_bulk(
        [draft.entity_id for draft in found]
    )
    for draft in found:
        household = stored.get(draft.entity_id)
        if draft.form_key == drafts.NEW:
            # Without the permission it was begun in a role that has ended.
            if user.has_perm(ADD):
                yield _begun(draft, household)
        elif household:
            yield _changed(draft, household)


def _begun(draft: Draft, household: Household | None) -> WorkItem:
    """A household that is not registered yet; or is by now, and the draft was left."""
    return WorkItem(
        kind=_("Sheet not handed in"),
        title=household.head_name
        if household
        else drafts.name_in(draft) or _("A new household"),
        reason=_("This new household is not registered yet."),
        url=f"{reverse('households:create')}?sheet={draft.entity_id}",
        region_code=household.region_code if household else "",
        since=draft.updated_at,
    )


def _changed(draft: Draft, household: Household) -> WorkItem:
    """A change to the sheet of a registered household."""
    period = draft.form_key.partition(":")[2]
    address = reverse("households:update", args=[draft.entity_id])
    return WorkItem(
        kind=_("Sheet not handed in"),
        title=household.head_name,
        reason=_("You began this sheet and have not saved it yet."),
        url=f"{address}?period={period}",
        region_code=household.region_code,
        since=draft.updated_at,
    )


def household_figures(user: Actor, today: dt.date) -> Iterable[KeyFigure]:
    """How many households of one's places are poor, and how many have left poverty."""
    if not user.has_perm(VIEW):
        return
    counts, address = counts_by_state(user), reverse("households:list")
    poor = count_of(counts, Household.POOR)
    exited = count_of(counts, Household.EXITED)
    yield KeyFigure(
        _("Poor households"),
        f"{poor:,}",
        f"{address}?state=poor",
        unit=_("households"),
        icon="home",
        order=10,
    )
    yield KeyFigure(
        _("Households that have left poverty"),
        f"{exited:,}",
        f"{address}?state=exited",
        unit=_("households"),
        icon="trending-up",
        order=20,
    )
