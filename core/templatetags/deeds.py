"""Words of the audit."""

from django import template

from core.audit import actions

register = template.Library()
register.filter("deed", actions.named)
register.filter("target_words", actions.target_words)
