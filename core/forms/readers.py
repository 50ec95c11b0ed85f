"""Read text as people type it: hidden characters, figures, money, days, telephones.

A reader returns a value or raises `Unreadable` with a sentence. It accepts only what
can mean one thing: «1,234.50», «１２３４», «12 元». What could mean several («1,5», «3.6万»
in a box for yuan, «2016111») is asked for again, never guessed.

See also `core.forms.fields`, the form fields over these readers, and
`households.identity` and `households.names`, the readers of documents and names.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import MAX_FEN, SCALE, WAN, YUAN

# Control and format characters (zero width, right to left), half pairs, separators of
# lines. Not the unassigned and private ones: rare characters of names and places are
# newer than the tables of Python, or older than Unicode.
HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# Only the full-width forms of ASCII. NFKC would also turn 1² into 12.
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
# [0-9], not \d, which also matches the digits of other scripts. Thousands are grouped
# by three or not at all, so that a comma is never taken for a decimal point.
NUMBER = re.compile(
    r"-?(?:[0-9]{1,18}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,5})(?:\.[0-9]{1,18})?"
)
CURRENCY = re.compile(r"^(?:人民币)?[¥￥]?\s*")
UNITS_OF_MONEY = {
    YUAN: ("元整", "圆整", "元", "圆", "人民币"),
    WAN: ("万元整", "万元", "万"),
}
SEPARATED_DAY = re.compile(
    r"([0-9]{4})\s*(?:"
    r"([-./])\s*([0-9]{1,2})\s*\2\s*([0-9]{1,2})"
    r"|年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日"
    r")"
)
# Eight digits, or the place of the month would be a guess: 2016111 is no day.
COMPACT_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
# An area code of two or three digits after the 0, then seven or eight.
LANDLINE = re.compile(r"(0(?:10|2[0-9])|0[3-9][0-9]{2})([1-9][0-9]{6,7})")
# Lines that offices have and families have not: 12317, 95588, 400 and 800 numbers.
HOTLINE = re.compile(r"1[0-9]{4}|9[56][0-9]{3,4}|[48]00[0-9]{7}")
COUNTRY = re.compile(r"^(?:\+|00)86")
EXTENSION = re.compile(r"(?:转|分机|ext\.?|[-#*x])\s*([0-9]{1,6})$", re.IGNORECASE)
BETWEEN_DIGITS = re.compile(r"[\s()\-–—−‐‑.·/]")


class Unreadable(ValueError):
    """The text is no value of its kind; the message says what to type instead."""


def without_hidden(text: str, *, lines: bool = False) -> str:
    """The text without what nobody sees; `lines` keeps breaks of a longer text."""
    kept = "\n" if lines else ""
    text = text.replace("\r\n", "\n").replace("\t", " ")
    return "".join(
        sign
        for sign in text
        if sign in kept or unicodedata.category(sign) not in HIDDEN
    )


def half_width(text: str) -> str:
    """The text with ASCII for its full-width forms, without hidden signs and edges."""
    return without_hidden(text.translate(FULL_WIDTH)).strip()


def read_number(text: str, units: Sequence[str] = ()) -> Decimal:
    """`１，２００.5 亩` → 1200.5; one of `units` may stand behind, no other may."""
    cleaned = half_width(text)
    unit = next((unit for unit in units if cleaned.endswith(unit)), "")
    cleaned = cleaned.removesuffix(unit).rstrip()
    if not NUMBER.fullmatch(cleaned):
        raise Unreadable(
            _("Enter a number, for example 3.5; leave it empty if it was not asked.")
        )
    return Decimal(cleaned.replace(",", ""))


def read_yuan(text: str, unit: str = YUAN, most: int = MAX_FEN) -> int:
    """`￥１，０００．５` → 100050 fen; `unit` is what the figure counts in."""
    cleaned = CURRENCY.sub("", half_width(text))
    try:
        value = read_number(cleaned, UNITS_OF_MONEY[unit])
    except Unreadable as error:
        raise Unreadable(_example_of(unit)) from error
    if value.is_signed():
        raise Unreadable(_("An amount cannot be negative."))
    factor, decimals = SCALE[unit]
    if -int(value.as_tuple().exponent) > decimals:
        raise Unreadable(
            _("At most %(count)d decimals: the smallest amount is one fen.")
            % {"count": decimals}
        )
    fen = value * factor
    if fen > most:
        raise Unreadable(_("The amount is too large; check the unit."))
    return int(fen)


def read_day(text: str) -> dt.date:
    """`2016.3.1`, `2016年3月1日`, `2016-03-01` or `20160301` as a day."""
    cleaned = half_width(text)
    found = SEPARATED_DAY.fullmatch(cleaned) or COMPACT_DAY.fullmatch(cleaned)
    try:
        if found:
            numbers = [part for part in found.groups() if part and part.isdigit()]
            return dt.date(*map(int, numbers))
    except ValueError:
        pass  # 30 February: the same sentence
    raise Unreadable(
        _("There is no such day; enter it as year, month, day, for example 2026-3-1.")
    )


def read_phone(text: str) -> str:
    """`+86 139-1234 5678` → 13912345678, `(0797) 1234567` → 07971234567: digits only."""
    digits = BETWEEN_DIGITS.sub("", half_width(text))
    number = COUNTRY.sub("", digits)
    # Behind +86 the 0 of an area code is left out.
    if number != digits and re.match("10|[2-9]", number):
        number = f"0{number}"
    if MOBILE.fullmatch(number) or LANDLINE.fullmatch(number):
        return number
    raise Unreadable(
        _("Enter a mobile number of 11 digits, or a fixed number with its area code.")
    )


def read_office_phone(text: str) -> str:
    """`07971234567 转 801` → 0797-1234567-801: as offices print it, hotlines too."""
    cleaned = half_width(text)
    digits = BETWEEN_DIGITS.sub("", cleaned)
    if HOTLINE.fullmatch(digits):
        return digits
    try:
        return _with_area_code(read_phone(cleaned))
    except Unreadable:
        found = EXTENSION.search(cleaned)
        if not found:
            raise
    return f"{_with_area_code(read_phone(cleaned[: found.start()]))}-{found[1]}"


def _with_area_code(number: str) -> str:
    landline = LANDLINE.fullmatch(number)
    return "-".join(landline.groups()) if landline else number


def _example_of(unit: str) -> str:
    if unit == WAN:
        return _("Enter the amount in units of 10,000 yuan, such as 3.6 or 1,200.5.")
    return _("Enter the amount in figures, such as 1000 or 1,000.50.")
