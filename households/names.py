"""Personal names: how they are stored, and how they are spelt in pinyin for the search."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from pypinyin import Style, lazy_pinyin

from core.forms.readers import FULL_WIDTH, HIDDEN

SHORTEST, LONGEST = 2, 50
# What people type for the dot within the names of minorities.
DOTS = str.maketrans(dict.fromkeys("•‧∙・･．.﹒●⋅", "·"))
NAME = re.compile(
    r"[〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af·A-Za-z ]+"
)
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


def read_name(text: str) -> str:
    """A name as it is stored.

    Rare characters and the dot of minority names stay; hidden marks are refused.
    """
    name = unicodedata.normalize("NFC", str(text).strip())
    name = name.translate(FULL_WIDTH).translate(DOTS)
    _refuse_unreadable(name)
    # Chinese names have no blanks; people type them to align names of two characters.
    name = " ".join(name.split()) if name.isascii() else "".join(name.split())
    is_long_enough = SHORTEST <= len(name) <= LONGEST
    if not NAME.fullmatch(name) or not is_long_enough or name.strip("·") != name:
        raise ValidationError(
            _(
                "Enter the name as on the card: at least two characters, no digits or "
                "marks."
            ),
            code="name",
        )
    return name


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
    return list(rest.lower())


@lru_cache(maxsize=4096)
def pinyin_of(name: str) -> tuple[str, str]:
    """`("shan xiao ming", "sxm")`; a character without a known sound is left out."""
    surname = next((s for s in (name[:2], name[:1]) if s in SURNAMES), "")
    syllables = SURNAMES[surname].split() if surname else []
    syllables += lazy_pinyin(
        name[len(surname) :],
        style=Style.NORMAL,
        errors=_letters,
        v_to_u=False,
    )
    spelt = [syllable for syllable in syllables if KEPT.fullmatch(syllable)]
    return " ".join(spelt)[:120], "".join(syllable[0] for syllable in spelt)[:20]
