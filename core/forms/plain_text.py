"""Text that people type, without the signs that nobody sees."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms

# Control and format characters (zero width, right to left), half pairs, separators of lines. Not the unassigned and
# private ones: rare characters of names and places are newer than the tables of Python, or older than Unicode.
HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def without_hidden(text: str, *, lines: bool = False) -> str:
    """The text without them; `lines` keeps the breaks of a text of several lines."""
    kept = "\n" if lines else ""
    text = text.replace("\r\n", "\n").replace("\t", " ")
    return "".join(
        sign
        for sign in text
        if sign in kept or unicodedata.category(sign) not in HIDDEN
    )


class PlainCharField(forms.CharField):
    """A text that is what it looks like: what a chat program or a forger slipped in is dropped."""

    def to_python(self, value: Any) -> str:
        text = without_hidden(
            super().to_python(value), lines=isinstance(self.widget, forms.Textarea)
        )
        return text.strip() if self.strip else text
