from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HouseholdsConfig(AppConfig):
    name = "households"
    verbose_name = _("Households")

    def ready(self) -> None:
        from core import navigation, shortcuts, succession, tiles, worklist
        from households import drafts, ledgers  # noqa: F401  declares the ledgers of the registry
        from households.work import drafts_of, household_tiles

        worklist.register(drafts_of)
        succession.register(drafts.pass_on)
        tiles.register(household_tiles)
        shortcuts.register(
            shortcuts.Shortcut(
                _("Register a household"), "households:create", "plus", "households.add_household", order=20
            ),
        )

        view = "households.view_household"
        navigation.register(
            navigation.NavItem(
                _("Households"), "households:list", "users", permission=view, order=10, section="people", phone=True
            )
        )
