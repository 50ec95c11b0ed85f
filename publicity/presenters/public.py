"""Notices as anyone reads them: masked, and only while they hang."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from publicity.database_clock import database_now
from publicity.models import Notice, PublicRow
from publicity.presenters.notices import paper, period_words, table
from publicity.presenters.objections import results
from villages.models import Region


def is_shown(notice: Notice) -> bool:
    """Whether the public may read it now, by the database's clock."""
    return notice.withdrawn_at is None and (
        notice.ends_at is None or database_now() < notice.ends_at
    )


def public_context(notice: Notice, *, with_list: bool = True) -> dict[str, Any]:
    """What anyone may read of a notice: from the table of masked rows, and no other.

    Without the list for who was still writing when the period ran out.
    """
    rows = PublicRow.objects.filter(notice=notice) if with_list else []
    over = _("The period of this notice is over")
    names = Region.objects.names([notice.region_code])
    return {
        "notice": notice,
        "paper": paper(notice),
        **table(notice, rows),
        "period": period_words(notice) if with_list else over,
        "results": results(notice),
        "place_name": names.get(notice.region_code, ""),
    }


def gone_context(notice: Notice) -> dict[str, Any]:
    """What is said of a notice that hangs no more: nothing of the list, where to look."""
    later = notice.replaced_by.order_by("-starts_at")
    return {
        "withdrawn": notice.withdrawn_at is not None,
        "later": next((one for one in later if is_shown(one)), None),
        "place": notice.region_code,
    }
