"""How the name of a place is shortened and how it is spelt in letters."""

from __future__ import annotations

import re
from functools import lru_cache

# Readings that place and clan names take, where the dictionary's first reading is another one.
PLACE_READINGS = {
    "长": "chang",
    "都": "du",
    "重": "chong",
    "曾": "zeng",
    "厦": "xia",
    "单": "shan",
    "藏": "zang",
    "解": "xie",
    "仇": "qiu",
    "查": "zha",
    "翟": "zhai",
    "缪": "miao",
    "埔": "pu",
    "乐": "le",
    "朝": "chao",
}
_COMMITTEES = re.compile(r"(村)?(?:村民委员会|村委会)$")
_COMMUNITY = re.compile(r"社区(?:居民委员会|居委会)$")
PINYIN_LENGTH, INITIALS_LENGTH = 200, 60


def short_name(name: str, level: int) -> str:
    """A village without its committee: 海雀村村委会 and 海雀村委会 are both 海雀村."""
    if level < 5:
        return name
    return _COMMUNITY.sub("社区", _COMMITTEES.sub("村", name)) or name


def spell(name: str) -> tuple[str, str]:
    """Pinyin without tones and its initials, lower case: 海雀村 → haiquecun, hqc."""
    # The dictionary takes half a second to read: only who spells pays for it.
    from pypinyin.seg.mmseg import seg

    syllables = [syllable for word in seg.cut(name) for syllable in _spell_word(word)]
    initials = "".join(syllable[0] for syllable in syllables)
    return "".join(syllables)[:PINYIN_LENGTH], initials[:INITIALS_LENGTH]


@lru_cache(maxsize=100_000)
def _spell_word(word: str) -> tuple[str, ...]:
    """Known words as the dictionary reads them, single characters as places do."""
    from pypinyin import lazy_pinyin

    if word in PLACE_READINGS:
        return (PLACE_READINGS[word],)
    spelt = [re.sub(r"[^a-z0-9]", "", part.lower()) for part in lazy_pinyin(word)]
    return tuple(part for part in spelt if part)
