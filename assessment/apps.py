from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from assessment.permissions import VIEW_EXIT, VIEW_RECHECK
from core.permissions import VIEW_PARAMETER
from core.web.navigation import NavItem

MENU = (
    NavItem(
        _("Household exits"),
        "assessment:exit-list",
        "clipboard-check",
        permission=VIEW_EXIT,
        order=10,
        section="decisions",
    ),
    NavItem(
        _("Re-check"),
        "assessment:recheck-list",
        "list-check",
        permission=VIEW_RECHECK,
        order=30,
        section="decisions",
    ),
    NavItem(
        _("Policy"),
        "assessment:policy",
        "book",
        permission=VIEW_PARAMETER,
        order=60,
        section="decisions",
    ),
)


class AssessmentConfig(AppConfig):
    name = "assessment"

    def ready(self) -> None:
        from assessment import audit, recheck, sections, triggers, workflow
        from assessment import worklist as providers
        from core.constraints import register_sentences
        from core.web import kept, key_figures, navigation, worklist

        audit.register()
        sections.register()
        workflow.register()
        recheck.register()
        register_sentences(triggers.SENTENCES)
        worklist.register(providers.open_findings)
        worklist.register(providers.parameters_to_confirm)
        worklist.register(providers.parameters_to_set)
        key_figures.register(providers.exits_under_way)
        navigation.register(*MENU)
        kept.register(
            "assessment:parameter-propose",
            "assessment:proposal-drop",
            "assessment:item-explain",
        )
