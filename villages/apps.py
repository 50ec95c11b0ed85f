from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VillagesConfig(AppConfig):
    name = "villages"
    verbose_name = _("Villages")

    def ready(self) -> None:
        from core.web.navigation import NavItem, register

        view = "villages.view_village"
        register(
            NavItem(
                _("Villages"),
                "villages:list",
                "building-community",
                permission=view,
                order=30,
                section="people",
            ),
            NavItem(
                _("Regions"),
                "villages:region-list",
                "map-pin",
                permission=view,
                order=40,
                section="people",
            ),
        )
