"""The actions on policy parameters, in the words of the audit."""

from django.utils.translation import gettext_lazy as _

from core.audit.actions import name_actions
from core.audit.presenters import name_facts

ACTIONS = {
    "policy.set_parameter": _("Policy figure set"),
    "policy.propose_parameter": _("Policy figure proposed"),
    "policy.confirm_parameter": _("Policy figure confirmed"),
    "policy.refuse_parameter": _("Policy figure refused"),
    "policy.withdraw_parameter": _("Proposed policy figure withdrawn"),
}


def register() -> None:
    """Name the actions and what their entries hold; safe to call twice."""
    name_actions(ACTIONS)
    name_facts({"basis": _("basis")})
