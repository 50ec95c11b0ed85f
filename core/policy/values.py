"""The values of policy parameters: how each type is written, kept and read out."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from core.refusals import Refused

MONTH_DAY = re.compile(r"\d{2}-\d{2}\Z")
LEAP_YEAR = "2000"  # 29 February is a day of the year
TEXT_LIMIT = 200


def format_value(spec: dict[str, Any], value: Any) -> str:
    """The value as people write it, with its unit."""
    if spec["type"] == "choice":
        return spec["choices"].get(value, str(value))
    if spec["type"] == "yuan":
        return _("%s yuan") % f"{value:,}"
    return f"{value}{spec.get('unit', '')}"


def clean_value(spec: dict[str, Any], value: Any) -> Any:
    """The value as the system keeps it; `Refused` says what is expected."""
    text = str(value).strip()
    kept = _kept(spec, text)
    if kept is None:
        raise Refused(
            _("“%(label)s”: write %(form)s.")
            % {"label": spec["label"], "form": describe_format(spec)}
        )
    return kept


def describe_format(spec: dict[str, Any]) -> str:
    """What a good value looks like."""
    if spec["type"] in ("yuan", "int"):
        return _whole_form(spec)
    return {
        "share": _("a share like 2/3, more than 0 and at most 1"),
        "date": _("a date like 2020-12-31"),
        "month_day": _("a month and day like 10-01"),
        "choice": _("one of: %s")
        % "、".join(
            f"{key}（{label}）" for key, label in spec.get("choices", {}).items()
        ),
        "text": _("some words"),
    }[spec["type"]]


def _kept(spec: dict[str, Any], text: str) -> Any:
    """The value to keep, or None when the text is not one of this type."""
    kind = spec["type"]
    if kind in ("yuan", "int"):
        return _whole(spec, text)
    if kind == "share":
        return _share(text)
    good = {
        "date": _is_date(text),
        "month_day": bool(MONTH_DAY.match(text)) and _is_date(f"{LEAP_YEAR}-{text}"),
        "choice": text in spec.get("choices", {}),
        "text": 0 < len(text) <= TEXT_LIMIT,
    }[kind]
    return text if good else None


def _whole(spec: dict[str, Any], text: str) -> int | None:
    low, high = spec.get("min"), spec.get("max")
    number = int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else None
    if (
        number is None
        or (low is not None and number < low)
        or (high is not None and number > high)
    ):
        return None
    return number


def _share(text: str) -> str | None:
    if not re.fullmatch(r"[0-9./]{1,20}", text):
        return None
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None
    return str(share) if 0 < share <= 1 else None


def _is_date(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _whole_form(spec: dict[str, Any]) -> str:
    low, high = spec.get("min"), spec.get("max")
    if low is not None and high is not None:
        return _("a whole number from %(low)s to %(high)s") % {
            "low": f"{low:,}",
            "high": f"{high:,}",
        }
    if low is not None:
        return _("a whole number of at least %(low)s") % {"low": f"{low:,}"}
    return (
        _("a whole number of at most %(high)s") % {"high": f"{high:,}"}
        if high is not None
        else _("a whole number")
    )
