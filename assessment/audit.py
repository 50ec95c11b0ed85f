"""The actions of this app in the words of the audit, and the pages of their targets."""

from django.utils.translation import gettext_lazy as _

from assessment.permissions import VIEW_RECHECK
from core.audit.actions import name_actions
from core.audit.presenters import link_targets, name_facts
from core.permissions import VIEW_PARAMETER

ACTIONS = {
    "recheck.start": _("Re-check started"),
    "recheck.close": _("Re-check finished"),
    "recheck.explain": _("Finding explained"),
}
# The pages of proposals stand here and not in core: they name places.
TARGETS = {
    "core.parameterproposal": ("assessment:proposal-detail", VIEW_PARAMETER),
    "assessment.recheckrun": ("assessment:recheck-detail", VIEW_RECHECK),
}


def register() -> None:
    """Name actions, facts and target pages; safe to call twice."""
    name_actions(ACTIONS)
    link_targets(TARGETS)
    name_facts(
        {
            "checked": _("households checked"),
            "met": _("households that meet the standard"),
            "why": _("explanation"),
        }
    )
