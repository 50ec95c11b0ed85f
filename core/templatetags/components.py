"""Repeated shapes of the pages as tags: card, fact, crumb, callout, buttons, empty state.

An argument that is not marked as safe is escaped. An address is a path ("/…", "?…", "#…"), a model
with `get_absolute_url`, or the name of a URL followed by its arguments:
`{% action_link _("Findings") "assessment:item-list" icon="list-check" %}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.forms import BoundField
from django.shortcuts import resolve_url
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from core.forms.mistakes import Mistake, mistakes_of
from core.templatetags.ui import icon as icon_of
from core.web.tables import Column, table_body, table_head

register = template.Library()
NOTHING = mark_safe("")
CALLOUT_ICONS = {
    "info": "info-circle",
    "good": "circle-check",
    "warn": "alert-triangle",
    "bad": "alert-circle",
}


def _address(to: Any, args: tuple) -> str:
    """Resolve what a tag was given as its address; see the docstring of this module."""
    if not to or (isinstance(to, str) and to.startswith(("/", "?", "#"))):
        return to or ""
    return resolve_url(to, *args)


def _attribute(name: str, value: Any) -> SafeString:
    """Write ` name="value"`, or nothing when there is no value."""
    return format_html(' {}="{}"', mark_safe(name), value) if value else NOTHING


def _classes(*names: str) -> str:
    return " ".join(name for name in names if name)


def _icon_or_nothing(name: str) -> SafeString:
    return icon_of(name) if name else NOTHING


# --- cards and facts -------------------------------------------------------------------------


@register.simple_block_tag
def card(
    content: SafeString,
    title: str = "",
    *,
    id: str = "",
    css: str = "",
    note: str = "",
    aside: str = "",
    level: int = 2,
    body: str = "",
    flush: bool = False,
) -> SafeString:
    """Draw a framed section with a heading; `id` also labels the section by its heading.

    `note` is grey text beside the heading, `aside` a badge or link made with `… as name`.
    `body` adds classes to the card-body; `flush` leaves it out, for tables and lists.
    """
    if not flush:
        content = format_html(
            '<div class="{}">{}</div>', _classes("card-body", body), content
        )
    return format_html(
        '<section class="{}"{}{}>{}{}</section>',
        _classes("card", css),
        _attribute("id", id),
        _attribute("aria-labelledby", f"{id}-title" if id and title else ""),
        _card_header(title, id, level, note, aside) if title else "",
        content,
    )


def _card_header(title: str, id: str, level: int, note: str, aside: str) -> SafeString:
    return format_html(
        '<div class="card-header"><h{0}{1}>{2}</h{0}>{3}{4}</div>',
        level,
        _attribute("id", f"{id}-title" if id else ""),
        title,
        format_html('<span class="text-muted">{}</span>', note) if note else "",
        aside,
    )


@register.simple_block_tag
def fact(
    content: SafeString, label: str, *, note: str = "", css: str = ""
) -> SafeString:
    """Draw one line of a `<dl class="facts">`; `note` is small print under the value."""
    return format_html(
        '<div class="fact"><dt>{}</dt><dd{}>{}{}</dd></div>',
        label,
        _attribute("class", css),
        content,
        format_html('<span class="fact-note">{}</span>', note) if note else "",
    )


@register.simple_block_tag
def table(content: SafeString, caption: str, *, css: str = "list-table") -> SafeString:
    """Draw a table that scrolls by itself; `caption` is for screen readers.

    What scrolls has a tab stop: without a pointer the arrow keys move it.
    """
    return format_html(
        '<div class="table-scroll" tabindex="0" role="group" aria-label="{1}">'
        '<table class="{0}"><caption class="visually-hidden">{1}</caption>{2}</table>'
        "</div>",
        _classes("table", css),
        caption,
        content,
    )


@register.simple_tag
def table_of(columns: Sequence[Column], rows: Iterable[Any]) -> SafeString:
    """Draw heads and rows of a list that has its columns declared (`core.web.tables`)."""
    return format_html(
        "<thead>{}</thead><tbody>{}</tbody>",
        table_head(columns),
        table_body(columns, rows),
    )


@register.simple_tag
def heads(*labels: str, css: str = "", hidden: bool = False) -> SafeString:
    """Draw heads of columns: `css="num"` for figures, `hidden` for a column of buttons."""
    shape = '<th scope="col"{}>{}</th>'
    if hidden:
        shape = '<th scope="col"{}><span class="visually-hidden">{}</span></th>'
    attribute = _attribute("class", css)
    return format_html_join("", shape, ((attribute, label) for label in labels))


@register.simple_block_tag
def row_actions(content: SafeString) -> SafeString:
    """Draw the cell of a row's buttons, really empty without any: phones hide `td:empty`."""
    return format_html('<td class="row-actions">{}</td>', mark_safe(content.strip()))


