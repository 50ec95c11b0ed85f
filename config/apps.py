from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """The settings, commands and system checks that span all apps."""

    name = "config"

    def ready(self) -> None:
        from . import checks

        checks.register()
