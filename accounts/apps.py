from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.permissions import MANAGE_PEOPLE, VIEW_PEOPLE


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """Tell the engines what accounts add to them."""
        from accounts import audit, key_figures, worklist
        from accounts.roles import ROLES
        from core.cases.roles import register_role_labels
        from core.web import kept

        audit.register()
        register_role_labels({role.slug: role.name for role in ROLES})
        worklist.register()
        key_figures.register()
        register_menu()
        kept.register(
            "accounts:person-create",
            "accounts:grant-outside",
            "accounts:grant-create",
            "accounts:hand-over",
        )


def register_menu() -> None:
    """Entries of the menu and the button of the first page."""
    from core.web import navigation, shortcuts
    from core.web.navigation import NavItem
    from core.web.shortcuts import Shortcut

    navigation.register(
        NavItem(_("Home"), "home", "home", order=0, phone=True),
        NavItem(_("My account"), "accounts:profile", "user", order=90),
        NavItem(
            _("People and roles"),
            "accounts:people",
            "user-check",
            permission=VIEW_PEOPLE,
            order=10,
            section="system",
        ),
    )
    shortcuts.register(
        Shortcut(
            _("New person"),
            "accounts:person-create",
            "user-plus",
            MANAGE_PEOPLE,
            order=10,
        ),
    )
