"""The reasons why a household cannot be proposed for exit; pure functions."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from assessment.criteria import Judgement
from households.models import Household


def exit_refusals(household: Household, judgement: Judgement, on: dt.date) -> list[str]:
    """Every reason against proposing the exit; none when it may be proposed."""
    reasons = []
    if not household.is_poor:
        reasons.append(
            _("The household is “%(status)s”; only a poor household can exit.")
            % {"status": household.get_state_display()}
        )
    if household.first_identified_on.year == on.year:
        reasons.append(
            _(
                "The household was identified only this year (%(day)s); its exit can be "
                "applied for from %(next)s on."
            )
            % {
                "day": household.first_identified_on.isoformat(),
                "next": dt.date(on.year + 1, 1, 1).isoformat(),
            }
        )
    return reasons + judgement.reasons
