from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.roles import ROLES
        from core.process import name_roles

        name_roles({role.slug: role.name for role in ROLES})
