"""Words of the audit."""

from django import template

from core.audit import actions

register = template.Library()
register.filter("action_label", actions.action_label)
register.filter("target_label", actions.target_label)
