from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("projects")

    def ready(self) -> None:
        """Tell the engines and the other apps what projects add to them."""
        from core.constraints import register_sentences
        from core.web import kept, navigation, shortcuts
        from projects import (
            audit,
            key_figures,
            ledgers,
            library_case,
            permissions,
            sections,
            timeline,
            triggers,
            worklist,
        )

        register_sentences(triggers.SENTENCES)
        sections.register()
        library_case.register()
        audit.register()
        ledgers.register()
        worklist.register()
        key_figures.register()
        timeline.register()
        navigation.register(
            navigation.NavItem(
                _("Project library"),
                "projects:list",
                "clipboard-list",
                permission=permissions.VIEW,
                order=10,
                section="money",
            )
        )
        shortcuts.register(
            shortcuts.Shortcut(
                _("Declare a project"),
                "projects:create",
                "plus",
                permissions.DECLARE,
                order=40,
            )
        )
        kept.register(
            "projects:create",
            "projects:update",
            "projects:accept",
            "projects:measure-create",
            "projects:measure-confirm",
        )
