from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.permissions import MANAGE_PEOPLE, VIEW_PEOPLE


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import audit, worklist
        from accounts.roles import ROLES
        from core.cases import engine
        from core.web import key_figures
        from core.web import worklist as worklists

        audit.register()
        engine.register_role_labels({role.slug: role.name for role in ROLES})
        worklists.register(worklist.roles_ending)
        worklists.register(worklist.passwords_ending)
        key_figures.register(worklist.account_figures)
        register_menu()


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
