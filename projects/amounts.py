"""Amounts of money at the edge: what people type becomes integer fen, or a sentence that says what is wrong."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.models import MAX_FEN

YUAN, WAN = "yuan", "wan"
UNITS = {YUAN: gettext_lazy("yuan"), WAN: gettext_lazy("10,000 yuan")}
# How many fen one unit is, and how many decimals still make whole fen.
SCALE = {YUAN: (100, 2), WAN: (1_000_000, 6)}
DIGITS, PLACES, GROUPS = (
    "零壹贰叁肆伍陆柒捌玖",
    ("", "拾", "佰", "仟"),
    ("", "万", "亿", "万亿"),
)
PLAIN = re.compile(
    r"(?P<whole>[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?P<part>[0-9]+))?"
)


class NotAnAmount(ValueError):
    """The text is no amount; the message is a sentence for the person who typed it."""


def parse_fen(text: str, unit: str = YUAN) -> int:
    """`１，０００．５` yuan → 100050; full-width digits count, thousands are grouped by three or not at all."""
    cleaned = unicodedata.normalize("NFKC", text).strip()
    if cleaned.startswith(("-", "−")):
        raise NotAnAmount(_("An amount cannot be negative."))
    found = PLAIN.fullmatch(cleaned)
    if not found:
        raise NotAnAmount(_("Enter the amount in figures, such as 1000 or 1,000.50."))
    part = found["part"] or ""
    factor, decimals = SCALE[unit]
    if len(part) > decimals:
        raise NotAnAmount(
            _("At most %(count)d decimals: the smallest amount is one fen.")
            % {"count": decimals}
        )
    fen = Decimal(f"{found['whole'].replace(',', '')}.{part or 0}") * factor
    if fen > MAX_FEN:
        raise NotAnAmount(_("The amount is too large; check the unit."))
    return int(fen)


def shown(fen: int, unit: str = YUAN) -> str:
    """The shortest text that `parse_fen` reads back as the same amount."""
    value = Decimal(fen) / SCALE[unit][0]
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_words(fen: int) -> str:
    """An amount as official papers write it out: 1234056 fen → 壹万贰仟叁佰肆拾元零伍角陆分."""
    yuan, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    whole = f"{_whole_words(yuan)}元" if yuan or not fen else ""
    if not (jiao or rest):
        return f"{whole}整"
    gap = "零" if whole and (not jiao or yuan % 10 == 0) else ""
    return (
        whole
        + gap
        + (f"{DIGITS[jiao]}角" if jiao else "")
        + (f"{DIGITS[rest]}分" if rest else "整")
    )


def _whole_words(number: int) -> str:
    words, skipped = "", False
    digits = str(number)
    for index, digit in enumerate(digits):
        group, place = divmod(len(digits) - 1 - index, 4)
        if digit == "0":
            skipped = True
        else:
            words += ("零" if skipped else "") + DIGITS[int(digit)] + PLACES[place]
            skipped = False
        if place == 0 and group and number // 10 ** (4 * group) % 10_000:
            words += GROUPS[group]
    return words or DIGITS[0]


class AmountField(forms.CharField):
    """Typed in yuan or 10,000 yuan, cleaned to fen; refuses what is not plainly an amount."""

    widget = forms.TextInput(
        attrs={"inputmode": "decimal", "class": "num", "autocomplete": "off"}
    )

    def __init__(self, *, unit: str = YUAN, least: int = 0, **kwargs: Any) -> None:
        self.unit, self.least = unit, least
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            fen = parse_fen(text, self.unit)
        except NotAnAmount as wrong:
            raise ValidationError(str(wrong), code="amount") from wrong
        if fen < self.least:
            raise ValidationError(_("The amount must be more than 0."), code="amount")
        return fen

    def prepare_value(self, value: Any) -> Any:
        return shown(value, self.unit) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
