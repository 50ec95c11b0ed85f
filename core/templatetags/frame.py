"""`{% remembered %}`: parts of the frame that are the same on thousands of pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from core.web.pages import address_of

register = template.Library()

# A county has a few dozen kinds of user, a menu a few dozen entries.
MOST_REMEMBERED = 2000
# What differs from answer to answer stands in the remembered part as a mark. Private
# characters: no text of ours holds them, and no name is stored with them.
TOKEN, HERE = "\ue010", "\ue011"
_remembered: dict[tuple[Any, ...], str] = {}


@register.simple_tag(takes_context=True)
def remembered(context: template.Context, name: str, key: object = "") -> SafeString:
    """Include a template, rendered once for each key and language in a process.

    The key must hold all that the template reads but `{% csrf_token %}` and `{{ here }}`,
    the address of the page.
    """
    known = (name, get_language(), settings.ROOT_URLCONF, settings.DEMO, str(key))
    part = _remembered.get(known)
    if part is None:
        part = _render(context, name)
        if len(_remembered) >= MOST_REMEMBERED:
            _remembered.clear()
        if not settings.DEBUG:
            _remembered[known] = part
    if TOKEN in part:
        part = part.replace(TOKEN, escape(context.get("csrf_token", "")))
    if HERE in part:
        part = part.replace(HERE, escape(address_of(context["request"])))
    return mark_safe(part)  # the marks are replaced by what is escaped


def _render(context: template.Context, name: str) -> str:
    with context.push(csrf_token=TOKEN, here=HERE):
        return context.template.engine.get_template(name).render(context)


def forget() -> None:
    """Render every part anew, as the first page of a process does."""
    _remembered.clear()
