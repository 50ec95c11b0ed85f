"""Notices as anyone reads them: masked, and only while they hang."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from publicity.database_clock import database_now
from publicity.models import Notice, PublicRow
from publicity.parameters import answer_due_on
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
    rows = PublicRow.objects.filter(notice=notice).exclude(position__in=notice.fallen)
    over = over_words(notice)
    names = Region.objects.names([notice.region_code])
    return {
        "notice": notice,
        "paper": paper(notice),
        **table(notice, rows if with_list else []),
        "period": period_words(notice) if with_list else over,
        "results": results(notice),
        "place_name": names.get(notice.region_code, ""),
        "holds": notice.holding_rows().exists(),
        "answer_due_on": answer_due_on(notice.region_code),
    }


def over_words(notice: Notice) -> str:
    if notice.takes_objections:
        return _("The period of this notice is over")
    return _("This announcement hangs no longer")


def gone_words(notice: Notice) -> str:
    """Why it hangs no more, as a heading."""
    if notice.withdrawn_at is None:
        return over_words(notice)
    if notice.takes_objections:
        return _("This notice was withdrawn")
    return _("This announcement was withdrawn")


def fell_with_its_cases(notice: Notice) -> bool:
    """Whether it came down because what it named was returned, refused or withdrawn."""
    rows = notice.rows.all()
    return (
        notice.withdrawn_at is not None
        and rows.fallen(until=notice.withdrawn_at).exists()
        and not rows.standing().exists()
    )


def gone_context(notice: Notice) -> dict[str, Any]:
    """What is said of a notice that hangs no more: nothing of the list, where to look."""
    later = notice.replaced_by.order_by("-starts_at")
    return {
        "title": gone_words(notice),
        "fell": fell_with_its_cases(notice),
        "later": next((one for one in later if is_shown(one)), None),
        "place": notice.region_code,
    }
