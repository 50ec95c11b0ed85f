"""The actions of projects, in the words of the audit."""

from django.utils.translation import gettext_lazy as _

from core.audit.actions import name_actions
from core.audit.presenters import link_targets, name_facts
from projects import permissions
from projects.models import Project

ACTIONS = {
    "project.accept": _("Project accepted"),
    "project.change": _("Project changed"),
    "project.declare": _("Project draft saved"),
    "project.submit": _("Project submitted"),
    "project.start": _("Work on a project started"),
    "project.enter": _("Project entered the library"),
    "project.send_back": _("Project returned"),
    "project.withdraw": _("Project withdrawn by the declarer"),
    "project.fund": _("Project funded"),
    "project.unfund": _("Project no longer funded"),
    "measure.record": _("Help recorded"),
    "measure.confirm": _("Help confirmed by the household"),
}


def register() -> None:
    """Name actions, targets and facts; called from `AppConfig.ready`."""
    name_actions(ACTIONS)
    link_targets({"projects.project": ("projects:detail", permissions.VIEW)})
    name_facts(
        {"fields": _("fields changed"), "passed": _("accepted")},
        {"fields": _field_labels},
    )


def _field_labels(names: list[str]) -> str:
    labels = {
        field.name: str(field.verbose_name) for field in Project._meta.concrete_fields
    }
    return "、".join(labels.get(name, name) for name in names)