@register.simple_block_tag
def callout(
    content: SafeString, tone: str = "info", *, icon: str = "", role: str = ""
) -> SafeString:
    """Draw a coloured sentence with an icon; tones: info, good, warn, bad."""
    return format_html(
        '<p class="callout callout-{}"{}>{}<span>{}</span></p>',
        tone,
        _attribute("role", role),
        icon_of(icon or CALLOUT_ICONS[tone]),
        content,
    )


@register.inclusion_tag("components/empty.html")
def empty_state(
    title: str, text: str = "", *, icon: str = "", url: Any = "", action: str = ""
) -> dict:
    """Say that there is nothing to show, and link to the next useful step."""
    to = _address(url, ()) if url else ""
    return {"title": title, "text": text, "icon": icon, "url": to, "action": action}


@register.inclusion_tag("components/region_picker.html")
def region_picker(
    field: BoundField, url: str, *, chosen: str = "", label: str = "", hint: str = ""
) -> dict:
    """Choose a place by search; `url` answers with JSON, `chosen` names the present value.

    A `villages.fields.PlaceField` knows the name itself.
    """
    # Of a place that is refused nothing is told, as of one that does not exist.
    if not chosen and hasattr(field.field, "name_of") and not field.errors:
        chosen = field.field.name_of(field.value())
    return {"field": field, "url": url, "chosen": chosen, "label": label, "hint": hint}


# --- forms -----------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def mistakes(context: template.Context) -> list[Mistake]:
    """Everything wrong with the forms that were judged, or with the form of the page."""
    forms = context.get("judged") or (context.get("form"), context.get("formset"))
    said = {str(reason) for reason in context.get("reasons") or ()}
    return [found for found in mistakes_of(*forms) if found.words not in said]


# --- ways to go and to act -------------------------------------------------------------------


@register.simple_tag
def crumb(label: str, to: Any = "", *args: Any) -> SafeString:
    """Draw one item of the breadcrumb; without an address it is the page itself."""
    if not to:
        item = '<li class="breadcrumb-item active" aria-current="page">{}</li>'
        return format_html(item, label)
    item = '<li class="breadcrumb-item"><a href="{}">{}</a></li>'
    return format_html(item, _address(to, args), label)


@register.simple_tag
def action_link(
    label: str,
    to: Any,
    *args: Any,
    icon: str = "",
    style: str = "outline-secondary",
    css: str = "",
) -> SafeString:
    """Draw a link that looks like a button."""
    return format_html(
        '<a class="{}" href="{}">{}{}</a>',
        _classes("btn", f"btn-{style}", css),
        _address(to, args),
        _icon_or_nothing(icon),
        label,
    )


@register.simple_tag(takes_context=True)
def action_button(
    context: template.Context,
    label: str,
    to: Any,
    *args: Any,
    icon: str = "",
    style: str = "primary",
    css: str = "",
    confirm: str = "",
    **hidden: Any,
) -> SafeString:
    """Draw a POST form of one button; `confirm` is asked first.

    Other keywords become hidden fields.
    """
    field = '<input type="hidden" name="{}" value="{}">'
    return format_html(
        '<form method="post" action="{}"{}>{}{}'
        '<button class="{}" type="submit">{}{}</button></form>',
        _address(to, args),
        _attribute("data-confirm", confirm),
        CsrfTokenNode().render(context),
        format_html_join("", field, hidden.items()),
        _classes("btn", f"btn-{style}", css),
        _icon_or_nothing(icon),
        label,
    )
