"""Reading of text as people type it: hidden characters, full-width figures, units behind."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

# Control and format characters (zero width, right to left), half pairs, separators of lines. Not the unassigned and
# private ones: rare characters of names and places are newer than the tables of Python, or older than Unicode.
HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
UNITS = re.compile(r"(亩|公里|千米|平方米|平米|㎡|元|人民币|个月|月|年)$")


def without_hidden(text: str, *, lines: bool = False) -> str:
    """The text without them; `lines` keeps the breaks of a text of several lines."""
    kept = "\n" if lines else ""
    text = text.replace("\r\n", "\n").replace("\t", " ")
    return "".join(
        sign
        for sign in text
        if sign in kept or unicodedata.category(sign) not in HIDDEN
    )


def plain_number(value: Any) -> str:
    """`１，２００ 元` → `1200`."""
    text = re.sub(r"[\s,，￥¥]", "", str(value).translate(FULL_WIDTH))
    return UNITS.sub("", text)
