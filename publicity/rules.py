"""Why a draft may not be posted, and why a case still waits at its notice.

Without the database; its triggers hold the same: see `publicity.triggers`.
"""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publicity.columns import COLUMNS, MAX_CELL
from publicity.drafts import Draft
from publicity.periods import last_day_before
from publicity.personal_numbers import findings
from publicity.wording import DAY_KINDS, long_day, other_period


def unfit_for_public(draft: Draft) -> list[str]:
    """Why a draft cannot be posted: unknown columns, personal numbers, nothing to show."""
    reasons = [
        _("The column “%(key)s” is not allowed on a notice.") % {"key": key}
        for key in draft.columns
        if key not in COLUMNS
    ]
    # Cells of an unknown column have no label to speak of them by.
    if reasons:
        return reasons
    if not draft.rows:
        reasons.append(_("The notice names nobody; choose at least one row."))
    for label, text in (
        (_("title"), draft.title),
        (_("text"), draft.text),
        (_("signature"), draft.issued_by),
    ):
        reasons += _numbers(label, text)
    # A mobile telephone may be the one that takes objections.
    reasons += _numbers(_("contacts"), draft.contacts, phones=False)
    reasons += contradicted_period(draft)
    for position, row in enumerate(draft.rows, start=1):
        reasons += _unfit_cells(position, row.cells)
    return reasons


def contradicted_period(draft: Draft) -> list[str]:
    """The text names other days than those on which the notice will hang."""
    period = draft.period
    if period.last_day is None:
        return []
    said = other_period(
        draft.text, period.counts_from, period.last_day, period.days, period.is_working
    )
    if not said:
        return []
    words = _(
        "The text says “%(said)s”, but its days run from %(first)s to %(last)s "
        "(%(days)d %(kind)s). Correct the text."
    )
    return [
        words
        % {
            "said": said,
            "first": long_day(period.counts_from),
            "last": long_day(period.last_day),
            "days": period.days,
            "kind": DAY_KINDS[period.is_working],
        }
    ]


def _unfit_cells(position: int, cells: dict[str, str]) -> list[str]:
    reasons = []
    for key, value in cells.items():
        where = _("row %(row)d, %(column)s") % {
            "row": position,
            "column": COLUMNS[key].label,
        }
        reasons += _numbers(where, value)
        if len(value) > MAX_CELL:
            reasons.append(
                _("The text in %(where)s is too long for a list; shorten it.")
                % {"where": where}
            )
    if not cells:
        reasons.append(
            _("Row %(row)d has nothing to show; complete the case first.")
            % {"row": position}
        )
    return reasons


def _numbers(where: object, text: str, *, phones: bool = True) -> list[str]:
    words = _(
        "There is %(kind)s (%(number)s) in: %(where)s. "
        "A notice must not show it; take it out."
    )
    return [
        words % {"kind": kind, "number": number, "where": where}
        for kind, number in findings(text, phones=phones)
    ]


def reasons_to_wait(
    *, ends_at: dt.datetime | None, now: dt.datetime, open_count: int
) -> list[str]:
    """Why a case whose notice hangs cannot go on yet."""
    reasons = []
    if ends_at is not None and now < ends_at:
        words = _(
            "The notice hangs until the end of %(day)s (%(left)s); "
            "the case can go on after that."
        )
        day = f"{last_day_before(ends_at):%Y-%m-%d}"
        reasons.append(words % {"day": day, "left": countdown(ends_at, now)})
    if open_count:
        reasons.append(
            ngettext(
                "%(count)d objection is not answered yet; answer it first.",
                "%(count)d objections are not answered yet; answer them first.",
                open_count,
            )
            % {"count": open_count}
        )
    return reasons


def countdown(ends_at: dt.datetime, now: dt.datetime) -> str:
    """The time left as a reader on the street says it: `3 days and 5 hours left`."""
    left = max(ends_at - now, dt.timedelta())
    days, hours = left.days, left.seconds // 3600
    if not days and not hours:
        minutes = left.seconds // 60
        return ngettext("%d minute left", "%d minutes left", minutes) % minutes
    if not days:
        return ngettext("%d hour left", "%d hours left", hours) % hours
    if not hours:
        return ngettext("%d full day left", "%d full days left", days) % days
    return _("%(days)d days and %(hours)d hours left") % {"days": days, "hours": hours}
