"""What the registry puts on a person's worklist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import Draft
from core.worklist import WorkItem
from households import drafts
from households.models import Household


def drafts_of(user: Any, today: dt.date, limit: int) -> Iterable[WorkItem]:
    """Sheets begun and not handed in."""
    found = list(Draft.objects.filter(owner=user, form_key__startswith="household:").order_by("updated_at")[:limit])
    stored = Household.objects.visible_to(user).in_bulk([draft.entity_id for draft in found]) if found else {}
    for draft in found:
        household = stored.get(draft.entity_id)
        if household is None and draft.form_key != drafts.NEW:
            continue
        period = draft.form_key.partition(":")[2]
        url = f"{reverse('households:update', args=[household.pk])}?period={period}" if household else ""
        yield WorkItem(
            kind=_("Sheet not handed in"),
            title=household.head_name if household else _("A new household"),
            reason=_("You began this sheet and have not saved it yet."),
            url=url or reverse("households:create"),
            region_code=household.region_code if household else "",
            since=draft.updated_at,
        )
