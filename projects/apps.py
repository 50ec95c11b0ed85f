from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("projects")

    def ready(self) -> None:
        from core.web import key_figures, navigation, shortcuts, worklist
        from households import timeline
        from projects import entry, ledgers, sections  # noqa: F401  ledgers register themselves
        from projects import worklist as work

        entry.register()
        sections.register()
        worklist.register(work.awaiting_acceptance)
        key_figures.register(work.library_tiles)
        timeline.register(work.measures_of)
        shortcuts.register(
            shortcuts.Shortcut(
                _("Declare a project"),
                "projects:create",
                "plus",
                "projects.add_project",
                order=40,
            )
        )
        navigation.register(
            navigation.NavItem(
                _("Project library"),
                "projects:list",
                "clipboard-list",
                permission="projects.view_project",
                order=10,
                section="money",
            )
        )
