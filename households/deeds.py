"""The deeds of this app, in the words of the audit."""

from django.utils.translation import gettext_lazy as _

from core.deeds import name_deeds
from households import timeline

DEEDS = {
    **timeline.DEEDS,
    "household.number_taken": _("Number used twice was entered"),
    "household.status": _("Status of a household changed"),
}
name_deeds(DEEDS)
