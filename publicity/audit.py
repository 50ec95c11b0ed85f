"""Labels of the audited verbs of this app, and the pages that their targets lead to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.audit.actions import name_actions
from core.audit.presenters import link_targets, name_facts
from publicity.permissions import VIEW_NOTICE

ACTIONS = {
    "notice.end": _("Period of a notice recorded as over"),
    "notice.photograph": _("Photograph of the posted sheet stored"),
    "notice.publish": _("Notice posted"),
    "notice.withdraw": _("Notice withdrawn"),
    "objection.file": _("Objection filed"),
    "objection.reveal": _("Objector's name and telephone viewed"),
    "objection.accepted": _("Objection upheld"),
    "objection.dismissed": _("Objection not upheld"),
}


def register() -> None:
    """Name actions, targets and facts; called from `AppConfig.ready`."""
    name_actions(ACTIONS)
    link_targets({"publicity.notice": ("publicity:detail", VIEW_NOTICE)})
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
