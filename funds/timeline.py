"""Payments to a household, in the timeline on its page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from core import codelists
from core.actors import Actor
from core.web.formats import yuan
from funds import permissions
from funds.models import Payment
from households import timeline
from households.models import Household
from households.timeline import Entry, newest_days


def register() -> None:
    """Add the payments to the timeline; called from `AppConfig.ready`."""
    timeline.register(payments_to)


def payments_to(
    household: Household, user: Actor, before: dt.datetime | None, limit: int
) -> Iterable[Entry]:
    """What was paid to a household, on the day of its release."""
    if not user.can(permissions.VIEW_BATCH, household.region_code):
        return
    paid = Payment.objects.paid().filter(household=household)
    rows = paid.select_related("batch__project", "batch__released_by", "batch__entry")
    for row in newest_days(rows, before, limit, day="batch__entry__happened_on"):
        amount = _("%(amount)s yuan") % {"amount": yuan(row.amount_fen)}
        subsidy = codelists.label("subsidy", row.programme)
        yield Entry(
            row.batch.entry.happened_on,
            _("Paid: %(subsidy)s") % {"subsidy": subsidy},
            by=row.batch.released_by.name,
            text=f"{amount} · {row.batch.project.name}",
            icon="coin",
            tone="good",
            url=row.batch.get_absolute_url(),
        )
