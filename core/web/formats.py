"""Format numbers, money and days for pages; the template filters of `ui` are these."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from core.money import capital_numerals

NONE = "—"
LARGE_FEN = 10_000 * 100


def _decimal(value: Any) -> Decimal | None:
    if value in (None, ""):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def yuan(fen: Any, places: int = 2) -> str:
    """Integer fen as yuan: 1234567 → 12,345.67."""
    amount = _decimal(fen)
    return NONE if amount is None else f"{amount / 100:,.{int(places)}f}"


def wan(fen: Any, places: int = 2) -> str:
    """Integer fen as ten thousand yuan: 123456789 → 123.46."""
    amount = _decimal(fen)
    if amount is None:
        return NONE
    unit = Decimal(1).scaleb(-int(places))
    return f"{(amount / 1_000_000).quantize(unit, ROUND_HALF_UP):,}"


def spelled(fen: Any) -> str:
    """An amount read back: 5,000.00元; from ten thousand yuan on in capitals too.

    Capitals are Chinese in every language, as on the papers: a figure of twelve digits
    is misread, 伍拾亿元整 is not.
    """
    if fen in (None, ""):
        return NONE
    words = gettext("%(amount)s yuan") % {"amount": yuan(fen)}
    return words if int(fen) < LARGE_FEN else f"{words}（{capital_numerals(int(fen))}）"


def money(amount: Any, places: int = 2) -> str:
    """A Decimal of yuan with separators: 12345.6 → 12,345.60."""
    value = _decimal(amount)
    return NONE if value is None else f"{value:,.{int(places)}f}"


def num(value: Any) -> str:
    """A count with separators; nothing is a dash, not 0."""
    number = _decimal(value)
    return NONE if number is None else f"{number:,f}"


def percent(share: Any, places: int = 1) -> str:
    """A share of one: 0.973 → 97.3%."""
    value = _decimal(share)
    return NONE if value is None else f"{value * 100:.{int(places)}f}%"


def dash(value: Any) -> Any:
    """The value, or a dash when there is none."""
    return NONE if value is None or value == "" else value


# Numbers of households, cases, projects and batches, days and telephones: a hyphen is
# no place to break a line.
UNBROKEN = re.compile(
    r"\b(?:[A-Z]{2}-[0-9-]+[0-9]|[0-9]{4}-[0-9]{2}-[0-9]{2}|0[0-9]{2,3}-[0-9]{7,8})\b"
)


def unbroken(text: Any) -> SafeString:
    """The text with its numbers and days kept on one line each."""
    return mark_safe(
        UNBROKEN.sub(r'<span class="nowrap">\g<0></span>', conditional_escape(text))
    )


def day(value: dt.date | dt.datetime | None) -> str:
    """2026-11-21."""
    if not value:
        return NONE
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{value:%Y-%m-%d}"


def minute(value: dt.datetime | None) -> str:
    """2026-11-21 12:03, in local time."""
    if not value:
        return NONE
    return f"{timezone.localtime(value) if timezone.is_aware(value) else value:%Y-%m-%d %H:%M}"


def long_day(value: dt.date | None) -> str:
    """2026年11月21日, as in official documents."""
    return f"{value.year}年{value.month}月{value.day}日" if value else NONE


def days_left(due_on: dt.date | None, today: dt.date | None = None) -> str:
    """“3 days left”, “due today”, “2 days overdue”."""
    if not due_on:
        return ""
    left = (due_on - (today or timezone.localdate())).days
    if left == 0:
        return gettext("due today")
    if left > 0:
        return ngettext("%d day left", "%d days left", left) % left
    return ngettext("%d day overdue", "%d days overdue", -left) % -left


def due_tone(due_on: dt.date | None, today: dt.date | None = None) -> str:
    """bad when past, warn within three days, else neutral."""
    left = (due_on - (today or timezone.localdate())).days if due_on else 99
    return "bad" if left < 0 else "warn" if left <= 3 else "neutral"
