from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HouseholdsConfig(AppConfig):
    name = "households"
    verbose_name = _("Households")

    def ready(self) -> None:
        from core import handover
        from core.web import key_figures, navigation, shortcuts, worklist
        from households import ledgers  # noqa: F401  declares the ledgers of the registry
        from households.sheet import drafts
        from households.worklist import drafts_of, household_tiles

        worklist.register(drafts_of)
        handover.register(drafts.pass_on)
        key_figures.register(household_tiles)
        shortcuts.register(
            shortcuts.Shortcut(
                _("Register a household"),
                "households:create",
                "plus",
                "households.add_household",
                order=20,
            ),
        )

        view = "households.view_household"
        navigation.register(
            navigation.NavItem(
                _("Households"),
                "households:list",
                "users",
                permission=view,
                order=10,
                section="people",
                phone=True,
            )
        )
