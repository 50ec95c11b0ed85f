"""What the re-check puts on a person's worklist and first page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment import findings
from assessment.models import RecheckItem
from assessment.services import HOUSEHOLD_EXIT
from core.models import Case
from core.tiles import Tile
from core.worklist import WorkItem


def findings_to_look_at(user: Any, today: dt.date, limit: int) -> Iterable[WorkItem]:
    """One line for each kind of open finding in the places whose register the person keeps."""
    if not user.has_perm(findings.WRITE):
        return
    open_items = RecheckItem.objects.visible_to(user, findings.WRITE).still_open().order_by()
    counts = open_items.values_list("kind").annotate(count=Count("pk"), since=Min("found_at"), place=Min("region_code"))
    for kind, count, since, place in counts:
        yield WorkItem(
            kind=_("Re-check"),
            title=ngettext("%(count)d household: %(what)s", "%(count)d households: %(what)s", count)
            % {"count": count, "what": RecheckItem.Kind(kind).label},
            reason=_("Correct the record, propose, or explain why nothing is to be done."),
            url=f"{reverse('assessment:item-list')}?kind={kind}",
            region_code=place,
            since=since,
        )


def exit_tiles(user: Any, today: dt.date) -> Iterable[Tile]:
    """How many exits are under way in one's places."""
    if not user.has_perm("assessment.view_exit"):
        return
    count = Case.objects.visible_to(user).of_kind(HOUSEHOLD_EXIT).still_open().count()
    url = f"{reverse('assessment:exit-list')}?state=open"
    yield Tile(_("Exits under way"), f"{count:,}", url, unit=_("households"), icon="clipboard-check", order=30)
