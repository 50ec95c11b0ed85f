from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.web import navigation
from core.web.navigation import NavItem
from villages.permissions import VIEW

MENU = (
    NavItem(
        _("Villages"),
        "villages:list",
        "building-community",
        permission=VIEW,
        order=30,
        section="people",
    ),
    NavItem(
        _("Regions"),
        "villages:region-list",
        "map-pin",
        permission=VIEW,
        order=40,
        section="people",
    ),
)


class VillagesConfig(AppConfig):
    name = "villages"
    verbose_name = _("Villages")

    def ready(self) -> None:
        from core.cases import hooks
        from villages.units import unit_name

        hooks.register_unit_namer(unit_name)
        navigation.register(*MENU)
