"""The deeds of this app, in the words of the audit."""

from django.utils.translation import gettext_lazy as _

from core.audit.actions import name_actions
from core.audit.presenters import link_targets, name_facts

DEEDS = {
    "policy.confirm_parameter": _("Policy figure confirmed"),
    "policy.propose_parameter": _("Policy figure proposed"),
    "policy.refuse_parameter": _("Policy figure refused"),
    "policy.withdraw_parameter": _("Proposed policy figure withdrawn"),
    "recheck.start": _("Re-check started"),
    "recheck.close": _("Re-check finished"),
    "recheck.explain": _("Finding explained"),
}
name_actions(DEEDS)
link_targets(
    {
        "core.parameterproposal": (
            "assessment:proposal-detail",
            "core.view_policyparameter",
        ),
        "assessment.recheckrun": (
            "assessment:recheck-detail",
            "assessment.view_recheck",
        ),
    }
)
name_facts(
    {
        "basis": _("basis"),
        "checked": _("households checked"),
        "met": _("households that meet the standard"),
        "why": _("explanation"),
    }
)
