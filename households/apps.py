from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from households.permissions import ADD, VIEW


class HouseholdsConfig(AppConfig):
    name = "households"
    verbose_name = _("Households")

    def ready(self) -> None:
        from core import handover
        from core.web import kept, key_figures
        from core.web import worklist as worklists
        from households import audit, timeline, worklist
        from households.ledgers import ROSTER
        from households.sheet import drafts
        from ledgers import declaration

        audit.register()
        declaration.register(ROSTER)
        handover.register(drafts.pass_on)
        worklists.register(worklist.drafts_of)
        key_figures.register(worklist.household_figures)
        timeline.register(timeline.registry_events)
        timeline.register(timeline.audited_actions)
        timeline.register(timeline.cases)
        register_menu()
        kept.register(
            "households:create",
            "households:update",
        )


def register_menu() -> None:
    """The entry of the menu and the button of the first page."""
    from core.web import navigation, shortcuts
    from core.web.navigation import NavItem
    from core.web.shortcuts import Shortcut

    navigation.register(
        NavItem(
            _("Households"),
            "households:list",
            "users",
            permission=VIEW,
            order=10,
            section="people",
            phone=True,
        )
    )
    shortcuts.register(
        Shortcut(_("Register a household"), "households:create", "plus", ADD, order=20)
    )
