from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.roles import ROLES
        from accounts.worklist import (
            accounts_in_figures,
            passwords_ending,
            roles_ending,
        )
        from core.cases import engine
        from core.web import key_figures, navigation, shortcuts, worklist
        from core.web.navigation import NavItem
        from core.web.shortcuts import Shortcut

        worklist.register(roles_ending)
        worklist.register(passwords_ending)
        key_figures.register(accounts_in_figures)
        engine.register_role_labels({role.slug: role.name for role in ROLES})
        navigation.register(
            NavItem(_("Home"), "home", "home", order=0, phone=True),
            NavItem(_("My account"), "accounts:profile", "user", order=90),
            NavItem(
                _("People and roles"),
                "accounts:people",
                "user-check",
                permission="accounts.view_user",
                order=10,
                section="system",
            ),
        )
        shortcuts.register(
            Shortcut(
                _("New person"),
                "accounts:person-create",
                "user-plus",
                "accounts.manage_user",
                order=10,
            ),
        )
