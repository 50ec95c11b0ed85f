"""The deeds of this app, in the words of the audit."""

from django.utils.translation import gettext_lazy as _

from core.audit.actions import name_actions
from core.audit.presenters import link_targets, name_facts
from projects.models import Project


def _fields(names: list[str]) -> str:
    words = {
        field.name: str(field.verbose_name) for field in Project._meta.concrete_fields
    }
    return "、".join(words.get(name, name) for name in names)


DEEDS = {
    "project.accept": _("Project accepted"),
    "project.change": _("Project changed"),
    "project.declare": _("Project written down"),
    "project.submit": _("Project submitted"),
    "project.start": _("Work on a project begun"),
    "project.enter": _("Project entered the library"),
    "project.send_back": _("Project sent back"),
    "project.withdraw": _("Project taken back by the declarer"),
    "project.fund": _("Project funded"),
    "project.unfund": _("Project no longer funded"),
    "measure.record": _("Help recorded"),
    "measure.confirm": _("Help confirmed by the household"),
}
name_actions(DEEDS)
link_targets({"projects.project": ("projects:detail", "projects.view_project")})
name_facts(
    {"fields": _("fields changed"), "passed": _("accepted")}, {"fields": _fields}
)
