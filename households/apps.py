from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HouseholdsConfig(AppConfig):
    name = "households"
    verbose_name = _("Households")

    def ready(self) -> None:
        from core import navigation, worklist
        from households import ledgers  # noqa: F401  declares the ledgers of the registry
        from households.work import drafts_of

        worklist.register(drafts_of)

        view = "households.view_household"
        navigation.register(
            navigation.NavItem(
                _("Households"), "households:list", "users", permission=view, order=10, section="people", phone=True
            )
        )
