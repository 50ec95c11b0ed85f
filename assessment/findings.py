"""What becomes of the findings of a re-check: explained by a person, and remembered."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser as User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.models import RecheckItem
from core import audit
from core.refusals import Refused

EXPLANATION_LIMIT = 500
WRITE = "households.change_household"


@transaction.atomic
def explain_item(*, item_id: Any, explanation: str, by: User) -> RecheckItem:
    """Close a finding with the reason why nothing is to be done; it comes back only with a new reason."""
    item = RecheckItem.objects.select_for_update().get(pk=item_id)
    if not by.can(WRITE, item.region_code):
        raise Refused(
            _("Only those who keep the register of this place explain its findings.")
        )
    if item.closed_at is not None:
        raise Refused(_("The finding is closed already; look at the list again."))
    if len(explanation.strip()) < 4 or len(explanation) > EXPLANATION_LIMIT:
        raise Refused(
            _("Explain in 4 to %(limit)d characters why nothing is to be done.")
            % {"limit": EXPLANATION_LIMIT}
        )
    item.closed_at, item.closed_by, item.explanation = (
        timezone.now(),
        by,
        explanation.strip(),
    )
    item.save(update_fields=["closed_at", "closed_by", "explanation"])
    audit.record(
        by=by,
        verb="recheck.explain",
        target=item,
        after={"kind": item.kind, "why": item.explanation},
    )
    return item
