from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

from core.permissions import VIEW_AUDIT
from core.web import navigation, worklist
from core.web.navigation import NavItem

MENU = (
    NavItem(
        _("My background work"),
        "core:job-list",
        "clock",
        order=60,
        section="reports",
    ),
    NavItem(
        _("Audit"),
        "core:audit",
        "history",
        permission=VIEW_AUDIT,
        order=80,
        section="system",
    ),
)


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core.cases.worklist import cases_awaiting
        from core.policy import audit as policy_audit
        from core.policy.checks import policies_are_sound
        from core.seals import checks as seal_checks
        from core.seals import nightly, verifying
        from core.web import kept

        navigation.register(*MENU)
        worklist.register(cases_awaiting)
        worklist.register(kept.kept_forms)
        kept.register("core:case-move")
        policy_audit.register()
        seal_checks.register()
        verifying.register()
        nightly.register()
        checks.register(policies_are_sound)
