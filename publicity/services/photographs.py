"""Keep dated photographs of the sheet on the board."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import attachments, audit
from core.refusals import Refused
from publicity.database_clock import database_now
from publicity.models import Notice, PostedSheet
from publicity.periods import last_day_before
from publicity.permissions import VIEW_NOTICE


@transaction.atomic
def attach_sheet(
    *, notice: Notice, file: Any, taken_on: dt.date, by: User
) -> PostedSheet:
    """Keep a dated photograph of the posted sheet."""
    _refuse_other_days(notice, taken_on)
    attachment = attachments.store(
        file=file,
        by=by,
        region_code=notice.region_code,
        subject=f"publicity.notice:{notice.pk}",
        purpose=_("posted sheet"),
        permission=VIEW_NOTICE,
    )
    sheet = PostedSheet.objects.create(
        notice=notice, attachment=attachment, taken_on=taken_on
    )
    audit.record(
        by=by,
        verb="notice.photograph",
        target=notice,
        after={"taken_on": str(taken_on)},
    )
    return sheet


def _refuse_other_days(notice: Notice, taken_on: dt.date) -> None:
    """A photograph proves something only for a day on which the sheet hung."""
    today = timezone.localdate(database_now())
    if not timezone.localdate(notice.starts_at) <= taken_on <= today:
        raise Refused(
            _(
                "The photograph was taken between the day of posting and today; "
                "correct the date."
            )
        )
    if notice.ends_at is not None and taken_on > last_day_before(notice.ends_at):
        raise Refused(
            _(
                "On that day the period was already over; "
                "give the day on which the sheet still hung."
            )
        )
