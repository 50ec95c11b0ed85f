"""Words of the audit."""

from django import template

from core import deeds

register = template.Library()
register.filter("deed", deeds.named)
register.filter("target_words", deeds.target_words)
