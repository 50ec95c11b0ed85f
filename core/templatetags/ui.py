"""The tags and filters every page uses: icons, badges, money, dates, masks, fields, sorting."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from core import masks
from core.web.badges import Badge, badge_for

register = template.Library()
NONE = "—"
NO_CONDITIONS = {"sort", "after", "before", "found"}


# --- icons, badges ---------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """One icon of the sprite; without a label it is decoration."""
    href = f"{static('vendor/icons/sprite.svg')}#{name}"
    if label:
        shape = '<svg class="icon {}" role="img" aria-label="{}"><use href="{}"></use></svg>'
        return format_html(shape, css, label, href)
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}"></use></svg>', css, href
    )


@register.simple_tag
def badge(
    state: Any, label: str = "", tone: str = "", icon_name: str = ""
) -> SafeString:
    """A state as icon, word and colour; `state` is a choice member or its value."""
    if state in (None, ""):
        return format_html('<span class="text-muted">{}</span>', NONE)
    look = badge_for(state)
    look = Badge(tone or look.tone, icon_name or look.icon)
    words = label or getattr(state, "label", "") or str(state)
    return format_html(
        '<span class="badge-state badge-{}">{}<span>{}</span></span>',
        look.tone,
        icon(look.icon),
        words,
    )


@register.simple_tag(takes_context=True)
def conditions_set(context: template.Context) -> int:
    """How many conditions of the list the address holds; the order and the page are none."""
    request = context.get("request")
    return (
        sum(
            1
            for name, value in request.GET.items()
            if value and name not in NO_CONDITIONS
        )
        if request
        else 0
    )


# --- numbers and money -----------------------------------------------------------------------


def _decimal(value: Any) -> Decimal | None:
    if value in (None, ""):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


@register.filter
def yuan(fen: Any, places: int = 2) -> str:
    """Integer fen as yuan: 1234567 → 12,345.67."""
    amount = _decimal(fen)
    return NONE if amount is None else f"{amount / 100:,.{int(places)}f}"


@register.filter
def wan(fen: Any, places: int = 2) -> str:
    """Integer fen as ten thousand yuan: 123456789 → 123.46."""
    amount = _decimal(fen)
    if amount is None:
        return NONE
    unit = Decimal(1).scaleb(-int(places))
    return f"{(amount / 1_000_000).quantize(unit, ROUND_HALF_UP):,}"


@register.filter
def money(amount: Any, places: int = 2) -> str:
    """A Decimal of yuan with separators: 12345.6 → 12,345.60."""
    value = _decimal(amount)
    return NONE if value is None else f"{value:,.{int(places)}f}"


@register.filter
def num(value: Any) -> str:
    """A count with separators; nothing is a dash, not 0."""
    number = _decimal(value)
    return NONE if number is None else f"{number:,f}"


@register.filter
def percent(share: Any, places: int = 1) -> str:
    """A share of one: 0.973 → 97.3%."""
    value = _decimal(share)
    return NONE if value is None else f"{value * 100:.{int(places)}f}%"


@register.filter
def dash(value: Any) -> Any:
    """The value, or a dash when there is none."""
    return NONE if value is None or value == "" else value


@register.filter
def beside(names: Iterable[Any], values: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Each name with its value: the heads of a table beside the cells of one row."""
    return list(zip(names, values, strict=False))


# Numbers of households, cases, projects and batches, days and telephones: a hyphen is no place to break a line.
UNBROKEN = re.compile(
    r"\b(?:[A-Z]{2}-[0-9-]+[0-9]|[0-9]{4}-[0-9]{2}-[0-9]{2}|0[0-9]{2,3}-[0-9]{7,8})\b"
)


@register.filter
def unbroken(text: Any) -> SafeString:
    """The text with its numbers and days kept on one line each."""
    return mark_safe(
        UNBROKEN.sub(r'<span class="nowrap">\g<0></span>', conditional_escape(text))
    )


# --- dates -----------------------------------------------------------------------------------


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """2026-11-21."""
    if not value:
        return NONE
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{value:%Y-%m-%d}"


@register.filter
def minute(value: dt.datetime | None) -> str:
    """2026-11-21 12:03, in local time."""
    if not value:
        return NONE
    return f"{timezone.localtime(value) if timezone.is_aware(value) else value:%Y-%m-%d %H:%M}"


@register.filter
def long_day(value: dt.date | None) -> str:
    """2026年11月21日, as in official documents."""
    return f"{value.year}年{value.month}月{value.day}日" if value else NONE


