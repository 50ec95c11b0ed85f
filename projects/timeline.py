"""Help given to a household, in the timeline on its page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from core import codelists
from core.actors import Actor
from core.web.formats import yuan
from households import timeline
from households.models import Household
from households.timeline import Entry, newest_days
from projects import permissions
from projects.categories import MEASURE
from projects.models import Measure


def register() -> None:
    """Add the measures to the timeline; called from `AppConfig.ready`."""
    timeline.register(measures_of)


def measures_of(
    household: Household, user: Actor, before: dt.datetime | None, limit: int
) -> Iterable[Entry]:
    """The help a household was given, on the day it was given."""
    if not user.can(permissions.VIEW, household.region_code):
        return
    rows = Measure.objects.filter(household=household).select_related("recorded_by")
    for row in newest_days(rows, before, limit):
        words = [row.content]
        if row.amount_fen:
            words.append(_("%(amount)s yuan") % {"amount": yuan(row.amount_fen)})
        yield Entry(
            row.happened_on,
            _("Help: %(kind)s") % {"kind": codelists.label(MEASURE, row.kind)},
            by=row.recorded_by.name,
            text=" · ".join(words),
            icon="flag",
            tone="good",
        )
