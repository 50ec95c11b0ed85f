"""Personal names: how they are stored, searched, and spelt in pinyin.

A name is searched as it is read: `searched_name` makes of what was typed what
`read_name` would have stored, and `other_sounds` lists every further reading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from pypinyin import Style, lazy_pinyin, pinyin

from core.forms.readers import FULL_WIDTH, HIDDEN, without_hidden

SHORTEST, LONGEST = 2, 50
# What people type for the dot within the names of minorities.
DOTS = str.maketrans(dict.fromkeys("•‧∙・･．.﹒●⋅∘", "·"))
# Marks of Latin names: O'BRIEN, ANNE-MARIE.
MARKS = str.maketrans(dict.fromkeys("’‘`´ʼ＇", "'") | dict.fromkeys("‐‑‒–—−－﹣", "-"))
# Text from a PDF has radicals in place of the characters that look the same, which no
# search finds. Unicode gives the character of each radical of its first table; of the
# second (EquivalentUnifiedIdeograph.txt) here are those that people are named with.
RADICALS = {
    code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)
}
FURTHER_RADICALS = str.maketrans(
    "⺁⺊⺌⺒⺓⺜⺝⺠⺧⺩⺬⺮⺶⺼⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰",
    "厂卜小巳幺日月民牛王示竹羊月西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙",
)
LOOKALIKES = RADICALS | FURTHER_RADICALS | str.maketrans("○◯〇", "〇〇〇")
HAN = "〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
NAME = re.compile(rf"[{HAN}{LATIN}· '\-]+")
LATIN_NAME = re.compile(rf"[{LATIN}][{LATIN} '\-·]*")
# A character of a private area, which only the computer that made it can show.
PRIVATE = "Co"

# Surnames read otherwise than the same character elsewhere; two characters first.
SURNAMES = {
    "万俟": "mo qi",
    "尉迟": "yu chi",
    "长孙": "zhang sun",
    "澹台": "tan tai",
    "鲜于": "xian yu",
    "令狐": "ling hu",
    "单于": "chan yu",
    "夏侯": "xia hou",
    "宰父": "zai fu",
    "单": "shan",
    "仇": "qiu",
    "解": "xie",
    "区": "ou",
    "查": "zha",
    "曾": "zeng",
    "任": "ren",
    "华": "hua",
    "盖": "ge",
    "缪": "miao",
    "朴": "piao",
    "冼": "xian",
    "洗": "xian",
    "翟": "zhai",
    "乐": "yue",
    "黑": "he",
    "秘": "bi",
    "繁": "po",
    "折": "she",
    "员": "yun",
    "贠": "yun",
    "召": "shao",
    "覃": "qin",
    "种": "chong",
    "谌": "chen",
    "宿": "su",
    "句": "gou",
    "祭": "zhai",
    "逄": "pang",
    "阚": "kan",
    "应": "ying",
    "燕": "yan",
    "纪": "ji",
    "薄": "bo",
    "柏": "bai",
    "都": "du",
    "幺": "yao",
    "过": "guo",
    "相": "xiang",
    "莘": "shen",
    "尉": "wei",
    "能": "nai",
    "那": "na",
    "占": "zhan",
    "撒": "sa",
    "教": "jiao",
    "石": "shi",
    "车": "che",
    "卜": "bu",
    "葛": "ge",
    "要": "yao",
    "沈": "shen",
    "臧": "zang",
    "藏": "zang",
    "瞿": "qu",
    "晁": "chao",
    "宁": "ning",
    "盛": "sheng",
    "俞": "yu",
    "尹": "yin",
    "殷": "yin",
    "贾": "jia",
    "谷": "gu",
    "曲": "qu",
    "哈": "ha",
    "眭": "sui",
    "隗": "wei",
    "郗": "xi",
    "佴": "nai",
    "乜": "nie",
    "庹": "tuo",
    "褚": "chu",
    "重": "chong",
    "奇": "qi",
    "冯": "feng",
    "牟": "mou",
    "行": "xing",
}
KEPT = re.compile(r"[a-z]+")
# As keyboards, passports and people write what has ü.
SPELLINGS = {
    "lv": ("lu", "lyu"),
    "nv": ("nu", "nyu"),
    "lve": ("lue", "lyue"),
    "nve": ("nue", "nyue"),
}
# More readings than this are told one syllable at a time: names of minorities are long.
MOST_READINGS = 48


def read_name(text: str) -> str:
    """A name as it is stored.

    Rare characters and the dot of minority names stay; hidden marks are refused.
    """
    name = _same_signs(str(text).strip())
    _refuse_unreadable(name)
    name = _without_blanks(name)
    if wrong := next((sign for sign in name if not NAME.fullmatch(sign)), ""):
        raise ValidationError(
            _("“%(sign)s” cannot stand in a name; enter the name as on the card."),
            code="name",
            params={"sign": wrong},
        )
    is_long_enough = SHORTEST <= len(name) <= LONGEST
    marked = re.search(r"['\-]", name) is not None
    if (
        not is_long_enough
        or name.strip("·'- ") != name
        or (marked and not LATIN_NAME.fullmatch(name))
    ):
        raise ValidationError(
            _(
                "Enter the name as on the card: at least two characters, no digits or "
                "marks."
            ),
            code="name",
        )
    return name


def searched_name(text: str) -> str:
    """Part of a name as it would be stored, whatever dot, blank or radical was typed."""
    return _without_blanks(without_hidden(_same_signs(text)).strip())


def letters_of(text: str) -> str:
    """The letters that were typed for a name, or "" when other signs stand in it.

    `O'Brien`, `lǚ bù` and `Zhang San` → `obrien`, `lvbu`, `zhangsan`.
    """
    typed = text.lower().replace("ü", "v")
    for sign in "ǖǘǚǜ":
        typed = typed.replace(sign, "v")
    plain = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", typed)
        if not unicodedata.combining(sign) and sign not in " '-·"
    )
    return plain if KEPT.fullmatch(plain) else ""


def _same_signs(text: str) -> str:
    """One sign for all that look the same: widths, dots, marks, radicals."""
    # Radicals before the normal form, which knows nothing of them.
    name = unicodedata.normalize("NFC", text.translate(LOOKALIKES))
    return name.translate(MARKS).translate(FULL_WIDTH).translate(DOTS)


def _without_blanks(name: str) -> str:
    """Chinese names have no blanks; people type them to align names of two characters."""
    is_latin = LATIN_NAME.fullmatch(name) is not None
    return " ".join(name.split()) if is_latin else "".join(name.split())


def _refuse_unreadable(name: str) -> None:
    """Refuse characters that nobody sees, or that only one computer can show."""
    if any(unicodedata.category(sign) in HIDDEN for sign in name):
        raise ValidationError(
            _(
                "The name contains an invisible character; delete it and type the "
                "name again."
            ),
            code="hidden",
        )
    if any(unicodedata.category(sign) == PRIVATE for sign in name):
        raise ValidationError(
            _(
                "The name contains a character that only one computer can show; find "
                "it under its radical."
            ),
            code="private",
        )


def _letters(rest: str) -> Any:
    """What has no sound, letter by letter.

    `Any`: pypinyin takes a list, which its types do not say.
    """
    return [letters_of(sign) or sign for sign in rest]


@lru_cache(maxsize=4096)
def pinyin_of(name: str) -> tuple[str, str]:
    """`("shan xiao ming", "sxm")`; a character without a known sound is left out."""
    spelt = [said for said in _syllables(name) if KEPT.fullmatch(said)]
    return " ".join(spelt)[:120], "".join(syllable[0] for syllable in spelt)[:20]


@lru_cache(maxsize=4096)
def other_sounds(name: str) -> str:
    """Every reading but the first, and its initials: `" cengguo cg"`; "" for most names.

    Each is after a blank, so that ` ceng` is the beginning of one.
    """
    spoken = [
        (said, *_further_readings(sign, said))
        for sign, said in zip(name, _syllables(name), strict=True)
        if KEPT.fullmatch(said)
    ]
    first = tuple(readings[0] for readings in spoken)
    sounds = {"".join(first): None, "".join(said[0] for said in first): None}
    known = set(sounds)
    for reading in _readings(spoken):
        sounds["".join(reading)] = None
        sounds["".join(said[0] for said in reading)] = None
    return "".join(f" {sound}" for sound in sounds if sound not in known)


def _readings(spoken: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    if prod(len(readings) for readings in spoken) <= MOST_READINGS:
        yield from product(*spoken)
        return
    first = tuple(readings[0] for readings in spoken)
    for place, readings in enumerate(spoken):
        for other in readings[1:]:
            yield (*first[:place], other, *first[place + 1 :])


def _syllables(name: str) -> list[str]:
    """One sound for each sign of the name, the surname as surnames are read."""
    surname = next((s for s in (name[:2], name[:1]) if s in SURNAMES), "")
    said = SURNAMES[surname].split() if surname else []
    rest = name[len(surname) :]
    return said + lazy_pinyin(rest, style=Style.NORMAL, errors=_letters, v_to_u=False)


def _further_readings(sign: str, said: str) -> list[str]:
    """All other readings of a character, in every spelling of its ü."""
    found = pinyin(
        sign, style=Style.NORMAL, heteronym=True, errors="ignore", v_to_u=False
    )
    readings = {said: None} | dict.fromkeys(found[0] if found else [])
    spelt = [*readings, *(way for one in readings for way in SPELLINGS.get(one, ()))]
    return [one for one in spelt if one != said and KEPT.fullmatch(one)]
