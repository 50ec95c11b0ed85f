"""Words on the page of a case."""

from django import template
from django.utils.translation import gettext as _

from core.cases.engine import role_label
from core.cases.models import Case
from core.policy import profiles

register = template.Library()


@register.filter
def outcome(state: str) -> str:
    """How a closed case ended."""
    words = {
        Case.APPROVED: _("approved"),
        Case.REJECTED: _("rejected"),
        Case.WITHDRAWN: _("withdrawn"),
    }
    return words.get(state, state)


@register.filter
def role_names(slugs: list[str]) -> str:
    """The roles of a step, in words."""
    return "、".join(role_label(slug) for slug in slugs)


register.filter("policy_title", profiles.policy_title)
