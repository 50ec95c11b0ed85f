"""The deeds of this app, in the words of the audit."""

from django.utils.translation import gettext_lazy as _

from core.deeds import name_deeds

DEEDS = {
    "notice.end": _("Notice taken as ended"),
    "notice.photograph": _("Photograph of the posted sheet stored"),
    "notice.publish": _("Notice posted"),
    "notice.withdraw": _("Notice withdrawn"),
    "objection.file": _("Objection filed"),
    "objection.reveal": _("Objector's name and telephone looked at"),
    "objection.accepted": _("Objection upheld"),
    "objection.dismissed": _("Objection not upheld"),
}
name_deeds(DEEDS)
