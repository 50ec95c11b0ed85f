from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("projects")

    def ready(self) -> None:
        from core import navigation, worklist
        from projects import entry, sections, work

        entry.register()
        sections.register()
        worklist.register(work.awaiting_acceptance)
        navigation.register(
            navigation.NavItem(
                _("Project library"), "projects:list", "clipboard-list", permission="projects.view_project",
                order=10, section="money",
            )
        )  # fmt: skip
