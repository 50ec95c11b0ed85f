"""Record help given to a household, and its confirmation by the household."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.actors import Actor
from core.constraints import explained
from core.forms.idempotency import SentOtherwise, remember, sent_before
from core.ids import uuid7
from core.permissions import check_place
from core.refusals import Refused
from households.models import Household
from projects import permissions
from projects.models import Measure, Project


@transaction.atomic
def record_measure(
    *,
    household: Household,
    kind: str,
    happened_on: dt.date,
    content: str,
    by: Actor,
    on: dt.date,
    project: Project | None = None,
    amount_fen: int | None = None,
    quantity: Decimal | None = None,
    unit: str = "",
    key: UUID | None = None,
    amend: bool = False,
) -> Measure:
    """Record help given to a household, once for a form's key.

    `amend` records other content under the same key as a further measure.
    """
    check_place(permissions.RECORD_WORK, household.region_code, by)
    sent = [household.pk, kind, happened_on, content, amount_fen, quantity, unit]
    own = Measure.objects.filter(recorded_by=by)
    if earlier := sent_before(own, key, sent, by):
        if earlier.is_same:
            return earlier.made
        if not amend:
            raise _sent_otherwise(earlier.made)
    if happened_on > on:
        raise Refused(_("The date of a measure cannot be in the future."))
    with explained():
        measure = Measure.objects.create(
            id=uuid7() if earlier else key or uuid7(),
            household=household,
            # The place of that day; a measure does not move with the household.
            region_code=household.region_code,
            project=project,
            kind=kind,
            happened_on=happened_on,
            content=content,
            amount_fen=amount_fen,
            quantity=quantity,
            unit=unit,
            recorded_by=by,
        )
    remember(key, sent, measure, by)
    audit.record(by=by, verb="measure.record", target=measure)
    return measure


def _sent_otherwise(earlier: Measure) -> SentOtherwise:
    words = _(
        "With this form you have already recorded: %(day)s %(content)s. A recorded "
        "measure does not change; send it once more to record this as a further one."
    )
    said = {"day": earlier.happened_on, "content": earlier.content}
    return SentOtherwise(earlier, words % said)


@transaction.atomic
def confirm_measure(
    *, measure_id: Any, confirmed_on: dt.date, by: Actor, on: dt.date
) -> Measure:
    """Record that the household confirmed the help: once, and not before it happened."""
    # Locked: the household confirms once.
    measure = Measure.objects.select_for_update().get(pk=measure_id)
    check_place(permissions.RECORD_WORK, measure.region_code, by)
    if measure.confirmed_on:
        raise Refused(_("The household has already confirmed this measure."))
    if not measure.happened_on <= confirmed_on <= on:
        raise Refused(_("The day of confirmation lies between the measure and today."))
    measure.confirmed_on = confirmed_on
    measure.save(update_fields=["confirmed_on"])
    audit.record(by=by, verb="measure.confirm", target=measure)
    return measure
