"""What everybody tries first: a common word with a year behind it, rows of keys, the alphabet, one key held down."""

from __future__ import annotations

import re
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator

ROWS = (
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
)
WALKS = (*ROWS, *(row[::-1] for row in ROWS))
SHORTEST_RUN = 3
UNSHIFTED = str.maketrans("!@#$%^&*()", "1234567890")
# Signs that stand for letters; 1 is read both ways.
SPELT = [str.maketrans("@$0357!1", f"asoesti{one}") for one in "il"]
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
FEWEST_OWN = 3  # characters that are the person's own idea


@cache
def _common() -> frozenset[str]:
    """The twenty thousand most used passwords, as Django brings them."""
    return frozenset(CommonPasswordValidator().passwords)


def is_common(password: str) -> bool:
    """Whether the whole password is one of the most used."""
    return password.lower().strip() in _common()


def is_worn(password: str) -> bool:
    """Whether hardly anything is left without the word, the years and the rows of keys: `P@ssw0rd2026`."""
    plain = password.lower()
    word = re.sub(r"^[^a-z]+|[^a-z]+$", "", plain)
    if len(word) >= SHORTEST_RUN and any(
        word.translate(signs) in _common() for signs in SPELT
    ):
        plain = plain.replace(word, " ", 1)
    return len(_without_runs(YEAR.sub(" ", plain)).replace(" ", "")) < FEWEST_OWN


def _without_runs(text: str) -> str:
    keys, kept, place = text.translate(UNSHIFTED), "", 0
    while place < len(text):
        length = _run_at(keys, place)
        if length < SHORTEST_RUN:
            kept += text[place]
            length = 1
        place += length
    return kept


def _run_at(keys: str, place: int) -> int:
    """How many keys from here lie in a row, or are one and the same."""
    rest = keys[place:]
    same = len(rest) - len(rest.lstrip(rest[0]))
    length = 1
    while length < len(rest) and any(rest[: length + 1] in row for row in WALKS):
        length += 1
    return max(same, length)
