from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgersConfig(AppConfig):
    name = "ledgers"

    def ready(self) -> None:
        from core.web import navigation
        from core.web.navigation import NavItem
        from ledgers import export

        navigation.register(
            NavItem(
                _("Ledgers"),
                "ledgers:list",
                "table",
                permission=export.EXPORT,
                order=10,
                section="reports",
            )
        )
