"""How easily a password is guessed: zxcvbn, and what it does not know of pinyin.

See also: docs/decisions/0064-password-strength.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from threading import Lock
from typing import Any

from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

# zxcvbn tries every reading of signs as letters, which grows exponentially: 128 signs
# keep a processor busy for half a minute, 32 for half a second. Whoever is strong in
# the first 32 characters needs no more.
MOST_JUDGED = 32
# zxcvbn's grades: 4 is 10^10 guesses and more, out of reach for Argon2id; 3 is 10^8.
STRONG, FAIR = 4, 3
# Signs that people put between words: zxcvbn counts them as chance, and with them a
# word that it would know (`Qing_He-2026`).
SEPARATORS = re.compile(r"[\s_\-.@!#*]+")
SHORTEST_WORD = 2

# Words that anyone would try first against this system, and first in this country.
OFFICE_WORDS = (
    "fupin",
    "fupinban",
    "tuopin",
    "xiangcun",
    "zhenxing",
    "xiangcunzhenxing",
    "jiandanglika",
    "lika",
    "扶贫",
    "脱贫",
    "乡村振兴",
    "立卡",
    "woaini",
    "woaizhongguo",
    "woaizuguo",
    "zhongguo",
    "gongchandang",
    "renmin",
)

# A name in pinyin with figures: zxcvbn knows western names only. Of a frequent surname,
# one or two syllables and a year there are some 10^9, less than `STRONG` asks for.
SURNAMES = [
    "wang",
    "li",
    "zhang",
    "liu",
    "chen",
    "yang",
    "zhao",
    "huang",
    "zhou",
    "wu",
    "xu",
    "sun",
    "hu",
    "zhu",
    "gao",
    "lin",
    "he",
    "guo",
    "ma",
    "luo",
    "liang",
    "song",
    "zheng",
    "xie",
    "han",
    "tang",
    "feng",
    "yu",
    "dong",
    "xiao",
    "cheng",
    "cao",
    "yuan",
    "deng",
    "fu",
    "shen",
    "zeng",
    "peng",
    "lv",
    "lu",
    "su",
    "jiang",
    "cai",
    "jia",
    "ding",
    "wei",
    "xue",
    "ye",
    "yan",
    "pan",
    "du",
    "dai",
    "xia",
    "zhong",
    "tian",
    "ren",
    "fan",
    "fang",
    "shi",
    "yao",
    "tan",
    "liao",
    "zou",
    "xiong",
    "jin",
    "kong",
    "bai",
    "cui",
    "kang",
    "mao",
    "qiu",
    "qin",
    "gu",
    "hou",
    "shao",
    "meng",
]
SYLLABLE = (
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ou|ia|ie|in|iu"
    "|ua|ue|ui|un|uo|a|e|i|o|u|v)"
)
NAME_AND_FIGURES = re.compile(
    rf"[\W\d]{{0,10}}(?:{'|'.join(SURNAMES)})(?:{SYLLABLE}){{1,2}}[\W\d]{{0,10}}"
)

# zxcvbn keeps the words of one call in a module variable: two threads would mix theirs.
_one_at_a_time = Lock()


def weakness(password: str, own_words: Iterable[str] = ()) -> str:
    """Why the password is easily guessed, as a sentence; empty when it is not.

    `own_words` are those that others connect with the person: name, account, place.
    """
    words = _without_separators([*own_words, *OFFICE_WORDS])
    joined = SEPARATORS.sub("", password) or password
    if word := _chinese_word_in(joined, words):
        return _contains(word)
    score, parts = _judge(password, words)
    if score < STRONG:
        return _sentence(parts)
    # Signs between words are chance too, unless they only hide an own word.
    score, parts = _judge(joined, words)
    if score < (STRONG if _own_word(parts) else FAIR):
        return _sentence(parts)
    if NAME_AND_FIGURES.fullmatch(joined.casefold()):
        return _(
            "A name with figures is tried first; add something that is your own idea."
        )
    return ""


def _chinese_word_in(text: str, words: list[str]) -> str:
    """A Chinese word that the text contains; zxcvbn finds words of letters only."""
    chinese = (word for word in words if not word.isascii())
    return next((word for word in chinese if word in text), "")


def _judge(text: str, words: list[str]) -> tuple[int, list[dict[str, Any]]]:
    """zxcvbn's grade from 0 to 4, and the parts it recognised."""
    with _one_at_a_time:
        result = zxcvbn(text[:MOST_JUDGED], user_inputs=words)
    return result["score"], result["sequence"]


def _without_separators(words: Iterable[str]) -> list[str]:
    """Each word once, as it stands and without separators; the first are guessed first."""
    forms = (form for word in words for form in (word, SEPARATORS.sub("", word)))
    return list(dict.fromkeys(form for form in forms if len(form) >= SHORTEST_WORD))


def _own_word(parts: list[dict[str, Any]]) -> str:
    """The word of the person or the office among the parts, as it was typed."""
    own = (part for part in parts if part.get("dictionary_name") == "user_inputs")
    return next((part["token"] for part in own), "")


def _contains(word: str) -> str:
    words = _("The password contains “%(word)s”, which others would guess.")
    return words % {"word": word}


def _sentence(parts: list[dict[str, Any]]) -> str:
    """What the recognised parts of a weak password tell the person."""
    if word := _own_word(parts):
        return _contains(word)
    if len(parts) == 1 and parts[0]["pattern"] == "dictionary":
        return _("This password is used by many people; choose another one.")
    return _(
        "Common words, years and rows of keys are tried first; "
        "add something of your own."
    )