@register.filter
def days_left(due_on: dt.date | None, today: dt.date | None = None) -> str:
    """“3 days left”, “due today”, “2 days overdue”."""
    if not due_on:
        return ""
    left = (due_on - (today or timezone.localdate())).days
    if left == 0:
        return gettext("due today")
    if left > 0:
        return ngettext("%d day left", "%d days left", left) % left
    return ngettext("%d day overdue", "%d days overdue", -left) % -left


@register.filter
def due_tone(due_on: dt.date | None, today: dt.date | None = None) -> str:
    """bad when past, warn within three days, else neutral."""
    left = (due_on - (today or timezone.localdate())).days if due_on else 99
    return "bad" if left < 0 else "warn" if left <= 3 else "neutral"


# --- masks (see also core/masks.py) ----------------------------------------------------------

register.filter("mask_id_no", masks.mask_id_no)
register.filter("mask_phone", masks.mask_phone)
register.filter("mask_bank_account", masks.mask_bank_account)
register.filter("mask_name", masks.mask_name)


# --- lists -----------------------------------------------------------------------------------


@register.inclusion_tag("components/sort_link.html", takes_context=True)
def sort_link(context: dict, column: str, label: str) -> dict:
    """A column header that sorts by `?sort=`; a second click turns the order round."""
    params = context["request"].GET.copy()
    current = params.get("sort", "")
    for cursor in ("after", "before", "page"):
        params.pop(cursor, None)
    params["sort"] = f"-{column}" if current == column else column
    direction = {column: "ascending", f"-{column}": "descending"}.get(current, "none")
    return {"href": f"?{params.urlencode()}", "label": label, "direction": direction}


@register.simple_tag(takes_context=True)
def query_with(context: dict, **changes: Any) -> str:
    """The query string of this page with changes; a new filter drops the old cursors."""
    params = context["request"].GET.copy()
    for cursor in ("after", "before", "page"):
        params.pop(cursor, None)
    for name, value in changes.items():
        params.pop(name, None)
        if value not in (None, ""):
            params[name] = str(value)
    return f"?{params.urlencode()}"


# --- forms -----------------------------------------------------------------------------------

KINDS = {
    "CheckboxInput": "check",
    "RadioSelect": "options",
    "CheckboxSelectMultiple": "options",
    "HiddenInput": "hidden",
}
SELECTS = {"Select", "SelectMultiple", "NullBooleanSelect"}


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField,
    unit: str = "",
    hint: str = "",
    label: str = "",
    width: str = "",
    hide_label: bool = False,
) -> dict:
    """One form field with label, hint, unit, control and errors; `width` is xs, s, m, l or full."""
    widget = bound.field.widget
    names = [klass.__name__ for klass in type(widget).__mro__]
    kind = next((KINDS[name] for name in names if name in KINDS), "control")
    hint = hint or bound.help_text
    return {
        "bound": bound,
        "kind": kind,
        "control": "" if kind == "options" else _control(bound, names, kind, hint),
        "label": label or bound.label,
        "hint": hint,
        "unit": unit,
        "width": width,
        "hide_label": hide_label,
    }


def _control(bound: BoundField, names: list[str], kind: str, hint: str) -> SafeString:
    widget = bound.field.widget
    given = widget.attrs.get("class", "")
    css = (
        "form-check-input"
        if kind == "check"
        else "form-select"
        if SELECTS & set(names)
        else "form-control"
    )
    attrs = {"class": f"{css} {given} {'is-invalid' if bound.errors else ''}".strip()}
    if hint and not bound.help_text:
        ids = [f"{bound.auto_id}_helptext"] + (
            [f"{bound.auto_id}_error"] if bound.errors else []
        )
        attrs["aria-describedby"] = " ".join(ids)
    if "NumberInput" in names:
        attrs.setdefault("inputmode", "decimal")
    if names[0] == "DateInput":  # The browser's own date box; it only takes ISO dates.
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    return bound.as_widget(attrs=attrs)


@register.filter
def split_words(text: str) -> list[str]:
    """Words of a fixed text, to loop over a few names."""
    return text.split()


# --- charts ----------------------------------------------------------------------------------


@register.filter
def chart_rows(chart: dict) -> list[dict]:
    """The chart's numbers turned round, one line a label, for the table beside it."""
    labels, urls = chart["labels"], chart.get("urls") or []
    return [
        {
            "label": label,
            "url": urls[n] if n < len(urls) else "",
            "values": [series["values"][n] for series in chart["series"]],
        }
        for n, label in enumerate(labels)
    ]
