"""The height a row needs for its text; not every spreadsheet program works it out.

Widths are those of a workbook, in digits of its font; a Chinese character is as wide as
two.
"""

from __future__ import annotations

# Points: one line, the space around the text, and the most a row can have.
LINE, ROOM, HIGHEST = 15.0, 5.0, 409.0
PADDING = 1.5  # of a cell, left and right together
WIDE = "\u2e80"  # from here on characters are as wide as two digits


def lines_of(text: str, width: float) -> int:
    """The lines that a text takes in a cell of this width."""
    if len(text) * 2 <= width - PADDING and "\n" not in text:
        return 1
    return sum(_lines(part, width - PADDING) for part in text.split("\n"))


def height_of(lines: int) -> float:
    """The height in points of a row of so many lines."""
    return min(LINE * lines + ROOM, HIGHEST)


def _lines(text: str, width: float) -> int:
    units = sum(2 if character >= WIDE else 1 for character in text)
    # A wide character that does not fit goes to the next line as a whole.
    fitting = max(width - 1, 2)
    return max(1, int(-(-units // fitting)) if units > width else 1)
