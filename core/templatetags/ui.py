"""The tags and filters every page uses: icons, badges, money, dates, masks, fields, sorting."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.forms import BoundField
from django.http import HttpRequest, QueryDict
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import masks
from core.web import formats
from core.web.badges import badge_for
from core.web.pages import address_of

register = template.Library()
NO_CONDITIONS = {"sort", "after", "before", "found"}


# --- icons, badges ---------------------------------------------------------------------------


@register.simple_tag
@lru_cache(maxsize=1000)
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
        return format_html('<span class="text-muted">{}</span>', formats.NONE)
    found = badge_for(state)
    words = label or getattr(state, "label", "") or state
    return _badge(tone or found.tone, icon_name or found.icon, str(words))


@lru_cache(maxsize=1000)
def _badge(tone: str, icon_name: str, words: str) -> SafeString:
    return format_html(
        '<span class="badge-state badge-{}">{}<span>{}</span></span>',
        tone,
        icon(icon_name),
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


# --- numbers, money, days (see core/web/formats.py) ------------------------------------------

register.filter("yuan", formats.yuan)
register.filter("wan", formats.wan)
register.filter("spelled", formats.spelled)
register.filter("money", formats.money)
register.filter("num", formats.num)
register.filter("percent", formats.percent)
register.filter("dash", formats.dash)
register.filter("unbroken", formats.unbroken)
register.filter("day", formats.day)
register.filter("minute", formats.minute)
register.filter("long_day", formats.long_day)
register.filter("days_left", formats.days_left)
register.filter("due_tone", formats.due_tone)


@register.filter
def beside(names: Iterable[Any], values: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Each name with its value: the heads of a table beside the cells of one row."""
    return list(zip(names, values, strict=False))


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
    opened_at = urlsplit(getattr(context["request"], "opened_at", ""))
    params = context["request"].GET.copy()
    if opened_at.path:  # in answer to a POST: its own address cannot be followed
        params = QueryDict(opened_at.query, mutable=True)
    for cursor in ("after", "before", "page"):
        params.pop(cursor, None)
    for name, value in changes.items():
        params.pop(name, None)
        if value not in (None, ""):
            params[name] = str(value)
    return f"{opened_at.path}?{params.urlencode()}"


@register.filter
def address(request: HttpRequest) -> str:
    """Where the page being shown can be opened again; see `core.web.pages.address_of`."""
    return address_of(request)


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
        "unit": unit or getattr(bound.field, "unit_label", ""),
        "width": width,
        "hide_label": hide_label,
        "described_by": _described_by(bound, hint),
    }


def _described_by(bound: BoundField, hint: str) -> str:
    """The ids of the hint and the errors of a field, for screen readers."""
    ids = [f"{bound.auto_id}_helptext"] if hint else []
    return " ".join(ids + ([f"{bound.auto_id}_error"] if bound.errors else []))


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
        attrs["aria-describedby"] = _described_by(bound, hint)
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
