"""Explain a finding of a re-check, so that nobody looks at it again."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.models import RecheckItem
from core import audit
from core.actors import Actor
from core.permissions import check_place
from core.refusals import Refused
from households.permissions import CHANGE

EXPLANATION_LIMIT = 500
SHORTEST_EXPLANATION = 4


@transaction.atomic
def explain_item(*, item_id: UUID, explanation: str, by: Actor) -> RecheckItem:
    """Close a finding with the reason why nothing is to be done.

    It comes back only with a new reason (`recheck_sql.OPENED`).
    """
    item = RecheckItem.objects.select_for_update().get(pk=item_id)
    check_place(CHANGE, item.region_code, by)
    if item.closed_at is not None:
        raise Refused(_("The finding is closed already; look at the list again."))
    text = explanation.strip()
    if not SHORTEST_EXPLANATION <= len(text) <= EXPLANATION_LIMIT:
        raise Refused(
            _("Explain in 4 to %(limit)d characters why nothing is to be done.")
            % {"limit": EXPLANATION_LIMIT}
        )
    item.closed_at, item.closed_by, item.explanation = timezone.now(), by, text
    item.save(update_fields=["closed_at", "closed_by", "explanation"])
    audit.record(
        by=by,
        verb="recheck.explain",
        target=item,
        after={"kind": item.kind, "why": item.explanation},
    )
    return item
