"""The deeds of this app, in the words of the audit."""

from django.utils.translation import gettext_lazy as _

from core.deeds import name_deeds

DEEDS = {
    "recheck.start": _("Re-check started"),
    "recheck.close": _("Finding closed"),
    "recheck.explain": _("Finding explained"),
}
name_deeds(DEEDS)
