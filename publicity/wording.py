"""The wording of notices: official Chinese, not translated.

A jurisdiction may word its own: `[notice_texts.<kind of notice>]` with `title` and
`body` in a policy file comes before what stands here.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.policy.profiles import Policy
from core.refusals import Refused
from core.scope import COUNTY, TOWNSHIP, VILLAGE, level_of

VARIABLE = re.compile(r"\{(\w+)\}")
DAY_KINDS = {True: "工作日", False: "自然日"}
DAY = r"(?:\d{4}年)?\d{1,2}月\d{1,2}日"
# Where a text says from when to when, and how many days. See also `triggers.SAYS`.
SAYS_PERIOD = re.compile(rf"(?:公示|公告)[^。；0-9]{{0,10}}({DAY})起?至({DAY})")
SAYS_DAYS = re.compile(
    rf"{DAY}止[（(](\d+)个(自然日|工作日)(?:[，,][^）)]{{0,20}})?[）)]"
)
# Civil Code, article 201: the day on which a period begins is not counted in it. Said
# wherever the days are said, else the first and the last day count to one too many.
DAY_NOT_COUNTED = "公布当日不计入"
# How the body speaks of the place that signs.
OURS = {VILLAGE: "我村", TOWNSHIP: "我乡（镇）", COUNTY: "我县"}


@dataclass(frozen=True)
class Wording:
    """A title and a body with variables in braces."""

    title: str
    body: str


# By kind of notice (`publicity.models.Notice.Kind`).
WORDINGS = {
    "publicity": Wording(
        "{place}{year}年拟{subject}名单公示",
        "{passed}现将{ours}拟{subject}名单予以公示。"
        "公示期自{start}起至{end}止（{days}个{day_kind}，" + DAY_NOT_COUNTED + "）。"
        "对名单有异议的，请在公示期内以书面、电话或网上方式反映。",
    ),
    "announcement": Wording(
        "{place}{year}年{subject}名单公告",
        "{passed}现将{ours}{year}年{subject}名单公告如下。"
        "公告期自{start}起至{end}止（{days}个{day_kind}，" + DAY_NOT_COUNTED + "）。",
    ),
    "standing": Wording(
        "{place}{subject}名单公示",
        "现将{ours}{subject}名单长期公示，名单有变动时随时更新。"
        "对名单有异议的，可随时以书面、电话或网上方式反映。",
    ),
}


def wording_for(policy: Policy | None, text_key: str, kind: str) -> Wording:
    """The jurisdiction's own wording for this notice, else the usual one."""
    if policy is not None and text_key and policy.has(f"notice_texts.{text_key}"):
        own = policy.table(f"notice_texts.{text_key}")
        return Wording(own["title"], own["body"])
    return WORDINGS[kind]


def filled(template: str, values: dict[str, Any]) -> str:
    """The template with its variables; refused when it names one that does not exist."""
    unknown = [name for name in VARIABLE.findall(template) if name not in values]
    if unknown:
        raise Refused(
            _(
                "The wording of the notice asks for “%(name)s”, which is unknown; "
                "ask the county office to correct it."
            )
            % {"name": unknown[0]}
        )
    return VARIABLE.sub(lambda match: str(values[match.group(1)]), template)


def long_day(day: dt.date) -> str:
    """A day as official papers write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def days_words(days: int, is_working: bool) -> str:
    """How long, and from when it is counted: `7个自然日，公布当日不计入`."""
    return f"{days}个{DAY_KINDS[is_working]}，{DAY_NOT_COUNTED}"


def other_period(
    text: str, first: dt.date, last: dt.date, days: int, is_working: bool
) -> str:
    """What the text says of the period, when that is another one; else nothing.

    `first` is the first day that counts, the one after the day of posting.
    """
    short = f"{last.month}月{last.day}日" if first.year == last.year else long_day(last)
    # The year of the last day may be left out when both days are in one year.
    for said in SAYS_PERIOD.finditer(text):
        if said[1] != long_day(first) or said[2] not in (long_day(last), short):
            return f"{said[1]}至{said[2]}"
    for said in SAYS_DAYS.finditer(text):
        if (said[1], said[2]) != (str(days), DAY_KINDS[is_working]):
            return f"{said[1]}个{said[2]}"
    return ""


def ours(region_code: str, name: str) -> str:
    """`我村`, `我镇`, `我乡`, `我县`, as the signer of the notice says."""
    if level_of(region_code) == TOWNSHIP and name[-1:] in {"乡", "镇"}:
        return f"我{name[-1]}"
    return OURS.get(level_of(region_code), "")


def short_place(region_code: str, name: str, short_name: str) -> str:
    """How the title names the place: `上村` for a village, else the full name."""
    return (short_name or name) if level_of(region_code) == VILLAGE else name
