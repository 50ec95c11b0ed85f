"""Money in whole fen: its units, its plain text, and its capital numerals on papers.

See also `core.forms.readers.read_yuan`, which turns what people type into fen.
"""

from __future__ import annotations

from decimal import Decimal

YUAN, WAN = "yuan", "wan"
# How many fen one unit is, and how many decimals still make whole fen.
SCALE = {YUAN: (100, 2), WAN: (1_000_000, 6)}
MAX_FEN = 10**14  # a trillion yuan: beyond it somebody mistook the unit
DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")


def plain_amount(fen: int, unit: str = YUAN) -> str:
    """A text that `read_yuan` reads back as the same amount: 1000, 1000.50, 12.3456."""
    value = Decimal(fen) / SCALE[unit][0]
    if unit == YUAN:
        return f"{value:.2f}".removesuffix(".00")
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def capital_numerals(fen: int) -> str:
    """An amount in capitals (大写金额): 1234056 → 壹万贰仟叁佰肆拾元零伍角陆分."""
    yuan, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    whole = f"{_whole_numerals(yuan)}元" if yuan or not fen else ""
    if not (jiao or rest):
        return f"{whole}整"
    gap = "零" if whole and (not jiao or yuan % 10 == 0) else ""
    return (
        whole
        + gap
        + (f"{DIGITS[jiao]}角" if jiao else "")
        + (f"{DIGITS[rest]}分" if rest else "整")
    )


def _whole_numerals(number: int) -> str:
    """Groups of four digits, each with its 万 or 亿; zeros between are one 零."""
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
