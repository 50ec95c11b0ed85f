"""The deeds of this app, in the words of the audit."""

from django.utils.translation import gettext_lazy as _

from core.deeds import name_deeds
from core.traces import name_facts, name_targets

DEEDS = {
    "recheck.start": _("Re-check started"),
    "recheck.close": _("Re-check finished"),
    "recheck.explain": _("Finding explained"),
}
name_deeds(DEEDS)
name_targets({"assessment.recheckrun": ("assessment:recheck-detail", "assessment.view_recheck")})
name_facts({"checked": _("households checked"), "met": _("households that meet the standard"), "why": _("explanation")})
