"""The deeds of this app, in the words of the audit."""

from django.utils.translation import gettext_lazy as _

from core.audit.actions import name_actions
from core.audit.presenters import link_targets, name_facts

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
name_actions(DEEDS)
link_targets({"publicity.notice": ("publicity:detail", "publicity.view_notice")})
name_facts(
    {
        "answer": _("answer"),
        "ends_at": _("ends"),
        "notice": _("notice"),
        "rows": _("rows on the notice"),
        "taken_on": _("photograph taken on"),
        "via": _("received by"),
    }
)
