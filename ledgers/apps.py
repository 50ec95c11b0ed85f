from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.web.navigation import NavItem
from ledgers.permissions import EXPORT_LEDGER

MENU = NavItem(
    _("Ledgers"),
    "ledgers:list",
    "table",
    permission=EXPORT_LEDGER,
    order=10,
    section="reports",
)


class LedgersConfig(AppConfig):
    name = "ledgers"

    def ready(self) -> None:
        from core.web import kept, navigation
        from ledgers import audit, export

        audit.register()
        export.register()
        navigation.register(MENU)
        kept.register(
            "ledgers:export",
        )
