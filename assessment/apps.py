from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentConfig(AppConfig):
    name = "assessment"

    def ready(self) -> None:
        from assessment import checks, recheck, sections, workflow  # noqa: F401  checks and recheck register themselves
        from assessment import worklist as work
        from core.web import key_figures, navigation, worklist
        from core.web.navigation import NavItem

        sections.register()
        workflow.register()
        worklist.register(work.findings_to_look_at)
        worklist.register(work.figures_to_confirm)
        worklist.register(work.figures_to_set)
        key_figures.register(work.exit_tiles)
        navigation.register(
            NavItem(
                _("Household exits"),
                "assessment:exit-list",
                "clipboard-check",
                permission="assessment.view_exit",
                order=10,
                section="decisions",
            ),
            NavItem(
                _("Re-check"),
                "assessment:recheck-list",
                "list-check",
                permission="assessment.view_recheck",
                order=30,
                section="decisions",
            ),
            NavItem(
                _("Policy"),
                "assessment:policy",
                "book",
                permission="core.view_policyparameter",
                order=60,
                section="decisions",
            ),
        )
